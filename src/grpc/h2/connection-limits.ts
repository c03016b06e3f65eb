/**
 * What a client may cost a server, per connection and in all. `node:http2` and nghttp2 bring limits of their own:
 * streams per connection, header bytes (`maxHeaderListSize`) and fields (128), CONTINUATION frames (8), settings per frame
 * (32), invalid frames (1000), acknowledgements waiting for a peer that does not read (1000), resets (1000, then 33 a
 * second). The ones here are those that they lack, or draw too wide for a payload computer.
 */
import type { Rate } from "./rate-limit.ts";

/** Limits of a listener, and their defaults. `Infinity` lifts a limit. */
export interface ConnectionLimits {
  /** Connections open at once, over all clients; one more is closed unread. Default 256. */
  readonly maxConnections: number;
  /** Milliseconds from the TCP connection to the client's first SETTINGS, with TLS between them. Default 10 000. */
  readonly handshakeTimeoutMs: number;
  /** Milliseconds without an open stream until the connection is closed, in order. Default 300 000. */
  readonly maxIdleMs: number;
  /**
   * Milliseconds between the looks at whether a connection has brought anything; one that has not is sent a PING.
   * Default 60 000.
   */
  readonly keepaliveMs: number;
  /** Milliseconds to wait for the answer to that PING before the connection is given up. Default 20 000. */
  readonly keepaliveTimeoutMs: number;
  /**
   * Streams that end in a reset, whoever sends it: each may have cost a handler its work (CVE-2023-44487, CVE-2025-8671).
   * Default 50 a second, 500 at once.
   */
  readonly resets: Rate;
  /**
   * SETTINGS, and PINGs that come without traffic beside them: measuring the bandwidth of a busy link takes many.
   * Default 20 a second, 200 at once.
   */
  readonly controlFrames: Rate;
}

/** What holds where an option says nothing else. */
export const DEFAULT_LIMITS: ConnectionLimits = {
  maxConnections: 256,
  handshakeTimeoutMs: 10_000,
  maxIdleMs: 300_000,
  keepaliveMs: 60_000,
  keepaliveTimeoutMs: 20_000,
  resets: { perSecond: 50, burst: 500 },
  controlFrames: { perSecond: 20, burst: 200 },
};

/** Why a client lost its connection, or got none. */
export type DropReason =
  /** It speaks cleartext from an address that `cleartextFrom` does not name. */
  | "cleartext-from-stranger"
  /** The listener's `admits` said no. */
  | "not-admitted"
  /** `maxConnections` are open. */
  | "too-many-connections"
  /** `handshakeTimeoutMs` passed. */
  | "handshake-timeout"
  /** It answered no PING for `keepaliveTimeoutMs`. */
  | "keepalive-timeout"
  /** More streams were reset than `resets` allows. */
  | "too-many-resets"
  /** More SETTINGS and idle PINGs came than `controlFrames` allows. */
  | "too-many-control-frames"
  /** It broke HTTP/2, or one of nghttp2's own limits. */
  | "protocol-error";

/** A client that was dropped. */
export interface PeerDrop {
  readonly reason: DropReason;
  /** `address:port` of the client. */
  readonly peer: string;
}

/**
 * Fill in the defaults, and check what is given.
 * @throws {RangeError} a limit is not a positive number
 */
export function resolveLimits(limits: Partial<ConnectionLimits> = {}): ConnectionLimits {
  const given = Object.entries(limits).filter(([, value]) => (value as unknown) !== undefined);
  const resolved: ConnectionLimits = { ...DEFAULT_LIMITS, ...Object.fromEntries(given) };
  for (const [name, value] of Object.entries(resolved) as [string, number | Rate][]) {
    const numbers = typeof value === "number" ? [value] : [value.perSecond, value.burst];
    if (!numbers.every((each) => each > 0)) throw new RangeError(`${name} must be positive`);
  }
  return resolved;
}
