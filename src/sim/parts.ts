/** What the parts of the simulated robot are to one another, each behind an interface so that none needs another's file. */
import type { LeaseInit, LeaseUseResultInit } from "../messages/bosdyn/api/lease.ts";
import type { BehaviorFaultInit } from "../messages/bosdyn/api/robot_state.ts";
import type { BodyState } from "./body/motion.ts";

/** Judges the leases of requests. */
export interface LeaseJudge {
  /**
   * Judge the lease of a request that uses a resource, and remember it if it is good.
   * @returns the result for the response; the request may go on if its status is STATUS_OK
   */
  use(lease: LeaseInit | undefined, resource?: string): LeaseUseResultInit;
}

/** The motors' power. */
export interface Motors {
  /** `PowerState_MotorPowerState` */
  readonly state: number;
  readonly isOn: boolean;
  /** Off at once, whatever the robot is doing: one that stands falls. */
  cut(): void;
  /** Sit down first, then off. */
  settleThenCut(): void;
}

/** Faults of the body that keep it from being commanded. */
export interface BehaviorFaults {
  /** Oldest first. */
  readonly active: readonly BehaviorFaultInit[];
  /** Note a fault; of each cause one is active at a time. @param cause `BehaviorFault_Cause` */
  raise(cause: number): void;
  /** @returns whether there was such a fault, and it could be cleared */
  clear(id: number): boolean;
}

/** A place on the ground and a heading: metres, radians. */
export interface GroundPose {
  readonly x: number;
  readonly y: number;
  readonly yaw: number;
}

/** What the robot does with its legs. */
export type Posture = "sitting" | "standing-up" | "standing" | "walking" | "sitting-down" | "fallen";

/** One walk to one place. */
export interface Walk {
  readonly status: "walking" | "arrived" | "timed-out" | "overridden" | "failed";
  /** Let it go on until another instant: robot time, nanoseconds. */
  extend(endTime: bigint): void;
}

/** Moves the body. */
export interface Locomotion {
  readonly posture: Posture;
  /** Everything about the body now. */
  body(): BodyState;
  /** Sit down where it is; whatever it was doing is over. */
  sit(): void;
  /** Lose all strength: one that does not sit falls. The motors call it when they lose power. */
  collapse(): void;
  /**
   * Walk to a place in odom; whatever it was doing is over. It needs a robot that stands, motors on.
   * @param endTime when it stops in any case: robot time, nanoseconds
   * @param maxSpeed metres per second
   */
  walkTo(goal: GroundPose, endTime: bigint, maxSpeed?: number): Walk;
}
