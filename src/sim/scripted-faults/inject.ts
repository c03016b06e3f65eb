/** Makes one fault happen to a robot. */
import { BehaviorFault_Cause as Cause } from "../../messages/bosdyn/api/robot_state.ts";
import type { Tokens } from "../access/tokens.ts";
import type { SteppedClock } from "../clock/stepped-clock.ts";
import type { Robot } from "../robot.ts";
import type { Fault } from "./fault.ts";
import type { Interference } from "./interference.ts";

/** What faults work on. */
export interface FaultTargets {
  readonly robot: Robot;
  readonly clock: SteppedClock;
  readonly tokens: Tokens;
  readonly interference: Interference;
  readonly breakConnections: () => void;
  /** Ended when the robot is closed. */
  readonly signal: AbortSignal;
}

/** Who takes leases that a script steals. */
const THIEF = { clientName: "scripted-fault", userName: "simulator" };
const RETAIN_MS = 1000;
const CAUSES = {
  fall: Cause.CAUSE_FALL,
  hardware: Cause.CAUSE_HARDWARE,
  "lease-timeout": Cause.CAUSE_LEASE_TIMEOUT,
} as const;

/** Make it happen now. */
export function inject(fault: Fault, targets: FaultTargets): void {
  const { robot, clock, tokens, interference } = targets;
  robot.timeline.advance();
  switch (fault.fault) {
    case "drop-connections":
      targets.breakConnections();
      return;
    case "delay":
      interference.delay(fault.delayMs, fault.forMs, fault.service);
      return;
    case "http":
      interference.refuse(fault.status, fault.forMs, fault.service);
      return;
    case "expire-tokens":
      tokens.expireAll();
      return;
    case "steal-lease":
      void stealLease(fault.forMs, targets);
      return;
    case "lose-estop":
      robot.estop.loseEndpoints();
      return;
    case "battery":
      robot.battery.setCharge(fault.percent);
      return;
    case "behavior-fault":
      robot.behaviorFaults.raise(CAUSES[fault.cause]);
      return;
    case "clock-jump":
      clock.step(fault.jumpMs);
  }
}

/** Take the lease, show signs of life as an owner does, and give it back in the end. */
async function stealLease(forMs: number, { robot, clock, signal }: FaultTargets): Promise<void> {
  const lease = robot.leases.take("body", THIEF)?.lease;
  if (lease === undefined) return;
  const endMs = clock.uptimeMs() + forMs;
  for (let leftMs = forMs; leftMs > 0 && !signal.aborted; leftMs = endMs - clock.uptimeMs()) {
    await clock.sleep(Math.min(RETAIN_MS, leftMs), signal);
    robot.leases.retain(lease);
  }
  robot.leases.giveBack(lease);
}
