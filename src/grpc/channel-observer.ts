/** What a channel tells whoever watches it: connections and calls, with sizes and times, and never their contents. */
import type { RpcError, TransportError } from "./errors.ts";
import type { LinkCounters } from "./transport.ts";

/** Watches a channel. Its functions must not throw, and must not take long: they run in the middle of the calls. */
export interface ChannelObserver {
  /** A session was established, `connectMs` after it was begun. Returns whom to tell of its end, if anyone. */
  sessionOpened(session: SessionFacts): SessionObserver | undefined;
  /** A call begins. Returns whom to tell of the rest, if anyone. */
  callStarted(call: CallFacts): CallObserver | undefined;
}

/** A session as it begins. */
export interface SessionFacts {
  readonly authority: string;
  /** `host:port`. */
  readonly address: string;
  /** Look-up, TCP, TLS and HTTP/2 settings together. */
  readonly connectMs: number;
}

/** Hears of one session. */
export interface SessionObserver {
  /** It is over: what ended it, and the bytes that it carried. */
  closed(reason: TransportError, counters: LinkCounters): void;
}

/** A call as it begins. */
export interface CallFacts {
  /** `:path`, for example `/bosdyn.api.RobotIdService/GetRobotId`. */
  readonly path: string;
  readonly authority: string;
  /** The call's budget; `undefined` for the default, `Infinity` for none. */
  readonly timeoutMs: number | undefined;
}

/** Make one of two that hear of the same call. */
export function bothObservers(
  first: CallObserver | undefined,
  second: CallObserver | undefined,
): CallObserver | undefined {
  if (first === undefined) return second;
  if (second === undefined) return first;
  return {
    attempt(previousAttempts) {
      first.attempt(previousAttempts);
      second.attempt(previousAttempts);
    },
    headers() {
      first.headers();
      second.headers();
    },
    message(direction, bytes) {
      first.message(direction, bytes);
      second.message(direction, bytes);
    },
    ended(error) {
      first.ended(error);
      second.ended(error);
    },
  };
}

/** Hears of one call. */
export interface CallObserver {
  /** An attempt begins; `previousAttempts` is 0 for the first. */
  attempt(previousAttempts: number): void;
  /** The response's headers came. */
  headers(): void;
  /** A request went out, or a response came in: bytes on the wire, the five of its prefix included. */
  message(direction: "sent" | "received", bytes: number): void;
  /** The call is over; `undefined` means OK. */
  ended(error: RpcError | undefined): void;
}
