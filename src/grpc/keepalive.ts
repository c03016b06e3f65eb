/**
 * Finds out that a link is dead while calls wait on it, with HTTP/2 PINGs (RFC 9113 §6.7, gRFC A8). A ping goes out only
 * where nothing else came in, so a session with traffic sends none.
 */
import type { Clock } from "./clock.ts";
import { TransportError } from "./errors.ts";
import { RESET_ENHANCE_YOUR_CALM } from "./reset-code.ts";
import type { Transport } from "./transport.ts";

/** Watches the sessions of one channel. */
export interface SessionWatcher {
  /** A new session. The watcher lets go of it when it closes. */
  watch(session: Transport, channel: WatchedChannel): void;
}

/** What a watcher may know of its channel. */
export interface WatchedChannel {
  readonly clock: Clock;
  /** Whether calls run. */
  readonly isBusy: () => boolean;
}

/** How often to look, and how long to wait. */
export interface KeepaliveOptions {
  /**
   * Silence before a ping, in milliseconds; 1000 or more. gRPC servers commonly allow one ping in five minutes while
   * nothing is sent, a robot one in 5 s. A session that ends with ENHANCE_YOUR_CALM doubles it, up to an hour.
   */
  readonly intervalMs: number;
  /** How long the peer may take to acknowledge, in milliseconds. Default 20 000, as gRPC Core has it. */
  readonly timeoutMs?: number | undefined;
  /** Ping while no call runs too. Default false: most servers count such pings as abuse. */
  readonly withoutCalls?: boolean | undefined;
}

const MAX_INTERVAL_MS = 3_600_000;

/**
 * Make a keepalive, to be given to one channel as `keepalive`.
 * @throws {RangeError} an interval under a second
 */
export function keepalive({ intervalMs, timeoutMs = 20_000, withoutCalls = false }: KeepaliveOptions): SessionWatcher {
  if (!(intervalMs >= 1000)) throw new RangeError(`intervalMs must be 1000 or more, not ${intervalMs}`);
  let interval = Math.min(intervalMs, MAX_INTERVAL_MS);
  return {
    watch(session, { clock, isBusy }) {
      let received = session.counters().bytesReceived;
      let cancel = clock.after(interval, look);
      function look(): void {
        const before = received;
        received = session.counters().bytesReceived;
        const isSilent = received === before && (withoutCalls || isBusy());
        if (isSilent && session.isUsable) ask();
        else cancel = clock.after(interval, look);
      }
      function ask(): void {
        const detail = `no answer to a keepalive PING within ${timeoutMs} ms: the link is dead, or the robot is out of range`;
        cancel = clock.after(timeoutMs, () =>
          session.destroy(new TransportError("TRANSPORT_LOST", session.address, detail)),
        );
        // A ping that fails tells of a session that has ended by itself.
        void session.ping().then(
          () => {
            cancel();
            received = session.counters().bytesReceived;
            cancel = clock.after(interval, look);
          },
          () => undefined,
        );
      }
      void session.closed.then((reason) => {
        cancel();
        if (reason.http2Code === RESET_ENHANCE_YOUR_CALM) interval = Math.min(interval * 2, MAX_INTERVAL_MS);
      });
    },
  };
}
