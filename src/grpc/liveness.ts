/**
 * Finds sessions that are dead without a word: a robot out of range sends no FIN, and TCP takes a quarter of an hour to
 * give up. A call that gets no answer in time is the sign; an HTTP/2 PING (RFC 9113 §6.7) tells the dead from the slow.
 */
import type { Clock } from "./clock.ts";
import { TransportError } from "./errors.ts";
import type { Transport } from "./transport.ts";

/** How long a peer may take to acknowledge the PING. */
const ANSWER_WITHIN_MS = 5_000;
/** A slow service is no reason to ask again and again: peers count PINGs, and end a session over too many. */
const ASK_EVERY_MS = 30_000;

/** Asks suspects for a sign of life. One per channel. */
export class Liveness {
  readonly #clock: Clock;
  readonly #askedAt = new WeakMap<Transport, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** A call on this session got no answer in time. If the session is dead, it ends, and the next call has a new one. */
  suspect(session: Transport): void {
    const now = this.#clock.now();
    const askedAt = this.#askedAt.get(session);
    if (!session.isUsable || (askedAt !== undefined && now - askedAt < ASK_EVERY_MS)) return;
    this.#askedAt.set(session, now);
    const detail = `no sign of life within ${ANSWER_WITHIN_MS} ms: the link is dead, or the robot is out of range`;
    const stopWaiting = this.#clock.after(ANSWER_WITHIN_MS, () =>
      session.destroy(new TransportError("TRANSPORT_LOST", session.address, detail)),
    );
    // A ping that fails tells of a session that has ended by itself.
    void session
      .ping()
      .catch(() => undefined)
      .then(stopWaiting);
    void session.closed.then(stopWaiting);
  }
}
