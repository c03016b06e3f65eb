/** The command in force and those before it, by their ids. */
import { RobotCommandFeedbackStatus_Status as Status } from "../../../messages/bosdyn/api/basic_command.ts";
import type { FullBodyCommand_FeedbackInit } from "../../../messages/bosdyn/api/full_body_command.ts";
import type { MobilityCommand_FeedbackInit } from "../../../messages/bosdyn/api/mobility_command.ts";
import type { RobotCommandFeedbackInit } from "../../../messages/bosdyn/api/robot_command.ts";
import type { Running } from "./plan.ts";

/** Commands remembered after they were replaced; older ones are forgotten. */
const REMEMBERED = 100;

/** Numbers commands from 1. */
export class CommandLog<Started extends Running> {
  #lastId = 0;
  #current: Started | undefined;
  readonly #past = new Map<number, RobotCommandFeedbackInit>();

  /** The command that was started last. */
  get current(): Started | undefined {
    return this.#current;
  }

  /**
   * Put a new command into force.
   * @param start called once the one before it is put on record
   * @returns its id
   */
  begin(start: () => Started): number {
    const replaced = this.#current?.feedback();
    if (replaced !== undefined) this.#past.set(this.#lastId, overridden(replaced));
    const [oldest] = this.#past.keys();
    if (this.#past.size > REMEMBERED && oldest !== undefined) this.#past.delete(oldest);
    this.#current = start();
    return ++this.#lastId;
  }

  /**
   * What to say of a command.
   * @param id 0 is the one in force
   * @returns `undefined` if there was no such command, or it is forgotten
   */
  feedback(id: number): RobotCommandFeedbackInit | undefined {
    return id === 0 || id === this.#lastId ? this.#current?.feedback() : this.#past.get(id);
  }
}

/** The last word on a command that is replaced: parts that were still at it are not any more. What it asked is not kept. */
function overridden({ fullBodyFeedback, synchronizedFeedback }: RobotCommandFeedbackInit): RobotCommandFeedbackInit {
  if (fullBodyFeedback !== undefined) return { fullBodyFeedback: ended(fullBodyFeedback) };
  const { mobilityCommandFeedback: legs, ...others } = synchronizedFeedback ?? {};
  return { synchronizedFeedback: { ...others, mobilityCommandFeedback: legs && withoutRequest(ended(legs)) } };
}

function ended<Feedback extends FullBodyCommand_FeedbackInit | MobilityCommand_FeedbackInit>(of: Feedback): Feedback {
  return of.status === Status.STATUS_PROCESSING ? { ...of, status: Status.STATUS_COMMAND_OVERRIDDEN } : of;
}

function withoutRequest(of: MobilityCommand_FeedbackInit): MobilityCommand_FeedbackInit {
  return {
    ...of,
    se2TrajectoryFeedback: of.se2TrajectoryFeedback && { ...of.se2TrajectoryFeedback, requestInformation: undefined },
    se2VelocityFeedback: of.se2VelocityFeedback && {},
  };
}
