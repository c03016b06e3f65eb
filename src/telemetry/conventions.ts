/**
 * Names of OpenTelemetry's semantic conventions for RPC and gRPC, version 1.45.0, in which they are stable, and our own
 * under `spotwire.` for what the conventions do not know.
 */

/** Where the version of the conventions is published, for the scope of spans and metrics. */
export const SCHEMA_URL = "https://opentelemetry.io/schemas/1.45.0";

/** Keys of attributes. */
export const ATTRIBUTE = {
  system: "rpc.system.name",
  method: "rpc.method",
  status: "rpc.status_code",
  errorType: "error.type",
  serverAddress: "server.address",
  serverPort: "server.port",
  /** The header's error code of the first response that has one, without `CODE_`: `INVALID_REQUEST`. */
  headerError: "spotwire.response.header_error",
  /** The first response's own `status`, a number, where it has one; what it means is its type's business. */
  responseStatus: "spotwire.response.status",
  /** How often the call was sent, where that was more than once. */
  attempts: "spotwire.attempts",
  /** Messages of a call that streams. */
  sentMessages: "spotwire.sent_messages",
  receivedMessages: "spotwire.received_messages",
} as const;

/** The histogram of the conventions: seconds, from begin to end. */
export const DURATION = "rpc.client.call.duration";

/** The bounds that the conventions advise, in seconds. */
export const DURATION_BOUNDS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];
