/** Recordings served as robots, for tests without one. */
export { ReplayError } from "./errors.ts";
export { readCalls } from "./read-calls.ts";
export type { FieldList, RecordedCall, RecordedMessage, RecordedOutcome, RecordedResponse } from "./recorded-call.ts";
export { type Replay, type ReplayOptions, startReplay } from "./replay.ts";
