/**
 * Publishes what channels do on `node:diagnostics_channel`, for whoever subscribes: a log, a tracer, a test. Without a
 * subscriber a call costs one look. Nothing that is published holds a message's contents, metadata or a token.
 */
import { channel as diagnosticsChannel } from "node:diagnostics_channel";
import type { ChannelObserver } from "../channel-observer.ts";
import type { RpcError, TransportError } from "../errors.ts";

/** What is published about a call. Each channel publishes the same object, as far as it has come. */
export interface CallEvent {
  /** `:path`, for example `/bosdyn.api.RobotIdService/GetRobotId`. */
  readonly path: string;
  readonly authority: string;
  /** `performance.now()` at its start. */
  readonly startedMs: number;
  /** Attempts so far. */
  attempts: number;
  /** Milliseconds from the start to the response's headers, once they are there. */
  headersAfterMs: number | undefined;
  /** Messages and bytes so far, five bytes of prefix each included. */
  sentMessages: number;
  sentBytes: number;
  receivedMessages: number;
  receivedBytes: number;
  /** Milliseconds from start to end, once it is over. */
  durationMs: number | undefined;
  /** `OK`, or the status of `error`; `undefined` while the call runs. */
  status: string | undefined;
  error: RpcError | undefined;
}

/** What is published about a connection. */
export interface ConnectionEvent {
  readonly authority: string;
  /** `host:port`. */
  readonly address: string;
  /** Look-up, TCP, TLS and HTTP/2 settings together, in milliseconds. */
  readonly connectMs: number;
  /** Bytes on the wire, TLS records included; zero until it is closed. */
  bytesSent: number;
  bytesReceived: number;
  /** What ended it; `undefined` while it is open. */
  reason: TransportError | undefined;
}

/** Names of the channels, to subscribe to. The first four publish a `CallEvent`, the last two a `ConnectionEvent`. */
export const CALL_CHANNELS = {
  callStart: "spotwire:call:start",
  callHeaders: "spotwire:call:headers",
  callMessage: "spotwire:call:message",
  callEnd: "spotwire:call:end",
  connectionOpen: "spotwire:connection:open",
  connectionClose: "spotwire:connection:close",
} as const;

/**
 * Make the observer that publishes. A Robot has it already.
 * @example
 * ```ts
 * import { subscribe } from "node:diagnostics_channel";
 * import { CALL_CHANNELS, type CallEvent } from "spotwire/grpc";
 *
 * subscribe(CALL_CHANNELS.callEnd, (event) => {
 *   const { path, status, durationMs } = event as CallEvent;
 *   console.error(path, status, durationMs);
 * });
 * ```
 */
export function diagnostics(): ChannelObserver {
  const calls = [CALL_CHANNELS.callStart, CALL_CHANNELS.callHeaders, CALL_CHANNELS.callMessage, CALL_CHANNELS.callEnd];
  const [start, headers, message, end] = calls.map((name) => diagnosticsChannel(name)) as [Topic, Topic, Topic, Topic];
  const open = diagnosticsChannel(CALL_CHANNELS.connectionOpen);
  const close = diagnosticsChannel(CALL_CHANNELS.connectionClose);
  return {
    sessionOpened(facts) {
      if (!open.hasSubscribers && !close.hasSubscribers) return undefined;
      const event: ConnectionEvent = { ...facts, bytesSent: 0, bytesReceived: 0, reason: undefined };
      open.publish(event);
      return { closed: (reason, counters) => close.publish(Object.assign(event, counters, { reason })) };
    },
    callStarted({ path, authority }) {
      if (![start, headers, message, end].some((each) => each.hasSubscribers)) return undefined;
      const event = newCallEvent(path, authority);
      start.publish(event);
      const elapsedMs = (): number => performance.now() - event.startedMs;
      return {
        attempt: () => event.attempts++,
        headers() {
          event.headersAfterMs = elapsedMs();
          headers.publish(event);
        },
        message(direction, bytes) {
          event[`${direction}Messages`]++;
          event[`${direction}Bytes`] += bytes;
          message.publish(event);
        },
        ended(error) {
          event.durationMs = elapsedMs();
          event.status = error?.status ?? "OK";
          event.error = error;
          end.publish(event);
        },
      };
    },
  };
}

type Topic = ReturnType<typeof diagnosticsChannel>;

function newCallEvent(path: string, authority: string): CallEvent {
  return {
    path,
    authority,
    startedMs: performance.now(),
    attempts: 0,
    headersAfterMs: undefined,
    sentMessages: 0,
    sentBytes: 0,
    receivedMessages: 0,
    receivedBytes: 0,
    durationMs: undefined,
    status: undefined,
    error: undefined,
  };
}
