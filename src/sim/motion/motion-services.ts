/** The services that move the robot, over the parts of one boot. */
import type { SimClock } from "../clock/sim-clock.ts";
import { Docking } from "../docking/docking.ts";
import type { HostedService } from "../hosted-service.ts";
import type { BehaviorFaults, LeaseJudge, Motors } from "../parts.ts";
import { dockingService } from "../services/docking.ts";
import { robotCommandService } from "../services/robot-command.ts";
import { robotCommandStreamingService } from "../services/robot-command-streaming.ts";
import type { Timeline } from "../timeline.ts";
import { JointControl } from "./joint-control.ts";
import type { LegLocomotion } from "./locomotion.ts";
import { worldFrame } from "./world-frames.ts";

/** What the services work with. */
export interface MotionParts {
  readonly clock: SimClock;
  readonly timeline: Timeline;
  readonly leases: LeaseJudge;
  readonly motors: Motors;
  readonly behaviorFaults: BehaviorFaults;
  /** On the timeline already. */
  readonly locomotion: LegLocomotion;
  /** Whether time sync has given out this identifier. */
  knowsClock(clockIdentifier: string): boolean;
  /** The robot has come to hang on the dock's charger, or off it. */
  readonly onShorePower: (isOn: boolean) => void;
}

/** The services, and what other parts of the robot need of them. */
export interface Motion {
  readonly services: readonly HostedService[];
  readonly docking: Docking;
  /** Its last command belongs into the state stream. */
  readonly jointControl: JointControl;
}

/** Make services, docking and joint control. Docking goes onto the timeline here. */
export function motionServices(parts: MotionParts): Motion {
  const { clock, timeline, leases, motors, locomotion, onShorePower } = parts;
  const docking = new Docking({ clock, body: locomotion, motors, leases, onShorePower });
  timeline.add(docking);
  const jointControl = new JointControl(clock, locomotion);
  const scene = { ...parts, docking, jointControl };
  return {
    services: [
      robotCommandService({
        ...scene,
        worldFrame: (name) => worldFrame(clock, name),
        isDocked: () => docking.isDocked,
      }),
      robotCommandStreamingService(scene),
      dockingService(scene),
    ],
    docking,
    jointControl,
  };
}
