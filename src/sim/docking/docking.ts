/**
 * Going to the dock and leaving it. The robot walks to the pose in front of the dock, from there onto it, sits down, and
 * the motors lose power; to leave it stands up and walks back to that pose.
 */
import { DockingCommandFeedbackResponse_Status as Status } from "../../messages/bosdyn/api/docking/docking.ts";
import { LeaseUseResult_Status } from "../../messages/bosdyn/api/lease.ts";
import type { LeaseInit, LeaseUseResultInit } from "../../messages/bosdyn/api/lease.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { composeGround, visionInOdom } from "../motion/world-frames.ts";
import type { GroundPose, LeaseJudge, Locomotion, Motors, Walk } from "../parts.ts";
import type { TimedPart } from "../timeline.ts";
import { DOCK_POSE } from "../world/dock.ts";

/** The body that docks. */
export interface DockingBody extends Pick<Locomotion, "posture" | "sit" | "walkTo"> {
  /** Where it is on the ground, in odom. */
  readonly place: GroundPose;
  /** Changes when somebody tells the body something else. */
  readonly order: number;
  stand(): void;
  stop(): void;
}

/** What docking works with. */
export interface DockingOptions {
  readonly clock: SimClock;
  readonly body: DockingBody;
  readonly motors: Pick<Motors, "isOn" | "settleThenCut">;
  readonly leases: LeaseJudge;
  /** The robot has come to hang on the dock's charger, or off it. */
  readonly onShorePower: (isOn: boolean) => void;
}

/** How to go about it. */
export type DockingWay = "through-pose" | "straight" | "pose-only" | "undock";

/** A command that was taken. */
export interface DockingOrder {
  readonly way: DockingWay;
  /** Robot time at which to give up, nanoseconds. */
  readonly endTime: bigint;
  readonly lease: LeaseInit | undefined;
  /** Known from the start to come to nothing: `DockingCommandFeedbackResponse_Status`. */
  readonly failure?: number | undefined;
}

interface Active extends DockingOrder {
  readonly id: number;
  endTime: bigint;
  status: number;
  phase: "to-pose" | "onto-dock" | "sitting" | "rising";
  walk: Walk | undefined;
  order: number;
}

/** From the dock straight back to the pose in front of it, metres. */
const POSE_DISTANCE = 1;
/** The contacts meet if the robot sits so near: metres and radians. */
const CONTACT = { metres: 0.04, radians: 0.1 };
/** From where the robot finds onto the dock without the pose: metres to the side of its axis, and behind it. */
const CORRIDOR = { metres: 0.3, radians: 0.4, length: 2 };
/** Metres per second: onto the dock and off it slowly. */
const SPEED = { toPose: 0.8, onDock: 0.3 };

/** The docking of one robot at its one dock. */
export class Docking implements TimedPart {
  readonly #options: DockingOptions;
  #lastId = 0;
  #active: Active | undefined;
  #isSitting = false;
  #isDocked = false;

  constructor(options: DockingOptions) {
    this.#options = options;
  }

  /** Whether the robot sits on the dock and charges. */
  get isDocked(): boolean {
    return this.#isDocked;
  }

  /** Which of the two is under way, if any. */
  get underWay(): "docking" | "undocking" | undefined {
    if (this.#active?.status !== Status.STATUS_IN_PROGRESS) return undefined;
    return this.#active.way === "undock" ? "undocking" : "docking";
  }

  /** Begin. @returns the command's id */
  begin(order: DockingOrder): number {
    const { posture } = this.#options.body;
    const { way, failure = Status.STATUS_IN_PROGRESS } = order;
    const phase = {
      "through-pose": "to-pose",
      "pose-only": "to-pose",
      straight: "onto-dock",
      undock: "rising",
    } as const;
    const active: Active = {
      ...order,
      id: ++this.#lastId,
      status: failure,
      phase: phase[way],
      walk: undefined,
      order: 0,
    };
    this.#active = active;
    if (failure !== Status.STATUS_IN_PROGRESS) return active.id;
    if (this.#isDocked && (way === "through-pose" || way === "straight")) active.status = Status.STATUS_DOCKED;
    else if (way === "straight" && !this.#isInCorridor()) active.status = Status.STATUS_MISALIGNED;
    else if (posture === "sitting" || posture === "sitting-down") this.#options.body.stand();
    active.order = this.#options.body.order;
    return active.id;
  }

  /** How a command fares: `DockingCommandFeedbackResponse_Status`. @param endTime a new end, robot time, nanoseconds */
  feedback(id: number, endTime?: bigint): { readonly status: number; readonly leaseUseResult?: LeaseUseResultInit } {
    const active = this.#active;
    if (active?.id !== id) return { status: Status.STATUS_OLD_DOCKING_COMMAND };
    if (endTime !== undefined && active.status === Status.STATUS_IN_PROGRESS) {
      active.endTime = endTime;
      active.walk?.extend(endTime);
    }
    if (active.status !== Status.STATUS_ERROR_LEASE) return { status: active.status };
    return { status: active.status, leaseUseResult: this.#options.leases.use(active.lease) };
  }

  step(): void {
    const { body, onShorePower } = this.#options;
    const isSitting = body.posture === "sitting";
    if (isSitting !== this.#isSitting) {
      // A robot that sits stays on the contacts, or off them, whatever its odometry drifts to.
      this.#isSitting = isSitting;
      const wasDocked = this.#isDocked;
      this.#isDocked = isSitting && this.#isOnContacts();
      if (this.#isDocked !== wasDocked) onShorePower(this.#isDocked);
    }
    const active = this.#active;
    if (active?.status === Status.STATUS_IN_PROGRESS) this.#goOn(active);
  }

  #goOn(active: Active): void {
    const { body, clock } = this.#options;
    if (body.order !== active.order) active.status = this.#overriddenBy(active);
    else if (body.posture === "fallen") active.status = Status.STATUS_ERROR_SYSTEM;
    else if (active.endTime <= clock.now()) {
      active.status = Status.STATUS_ERROR_COMMAND_TIMED_OUT;
      if (active.phase !== "sitting") body.stop();
    } else if (active.phase === "sitting") this.#sit(active);
    else if (body.posture === "standing" || body.posture === "walking") this.#walk(active);
    // The body was told something by this very step.
    active.order = body.order;
  }

  #walk(active: Active): void {
    const { body } = this.#options;
    if (active.walk === undefined) {
      const isOnDock = active.phase !== "to-pose";
      const goal = active.phase === "onto-dock" ? this.#dock() : this.#pose();
      active.walk = body.walkTo(goal, active.endTime, isOnDock ? SPEED.onDock : SPEED.toPose);
      return;
    }
    const { status } = active.walk;
    if (status === "failed") active.status = Status.STATUS_ERROR_STUCK;
    if (status !== "arrived" || body.posture !== "standing") return;
    active.walk = undefined;
    if (active.phase === "onto-dock") {
      active.phase = "sitting";
      body.sit();
    } else if (active.way === "through-pose") active.phase = "onto-dock";
    else active.status = Status.STATUS_AT_PREP_POSE;
  }

  #sit(active: Active): void {
    const { body, motors } = this.#options;
    if (body.posture !== "sitting") return;
    active.status = this.#isDocked ? Status.STATUS_DOCKED : Status.STATUS_MISALIGNED;
    if (this.#isDocked) motors.settleThenCut();
  }

  /** Somebody else moves the robot: one who has taken the lease, or the same client with another command. */
  #overriddenBy({ lease }: Active): number {
    const isHeld = this.#options.leases.use(lease).status === LeaseUseResult_Status.STATUS_OK;
    return isHeld ? Status.STATUS_ERROR_SYSTEM : Status.STATUS_ERROR_LEASE;
  }

  /** In odom, which drifts: asked anew each time. */
  #dock(): GroundPose {
    return composeGround(visionInOdom(this.#options.clock), DOCK_POSE);
  }

  #pose(): GroundPose {
    return composeGround(this.#dock(), { x: -POSE_DISTANCE, y: 0, yaw: 0 });
  }

  /** The robot in the dock's frame: forward is onto the dock. */
  #inDock(): GroundPose {
    const dock = this.#dock();
    const { place } = this.#options.body;
    const [c, s] = [Math.cos(dock.yaw), Math.sin(dock.yaw)];
    const [x, y, turn] = [place.x - dock.x, place.y - dock.y, place.yaw - dock.yaw];
    return { x: c * x + s * y, y: c * y - s * x, yaw: Math.atan2(Math.sin(turn), Math.cos(turn)) };
  }

  #isOnContacts(): boolean {
    const { x, y, yaw } = this.#inDock();
    return Math.hypot(x, y) < CONTACT.metres && Math.abs(yaw) < CONTACT.radians;
  }

  #isInCorridor(): boolean {
    const { x, y, yaw } = this.#inDock();
    return (
      x <= CONTACT.metres && x > -CORRIDOR.length && Math.abs(y) < CORRIDOR.metres && Math.abs(yaw) < CORRIDOR.radians
    );
  }
}
