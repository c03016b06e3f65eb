/** How long a small call and its answer are on the wire, with all of HTTP/2 and gRPC. */
import { RobotIdRequest } from "../../src/messages/bosdyn/api/robot_id.ts";
import { ANSWER } from "../servers/answer.ts";

const PREFIX_BYTES = 5;
const FRAME_HEADER_BYTES = 9;
/** A header block whose fields are in the dynamic table already, but for the timeout's. */
const HEADER_BLOCK_BYTES = 24;
const MESSAGE_BYTES = RobotIdRequest.encode({
  header: { clientName: "bench", requestTimestamp: { seconds: 1_800_000_000n, nanos: 5 } },
}).length;

/** HEADERS and DATA. */
export const REQUEST_BYTES: number = 2 * FRAME_HEADER_BYTES + HEADER_BLOCK_BYTES + PREFIX_BYTES + MESSAGE_BYTES;
/** HEADERS, DATA and the trailers. */
export const ANSWER_BYTES: number = 3 * FRAME_HEADER_BYTES + HEADER_BLOCK_BYTES + PREFIX_BYTES + ANSWER.length;
