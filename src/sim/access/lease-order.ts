/** Which of two lease sequences is newer. */

/** How a sequence stands to another. */
export type LeaseOrder = "same" | "newer" | "older" | "super" | "sub";

/**
 * Compare lease sequences number by number: the first that differs decides. If all that both have are equal, the
 * shorter is a super-lease and the longer its sub-lease.
 * @returns what `a` is to `b`
 */
export function orderOf(a: readonly number[], b: readonly number[]): LeaseOrder {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) {
    const [left, right] = [a[i] as number, b[i] as number];
    if (left !== right) return left < right ? "older" : "newer";
  }
  if (a.length === b.length) return "same";
  return a.length < b.length ? "super" : "sub";
}

/** The newest of sequences; a sub-lease counts as newer than what it is part of. */
export function newestOf<Sequence extends readonly number[]>(sequences: readonly Sequence[]): Sequence | undefined {
  return sequences.reduce<Sequence | undefined>((newest, each) => {
    if (newest === undefined) return each;
    const order = orderOf(each, newest);
    return order === "newer" || order === "sub" ? each : newest;
  }, undefined);
}
