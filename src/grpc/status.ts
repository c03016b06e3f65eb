/** gRPC status codes by name (gRPC over HTTP/2, "Responses"; the numbers are those of `grpc-status`). */

/** Every status a call can end with, by name. */
export const Status = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  ABORTED: 10,
  OUT_OF_RANGE: 11,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

/** Name of a status: `"UNAVAILABLE"`, … */
export type StatusName = keyof typeof Status;

const NAMES = Object.keys(Status) as StatusName[];

/** Name a status number; a number outside 0–16 is `UNKNOWN`, as gRPC asks of receivers. */
export function statusName(code: number): StatusName {
  return NAMES[code] ?? "UNKNOWN";
}
