/**
 * Counts frames that cost the peer nothing and us work (RFC 9113 §10.5): more of them than any use explains end the
 * connection.
 */
import type { Clock } from "../grpc/clock.ts";
import { RateLimit } from "../grpc/h2/rate-limit.ts";
import { ErrorCode } from "./error-code.ts";
import { Http2Violation } from "./violation.ts";

/** Sustained, and at once. C-core's servers ask with some PINGs and SETTINGS a second, and dozens after a pause. */
const RATE = { perSecond: 100, burst: 1000 };
/** A PING beside more bytes of DATA than this measures the bandwidth of the link, and may come as often as it likes. */
const TRAFFIC_BYTES = 1024;
/** Acknowledgements that may wait for a peer which asks and does not read. */
const MAX_WAITING_ACKS = 1000;

/** What one connection has seen. */
export class FloodGuard {
  readonly #limit: RateLimit;
  #bytesSincePing = 0;
  #waitingAcks = 0;

  constructor(clock: Clock) {
    this.#limit = new RateLimit(RATE, clock);
  }

  /** DATA came with so many bytes in it. */
  data(bytes: number): void {
    this.#bytesSincePing += bytes;
  }

  /** A PING came. @throws {Http2Violation} it is one too many */
  ping(): void {
    const isBesideTraffic = this.#bytesSincePing > TRAFFIC_BYTES;
    this.#bytesSincePing = 0;
    if (!isBesideTraffic) this.idle("PING frames");
  }

  /** A frame came that moves nothing on. @param what for the message, in the plural @throws {Http2Violation} it is one too many */
  idle(what: string): void {
    if (!this.#limit.take()) throw new Http2Violation(ErrorCode.ENHANCE_YOUR_CALM, `too many ${what}`);
  }

  /** An acknowledgement waits to be sent. @throws {Http2Violation} too many do */
  ack(): void {
    if (++this.#waitingAcks > MAX_WAITING_ACKS) {
      throw new Http2Violation(ErrorCode.ENHANCE_YOUR_CALM, "too many frames to acknowledge, and none read");
    }
  }

  /** All that waited was given to the link. */
  flushed(): void {
    this.#waitingAcks = 0;
  }
}
