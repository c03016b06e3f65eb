/** What stands above bytes: what they are, and whose. */
import type { Side, Span } from "../../inspect/index.ts";

const ARROWS: Readonly<Record<Side, string>> = { client: "client → server", server: "server → client" };

/** Of a frame: `HEADERS, stream 1, client → server`. */
export function detailTitle(name: string, side: Side, streamId: number): string {
  return [name, ...(streamId === 0 ? [] : [`stream ${streamId}`]), ARROWS[side]].join(", ");
}

/** Of a message: `bosdyn.api.RobotIdResponse, message 1 of /bosdyn.api.RobotIdService/GetRobotId, server → client`. */
export function messageTitle(
  typeName: string | undefined,
  side: Side,
  path: string | undefined,
  index: number,
): string {
  const of = path === undefined ? "" : ` of ${path}`;
  return `${typeName ?? "gRPC message"}, message ${index + 1}${of}, ${ARROWS[side]}`;
}

/** Of a part of a tree, in a line: `serial_number: "sp-1"`. */
export function lineOf({ label, text, fault }: Span): string {
  const line = text === "" ? label : `${label}: ${text}`;
  return fault === undefined ? line : `${line} ! ${fault}`;
}
