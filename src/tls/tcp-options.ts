/** What may be said about the TCP connection below a TLS connection. */
import type { LookupFunction } from "node:net";

/** Options of a TCP connection; every default suits a robot on the local network or behind a radio link. */
export interface TcpOptions {
  /** Send small writes at once instead of gathering them (RFC 896). Default true: a velocity command must not wait. */
  readonly noDelay?: boolean | undefined;
  /** Silence after which TCP probes the peer, in milliseconds; default 10 000. */
  readonly keepAliveDelayMs?: number | undefined;
  /**
   * Local IP address to connect from, on a computer with several; default: the system's choice. Of a host name's
   * addresses, the first of the same family is then the only one tried.
   */
  readonly localAddress?: string | undefined;
  /** Local port to connect from, 1 to 65535; default: any free one. One connection to a robot at a time can have it. */
  readonly localPort?: number | undefined;
  /**
   * Where a host name has several addresses, how long each but the last may take, in milliseconds, at least 10; default
   * 2000. Families take turns, and the robot is reached at the first address that answers (RFC 8305 §4, one at a time).
   */
  readonly addressAttemptMs?: number | undefined;
  /** Looks host names up, with the signature of `dns.lookup`; default `dns.lookup`. IP addresses are never looked up. */
  readonly lookup?: LookupFunction | undefined;
}
