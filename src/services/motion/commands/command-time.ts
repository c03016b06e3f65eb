/** The instants that a command names: when it ends, and from when its points count. */
import type { TimestampInit } from "../../../messages/google/protobuf/timestamp.ts";
import type { LocalTime } from "../../time.ts";

/**
 * An instant in a command: `LocalTime` is this machine's and is converted once, by the client that sends the command;
 * a `Timestamp` is robot time already and is sent as it is.
 */
export type CommandTime = LocalTime | TimestampInit;

/** When a command ends that the robot will not take without an end. */
export interface EndTimeOptions {
  /**
   * When the robot stops obeying this command. It refuses one that has none or is past (EXPIRED), and one that ends too
   * far ahead (TOO_DISTANT; how far is not published). Left out here, `sendCommand`'s `endTime` fills it in. Keep it
   * short and send again: then a client that dies stops the robot.
   */
  readonly endTime?: CommandTime | undefined;
}
