/** Says in time that an anchor ends: from then on every robot below it is refused, all on one day. */
import type { StoredAnchor } from "./anchor-store.ts";

const DAY_MS = 86_400_000;

/** How long before an anchor's end a warning begins, in days. */
export const ANCHOR_WARNING_DAYS = 180;

/** What is said about an anchor. */
export interface AnchorWarning {
  readonly name: string;
  /** Whole days until its end, negative after it. */
  readonly daysLeft: number;
  /** One sentence for people, with what to do. */
  readonly text: string;
}

/** Whole days from one instant of Unix time to another, rounded down: 0 on the last day, negative after it. */
export function daysBetween(fromMs: number, toMs: number): number {
  return Math.floor((toMs - fromMs) / DAY_MS);
}

/**
 * Warn of every anchor that ends within {@link ANCHOR_WARNING_DAYS} or has ended.
 * @param at a Date, or milliseconds of Unix time; default now
 */
export function anchorWarnings(
  anchors: readonly Pick<StoredAnchor, "name" | "certificate" | "isBostonDynamics">[],
  at: Date | number = Date.now(),
): AnchorWarning[] {
  return anchors.flatMap(({ name, certificate: { subject, notAfterMs }, isBostonDynamics }) => {
    const daysLeft = daysBetween(Number(at), notAfterMs);
    if (daysLeft >= ANCHOR_WARNING_DAYS) return [];
    const day = new Date(notAfterMs).toISOString().slice(0, 10);
    const remedy = isBostonDynamics
      ? "look for a release of spotwire that knows its successor, then run: spotwire trust install"
      : "ask whoever issues your robots' certificates for its successor, then run: spotwire trust import FILE --any --name NAME";
    const what =
      daysLeft < 0
        ? `ended on ${day}, and robots below it are refused`
        : `ends on ${day}, in ${daysLeft} days, and robots below it are refused from then on`;
    return [{ name, daysLeft, text: `anchor ${name} (${subject.text}) ${what}; ${remedy}` }];
  });
}
