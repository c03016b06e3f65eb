/** Numbers about a series of measurements. */

/** What a series of durations comes to, in milliseconds. */
export interface Durations {
  readonly count: number;
  readonly minMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  /** Mean absolute difference of successive ones; 0 for a single one. */
  readonly jitterMs: number;
}

/** Summarize durations in the order they were measured; `undefined` without any. */
export function summarize(durationsMs: readonly number[]): Durations | undefined {
  if (durationsMs.length === 0) return undefined;
  return {
    count: durationsMs.length,
    minMs: rounded(quantile(durationsMs, 0)),
    p50Ms: rounded(quantile(durationsMs, 0.5)),
    p99Ms: rounded(quantile(durationsMs, 0.99)),
    maxMs: rounded(quantile(durationsMs, 1)),
    jitterMs: rounded(jitter(durationsMs)),
  };
}

/**
 * The value below which `share` of all lie, by nearest rank.
 * @param values not empty, in any order
 * @param share 0 to 1
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1] as number;
}

function jitter(values: readonly number[]): number {
  if (values.length < 2) return 0;
  let sum = 0;
  for (const [index, value] of values.entries()) {
    if (index > 0) sum += Math.abs(value - (values[index - 1] as number));
  }
  return sum / (values.length - 1);
}

/** To a microsecond: more digits are noise. */
export function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
