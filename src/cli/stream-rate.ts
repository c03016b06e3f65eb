/** How evenly a stream arrives. */

/** Rate and jitter of a stream. */
export interface StreamRate {
  readonly messages: number;
  /** From the first message to the last, in seconds. */
  readonly seconds: number;
  /** Messages per second. */
  readonly hertz: number;
  /** How far the gap between two messages is from the median gap, in milliseconds. */
  readonly jitterMs: { readonly p50: number; readonly p99: number; readonly max: number };
}

/**
 * Judge a stream by the instants at which its messages arrived, in milliseconds of a monotonic clock.
 * @returns `undefined` for fewer than three messages, which have no jitter
 */
export function streamRate(arrivalsMs: readonly number[]): StreamRate | undefined {
  const first = arrivalsMs[0];
  const last = arrivalsMs.at(-1);
  if (arrivalsMs.length < 3 || first === undefined || last === undefined) return undefined;
  const gaps = arrivalsMs.slice(1).map((instant, i) => instant - (arrivalsMs[i] as number));
  const median = quantile(gaps, 0.5);
  const offMs = gaps.map((gap) => Math.abs(gap - median));
  const seconds = (last - first) / 1000;
  return {
    messages: arrivalsMs.length,
    seconds,
    hertz: gaps.length / seconds,
    jitterMs: { p50: quantile(offMs, 0.5), p99: quantile(offMs, 0.99), max: Math.max(...offMs) },
  };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)] as number;
}
