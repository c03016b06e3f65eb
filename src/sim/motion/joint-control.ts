/** Control of the joints by a client: its commands, checked, and the one that was in force last. */
import { JointControlStreamResponse_Status as Status } from "../../messages/bosdyn/api/robot_command.ts";
import type { JointCommand_UpdateRequest } from "../../messages/bosdyn/api/basic_command.ts";
import type { RobotStateStreamResponse_CommandStateInit } from "../../messages/bosdyn/api/robot_state.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { fromTimestamp, toTimestamp } from "../clock/timestamps.ts";
import type { JointTarget } from "./joint-servo.ts";

/** The body whose joints they are. */
export interface JointBody {
  readonly hasJointControl: boolean;
  uptimeOf(nanos: bigint): number;
  takeJoints(): void;
  commandJoints(target: JointTarget): void;
}

/** Why a command was not taken: the status with which its stream ends. */
export interface JointRefusal {
  /** `JointControlStreamResponse_Status` */
  readonly status: number;
  readonly message: string;
}

/** A robot without an arm. */
const JOINTS = 12;
/** How far ahead a command to the joints may end, nanoseconds. Spot's own limit is not published. */
const MAX_AHEAD_NANOS = 10_000_000_000n;

/** The joint control of one robot. */
export class JointControl {
  readonly #clock: SimClock;
  readonly #body: JointBody;
  #received = 0n;
  #last: RobotStateStreamResponse_CommandStateInit | undefined;

  constructor(clock: SimClock, body: JointBody) {
    this.#clock = clock;
    this.#body = body;
  }

  /** Whether the joints are a client's. */
  get isActive(): boolean {
    return this.#body.hasJointControl;
  }

  /** Commands taken since the joints were handed over. */
  get messagesReceived(): bigint {
    return this.#received;
  }

  /** What the state stream says of the newest command; `undefined` before the first. */
  get lastCommand(): RobotStateStreamResponse_CommandStateInit | undefined {
    return this.#last;
  }

  /** Hand the joints over. */
  begin(): void {
    this.#received = 0n;
    this.#body.takeJoints();
  }

  /**
   * Take one command. Without joint control it is checked all the same.
   * @param isFirst whether it is the first of its stream, which must have gains
   */
  take(update: JointCommand_UpdateRequest | undefined, isFirst: boolean): JointRefusal | undefined {
    const fault = malformation(update, isFirst);
    if (fault !== undefined || update?.endTime === undefined) {
      return { status: Status.STATUS_INVALID_REQUEST, message: fault ?? "end_time is missing" };
    }
    const now = this.#clock.now();
    const end = fromTimestamp(update.endTime);
    if (end <= now) return { status: Status.STATUS_EXPIRED, message: "end_time has passed" };
    if (end > now + MAX_AHEAD_NANOS) {
      return { status: Status.STATUS_TOO_DISTANT, message: "end_time is more than 10 s ahead" };
    }
    if (!this.isActive) return undefined;
    const { referenceTime, extrapolationDuration: beyond } = update;
    this.#body.commandJoints({
      endMs: this.#body.uptimeOf(end),
      referenceMs: this.#body.uptimeOf(referenceTime === undefined ? now : fromTimestamp(referenceTime)),
      extrapolationMs: beyond === undefined ? 0 : Number(beyond.seconds) * 1000 + beyond.nanos / 1e6,
      position: update.position,
      velocity: update.velocity,
      velocitySafetyLimit: update.velocitySafetyLimit?.value ?? 0,
    });
    this.#received++;
    this.#last = { userCommandKey: update.userCommandKey, receivedTimestamp: toTimestamp(now) };
    return undefined;
  }
}

/** What is wrong with a command, if anything. */
function malformation(update: JointCommand_UpdateRequest | undefined, isFirst: boolean): string | undefined {
  if (update === undefined) return "joint_command is missing";
  const { position, velocity, load, gains, velocitySafetyLimit } = update;
  if (gains === undefined && isFirst) return "gains are missing from the first command of the stream";
  const required = { position, ...(gains && { "gains.k_q_p": gains.kQP, "gains.k_qd_p": gains.kQdP }) };
  for (const [field, values] of Object.entries({ ...required, velocity, load })) {
    const mayBeEmpty = !(field in required);
    if (values.length !== JOINTS && !(mayBeEmpty && values.length === 0)) {
      return `${field} has ${values.length} values, and this robot ${JOINTS} joints`;
    }
    if (!values.every(Number.isFinite)) return `${field} holds a number that is not finite`;
  }
  if (gains !== undefined && [...gains.kQP, ...gains.kQdP].some((gain) => gain < 0)) return "a gain is negative";
  if (!((velocitySafetyLimit?.value ?? 0) > 0)) return "velocity_safety_limit must be above 0, in every command";
  return undefined;
}
