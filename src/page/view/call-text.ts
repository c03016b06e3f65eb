/** What a call came to, in words: the list and the timeline say the same. */
import { ErrorCode } from "../../http2/error-code.ts";
import { statusName } from "../../grpc/status.ts";
import type { CallRow } from "../model/page-model.ts";
import { durationText } from "./figures.ts";

/** `GetRobotState`; a path that is none stays as it is. */
export function methodOf({ path, streamId }: CallRow): string {
  return path === undefined ? `stream ${streamId}` : path.slice(path.lastIndexOf("/") + 1) || path;
}

/** `bosdyn.api.RobotStateService`. */
export function serviceOf({ path }: CallRow): string {
  return path === undefined ? "" : path.slice(1, Math.max(1, path.lastIndexOf("/")));
}

/** `OK`, `UNAVAILABLE`, `CANCEL by client`, `open`, `no status`. */
export function outcomeOf({ status, reset, endedAtMs, hasFailed }: CallRow): string {
  if (status !== undefined) return statusName(status);
  if (reset !== undefined) return `${resetName(reset.code)} by ${reset.side}`;
  if (hasFailed) return "cut off";
  return endedAtMs === undefined ? "open" : "no status";
}

/** How long it took; nothing while it is open. */
export function latencyOf({ beganAtMs, endedAtMs }: CallRow): string {
  return endedAtMs === undefined ? "" : durationText(endedAtMs - beganAtMs);
}

function resetName(code: number): string {
  return Object.entries(ErrorCode).find(([, known]) => known === code)?.[0] ?? `reset ${code}`;
}
