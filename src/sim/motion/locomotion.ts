/**
 * The body that moves: it sits, stands, walks, falls, rolls over and hands its joints to a client. All decisions are
 * taken in ticks of one length that are counted from boot, and between two ticks everything is a closed form: where the
 * robot gets to does not depend on when, or how often, anybody looks.
 */
import { BehaviorFault_Cause } from "../../messages/bosdyn/api/robot_state.ts";
import type { BodyState } from "../body/motion.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { BehaviorFaults, GroundPose, Locomotion, Posture, Walk } from "../parts.ts";
import type { TimedPart } from "../timeline.ts";
import { type Carriage, FALLEN, ON_ITS_SIDE, SEATED } from "./carriage.ts";
import { Chassis } from "./chassis.ts";
import { type Drive, PathDrive, upTo } from "./drive.ts";
import { CLOSE_ENOUGH, type GroundPoint, SWING_HEIGHT, speedOf } from "./feet.ts";
import type { JointTarget } from "./joint-servo.ts";
import { type Manner, Shifts } from "./manner.ts";
import { Odometer } from "./odometer.ts";
import {
  FALL_SECONDS,
  POSTURES,
  ROLL_SECONDS,
  SIT_SECONDS,
  SOFT_LANDING,
  type Stage,
  STAND_SECONDS,
} from "./stages.ts";
import { Steering } from "./steering.ts";
import { TICK_MS, TICK_SECONDS } from "./track.ts";
import { DriveWalk } from "./walk.ts";

/** What the locomotion works with. */
export interface LocomotionOptions {
  readonly clock: SimClock;
  /** A fall, and a joint that is too fast, are raised here. */
  readonly behaviorFaults: Pick<BehaviorFaults, "raise">;
  /** Whether the body's centre cannot be at a place in odom. Default: nothing is in the way. */
  readonly isBlocked?: ((x: number, y: number) => boolean) | undefined;
}

/** The legs of one robot, which boots sitting at the origin of odom. */
export class LegLocomotion implements Locomotion, TimedPart {
  readonly #options: LocomotionOptions;
  readonly #bootMs: number;
  readonly #chassis: Chassis = new Chassis();
  readonly #steering: Steering;
  readonly #shifts: Shifts = new Shifts();
  /** How far it has gone since boot. */
  readonly odometer: Odometer = new Odometer();
  #stage: Stage = "sitting";
  /** Sit once the feet are down, and what to do once it sits. */
  #wantsSeat = false;
  #whenSeated: (() => void) | undefined;
  #isFrozen = false;
  /** Whether an order has come in since the last tick. */
  #isNews = true;
  #ticks = 0;
  #order = 0;

  constructor(options: LocomotionOptions) {
    this.#options = options;
    this.#steering = new Steering(options.isBlocked ?? ((): boolean => false));
    this.#bootMs = options.clock.uptimeMs();
  }

  get posture(): Posture {
    if (this.#stage !== "up") return POSTURES[this.#stage];
    if (this.#wantsSeat) return "sitting-down";
    return this.isAtRest ? "standing" : "walking";
  }

  /** Counts what the body was told: a number that has changed means that somebody told it something else. */
  get order(): number {
    return this.#order;
  }

  /** Whether it stands with all feet down where they belong. */
  get isAtRest(): boolean {
    const { feet, base } = this.#chassis;
    if (this.#stage !== "up" || feet.isStepping || speedOf(base) > 1e-3) return false;
    return this.#isFrozen || feet.farthestFromHome(base) <= CLOSE_ENOUGH;
  }

  /** Whether it has the height and lean that it was told to have. */
  get isSettled(): boolean {
    return this.#chassis.carriage.isThere;
  }

  /** Whether it was told to freeze, and nothing since. */
  get isFrozen(): boolean {
    return this.#isFrozen;
  }

  /** Whether the joints are a client's. */
  get hasJointControl(): boolean {
    return this.#stage === "joints";
  }

  /** The footprint at the start of the tick: where the body is on the ground, and its heading. */
  get place(): GroundPose {
    const { x, y, yaw } = this.#chassis.base;
    return { x: x.position, y: y.position, yaw: yaw.position };
  }

  /** An instant of robot time as uptime in milliseconds. @param nanos robot time */
  uptimeOf(nanos: bigint): number {
    const { clock } = this.#options;
    return clock.uptimeMs() + Number(nanos - clock.now()) / 1e6;
  }

  body(): BodyState {
    const uptimeMs = this.#options.clock.uptimeMs();
    const sinceTick = Math.min(Math.max((uptimeMs - this.#tickMs) / 1000, 0), TICK_SECONDS);
    const isUp = this.#stage !== "sitting" && this.posture !== "fallen";
    return this.#chassis.stateAt(sinceTick, uptimeMs / 1000, isUp ? 1 : 0.1);
  }

  /** Stand, at ease or with the body as told. A robot that walks stops. */
  stand(manner: Manner = {}): void {
    this.stop();
    this.#carry(manner);
    if (this.#stage !== "sitting" && this.#stage !== "lowering") return;
    this.#stage = "rising";
    this.#chassis.carriage.moveTo(this.#shifts.carriage, STAND_SECONDS);
  }

  /** End what is being done and stand still; a robot that sits goes on sitting. Every other order begins with it. */
  stop(): void {
    this.#order++;
    this.#isNews = true;
    this.#steering.drive = undefined;
    this.#wantsSeat = false;
    this.#whenSeated = undefined;
    this.#isFrozen = false;
    this.#chassis.feet.places = new Map();
    if (this.#stage !== "joints") return;
    this.#chassis.bindJoints();
    this.#stage = "up";
  }

  sit(): void {
    this.stop();
    if (this.#stage === "rising") this.#lower();
    else if (this.#stage === "up") this.#wantsSeat = true;
  }

  /** Stop hard, with the body and the feet as they are; a foot in the air comes down first. */
  freeze(): void {
    this.stop();
    if (this.#stage === "rising" || this.#stage === "lowering") this.#stage = "up";
    if (this.#stage === "up") this.#freezeUp();
  }

  /** Do something with the body, once it stands. */
  go(drive: Drive, manner: Manner = {}): void {
    this.stop();
    this.#carry(manner);
    this.#steering.drive = drive;
  }

  /** Where a foot is on the ground, in odom. @param index into `LEGS` */
  footPlace(index: number): GroundPoint {
    return this.#chassis.feet.at(0)[index] ?? { x: 0, y: 0 };
  }

  walkTo(goal: GroundPose, endTime: bigint, maxSpeed?: number): Walk {
    const drive = new PathDrive([goal], this.uptimeOf(endTime), upTo(maxSpeed));
    this.go(drive);
    return new DriveWalk(this, drive);
  }

  collapse(): void {
    if (this.#stage === "sitting" || this.#stage === "fallen" || this.#stage === "falling") return;
    this.stop();
    const { carriage } = this.#chassis;
    if (this.#stage === "rolling") {
      this.#stage = "fallen";
      carriage.hold();
    } else if (this.#stage !== "up" && carriage.height < SOFT_LANDING) {
      this.#lower();
    } else {
      this.#stage = "falling";
      carriage.moveTo(FALLEN, FALL_SECONDS);
      this.#options.behaviorFaults.raise(BehaviorFault_Cause.CAUSE_FALL);
    }
  }

  /** Turn a fallen robot over, so that it sits. */
  selfRight(): void {
    this.stop();
    if (this.posture === "fallen") this.#roll(SEATED);
  }

  /** Sit down, and roll to one side for a change of the battery. @param side 1 right, −1 left */
  rollOver(side: 1 | -1): void {
    this.sit();
    const roll = (): void => this.#roll({ ...ON_ITS_SIDE, roll: side * ON_ITS_SIDE.roll });
    if (this.#stage === "sitting") roll();
    else this.#whenSeated = roll;
  }

  /** Hand the joints of a robot that stands to a client. They stay as they are until it commands them. */
  takeJoints(): void {
    this.stop();
    this.#chassis.freeJoints(this.body());
    this.#stage = "joints";
  }

  /** Move the joints. Ignored without joint control. */
  commandJoints(target: JointTarget): void {
    this.#chassis.servo?.follow(target);
  }

  step(uptimeMs: number): void {
    if (this.#isIdle) this.#ticks += Math.floor((uptimeMs - this.#tickMs) / TICK_MS);
    while (uptimeMs >= this.#tickMs + TICK_MS) {
      this.#chassis.advance();
      this.#ticks++;
      this.#arrive();
      this.#steer();
    }
  }

  /** Whether every tick would be as the last one, until somebody says something. */
  get #isIdle(): boolean {
    if (this.#isNews || this.#steering.isDriving || this.#wantsSeat || !this.#shifts.isLast) return false;
    const isStill = this.#chassis.carriage.isThere && this.#chassis.isStill;
    return isStill && (this.#stage === "sitting" || this.#stage === "fallen" || this.isAtRest);
  }

  get #tickMs(): number {
    return this.#bootMs + this.#ticks * TICK_MS;
  }

  #carry({ shifts, swingHeight = SWING_HEIGHT, places = new Map() }: Manner): void {
    this.#shifts.begin(shifts);
    this.#chassis.feet.swingHeight = swingHeight;
    this.#chassis.feet.places = places;
    if (this.#stage === "up") this.#shifts.settle(this.#chassis.carriage);
  }

  #lower(): void {
    this.#wantsSeat = false;
    this.#stage = "lowering";
    this.#chassis.carriage.moveTo(SEATED, SIT_SECONDS);
  }

  #freezeUp(): void {
    this.#isFrozen = true;
    this.#chassis.carriage.hold();
  }

  #roll(to: Carriage): void {
    this.#stage = "rolling";
    this.#chassis.lieDown();
    this.#chassis.carriage.moveTo(to, ROLL_SECONDS);
  }

  /** Go from one stage to the next once the body has got where it was going. */
  #arrive(): void {
    const { carriage, servo } = this.#chassis;
    if (this.#stage === "joints") this.#watchJoints(servo?.isTooFast ?? false, servo?.target);
    if (this.#stage === "up" && this.#wantsSeat && this.isAtRest) this.#lower();
    if (!carriage.isThere) return;
    if (this.#stage === "rising") this.#stage = "up";
    else if (this.#stage === "falling") this.#stage = "fallen";
    else if (this.#stage === "rolling" && carriage.height !== SEATED.z) this.#stage = "fallen";
    else if (this.#stage === "rolling" || this.#stage === "lowering") {
      this.#chassis.putFeetDown();
      this.#stage = "sitting";
      this.#whenSeated?.();
    }
  }

  /**
   * A client that falls silent, or drives a joint too fast, loses the joints; the robot stands as it is, frozen. None of
   * the published causes is that of a joint too fast.
   */
  #watchJoints(isTooFast: boolean, target: JointTarget | undefined): void {
    const isSilent = target !== undefined && target.endMs <= this.#tickMs;
    if (!isTooFast && !isSilent) return;
    this.#chassis.bindJoints();
    this.#stage = "up";
    this.#freezeUp();
    if (isTooFast) this.#options.behaviorFaults.raise(BehaviorFault_Cause.CAUSE_UNKNOWN);
  }

  #steer(): void {
    const { base, carriage, feet, servo } = this.#chassis;
    this.#isNews = false;
    servo?.steer(this.#tickMs);
    const mayMove = this.#stage === "up" && !this.#isFrozen;
    if (mayMove) this.#shifts.goOn(carriage);
    this.#chassis.steerBody();
    const isHard = this.#isFrozen || this.#stage === "falling";
    this.#steering.steer(this.#chassis, this.#tickMs, mayMove ? "driven" : isHard ? "stopping-hard" : "stopping");
    feet.steer(base, mayMove);
    this.odometer.count(base, feet.steps);
  }
}
