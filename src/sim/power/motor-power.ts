/** The motors' power: on after a while, off at once or once the robot sits. */
import { PowerState_MotorPowerState as State } from "../../messages/bosdyn/api/robot_state.ts";
import type { Locomotion, Motors } from "../parts.ts";
import type { TimedPart } from "../timeline.ts";

/** From OFF to ON, in milliseconds. */
const POWERING_ON_MS = 2500;
/** From sitting to OFF, in milliseconds. */
const POWERING_OFF_MS = 500;
/** A robot that cannot sit down in this time loses power where it stands, in milliseconds. */
const MAX_SETTLING_MS = 10_000;

/** The motors of one robot, off at first. */
export class MotorPower implements Motors, TimedPart {
  readonly #body: Pick<Locomotion, "posture" | "sit" | "collapse">;
  #state: State = State.MOTOR_POWER_STATE_OFF;
  /** How long the state, or settling, has lasted. */
  #elapsedMs = 0;
  #isSettling = false;

  /** @param body what they move; it falls if it must when they lose power */
  constructor(body: Pick<Locomotion, "posture" | "sit" | "collapse">) {
    this.#body = body;
  }

  get state(): State {
    return this.#state;
  }

  get isOn(): boolean {
    return this.#state === State.MOTOR_POWER_STATE_ON;
  }

  get isOff(): boolean {
    return this.#state === State.MOTOR_POWER_STATE_OFF;
  }

  /** On the way to OFF: sitting down, or sitting and losing power. */
  get isSettling(): boolean {
    return this.#isSettling || this.#state === State.MOTOR_POWER_STATE_POWERING_OFF;
  }

  /** Begin to give power to motors that have none. */
  powerOn(): void {
    if (this.isOff) this.#enter(State.MOTOR_POWER_STATE_POWERING_ON);
  }

  cut(): void {
    if (this.isOff) return;
    this.#enter(State.MOTOR_POWER_STATE_OFF);
    this.#body.collapse();
  }

  settleThenCut(): void {
    if (this.#state === State.MOTOR_POWER_STATE_POWERING_ON) {
      this.#enter(State.MOTOR_POWER_STATE_POWERING_OFF);
    } else if (this.isOn && !this.#isSettling) {
      this.#isSettling = true;
      this.#elapsedMs = 0;
      this.#settle();
    }
  }

  step(_uptimeMs: number, deltaMs: number): void {
    this.#elapsedMs += deltaMs;
    if (this.#isSettling) this.#settle();
    else if (this.#state === State.MOTOR_POWER_STATE_POWERING_ON && this.#elapsedMs >= POWERING_ON_MS) {
      this.#enter(State.MOTOR_POWER_STATE_ON);
    } else if (this.#state === State.MOTOR_POWER_STATE_POWERING_OFF && this.#elapsedMs >= POWERING_OFF_MS) {
      this.#enter(State.MOTOR_POWER_STATE_OFF);
      this.#body.collapse();
    }
  }

  #settle(): void {
    const { posture } = this.#body;
    if (posture === "sitting") this.#enter(State.MOTOR_POWER_STATE_POWERING_OFF);
    else if (posture === "fallen" || this.#elapsedMs >= MAX_SETTLING_MS) this.cut();
    // A command that came in between does not keep it from sitting down.
    else if (posture !== "sitting-down") this.#body.sit();
  }

  #enter(state: State): void {
    this.#state = state;
    this.#elapsedMs = 0;
    this.#isSettling = false;
  }
}
