/**
 * The robot's side of time sync: four instants of an exchange give one measurement (RFC 5905 §8, offset and delay);
 * several in a row that agree give an estimate.
 */

/** The four instants, in nanoseconds. */
export interface RoundTrip {
  readonly clientTx: bigint;
  readonly serverRx: bigint;
  readonly serverTx: bigint;
  readonly clientRx: bigint;
}

/** One measurement. */
export interface SkewEstimate {
  /** Robot clock minus client clock, nanoseconds. */
  readonly skew: bigint;
  /** Time on the wire, nanoseconds. */
  readonly roundTrip: bigint;
}

/** Measurements that must agree before the robot calls its estimate good. Spot's own number is not published. */
const CONSISTENT_SAMPLES = 3;
/** Measurements kept; the best of them is the estimate. */
const KEPT_SAMPLES = 10;

/** Compute skew and round trip of one exchange. */
export function measure({ clientTx, serverRx, serverTx, clientRx }: RoundTrip): SkewEstimate {
  return {
    skew: (serverRx - clientTx + (serverTx - clientRx)) / 2n,
    roundTrip: clientRx - clientTx - (serverTx - serverRx),
  };
}

/** Measurements of one client. */
export class SkewEstimator {
  readonly #samples: SkewEstimate[] = [];

  /** Add a measurement. One that cannot be (a negative round trip) is refused with `false`. */
  add(sample: SkewEstimate): boolean {
    if (sample.roundTrip < 0n) return false;
    // A client whose clock was set measures something new: what came before says nothing about it.
    const previous = this.#samples.at(-1);
    if (previous !== undefined && !agree(previous, sample)) this.#samples.length = 0;
    this.#samples.push(sample);
    if (this.#samples.length > KEPT_SAMPLES) this.#samples.shift();
    return true;
  }

  /** The measurement with the shortest round trip, once enough of them agree. */
  get best(): SkewEstimate | undefined {
    if (this.#samples.length < CONSISTENT_SAMPLES) return undefined;
    return this.#samples.reduce((best, sample) => (sample.roundTrip < best.roundTrip ? sample : best));
  }
}

/** Each skew is right to within half its round trip, so the two intervals must meet. */
function agree(a: SkewEstimate, b: SkewEstimate): boolean {
  const apart = a.skew > b.skew ? a.skew - b.skew : b.skew - a.skew;
  return apart <= (a.roundTrip + b.roundTrip) / 2n + 1_000_000n;
}
