/** A robot on a test's clock, and its services without a network. */
import type { LeaseInit } from "../../src/messages/bosdyn/api/lease.ts";
import type { CallerOf } from "../../src/sim/access/caller.ts";
import type { Departure } from "../../src/sim/power/power-commands.ts";
import { bootRobot, type Robot } from "../../src/sim/robot.ts";
import { ManualSimClock } from "../support/manual-sim-clock.ts";

/** Callers are whoever their headers say. */
export const CALLER: CallerOf = (header) => ({ clientName: header?.clientName, userName: "tester" });

/** One robot. */
export class Bench {
  readonly clock: ManualSimClock = new ManualSimClock();
  /** How it was told to go away. */
  readonly departures: Departure[] = [];
  readonly robot: Robot = bootRobot({ clock: this.clock, goAway: (how) => this.departures.push(how) });

  /** Let time pass for the robot. */
  pass(ms: number): void {
    this.clock.advance(ms);
    this.robot.timeline.advance();
  }

  /** Acquire the body's lease. */
  lease(clientName = "tester"): LeaseInit {
    const answer = this.robot.leases.acquire("body", { clientName, userName: "tester" });
    if (answer === undefined || !("got" in answer)) throw new Error("the lease is somebody else's");
    return answer.got.lease;
  }

  /** Give the motors power, and wait until they have it. */
  powerUp(): void {
    this.robot.motors.powerOn();
    this.pass(3000);
    if (!this.robot.motors.isOn) throw new Error("the motors have no power");
  }

  /** Have it stand, with power. That takes six seconds. */
  standUp(): void {
    this.powerUp();
    this.robot.locomotion.stand();
    this.pass(3000);
    if (this.robot.locomotion.posture !== "standing") throw new Error(`it is ${this.robot.locomotion.posture}`);
  }
}

/** A lease below another. */
export function subLease(lease: LeaseInit, ...sequence: readonly number[]): LeaseInit {
  return { ...lease, sequence: [...(lease.sequence ?? []), ...sequence] };
}
