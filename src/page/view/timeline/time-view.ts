/** The span of time that a timeline shows: zooming, moving, and where round numbers fall. Times are milliseconds. */

/** From … to …, with from < to. */
export interface TimeView {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Nothing shorter can be looked at: clocks of recordings tell microseconds. */
export const SHORTEST_MS = 0.02;

/** All there is, with a little room at its end. */
export function wholeView(fromMs: number, toMs: number): TimeView {
  const length = Math.max(toMs - fromMs, 1);
  return { fromMs, toMs: fromMs + length * 1.02 };
}

/** Zoom by a factor (above 1: nearer) round an instant, which stays where it is. Never beyond the whole. */
export function zoomed(view: TimeView, factor: number, aroundMs: number, whole: TimeView): TimeView {
  const length = view.toMs - view.fromMs;
  const longest = whole.toMs - whole.fromMs;
  const next = Math.min(Math.max(length / factor, SHORTEST_MS), longest);
  const before = (aroundMs - view.fromMs) / length;
  return within({ fromMs: aroundMs - before * next, toMs: aroundMs + (1 - before) * next }, whole);
}

/** Move by a share of what is shown: 0.1 is a tenth of it to the right. */
export function panned(view: TimeView, share: number, whole: TimeView): TimeView {
  const by = (view.toMs - view.fromMs) * share;
  return within({ fromMs: view.fromMs + by, toMs: view.toMs + by }, whole);
}

/** Move so far that an instant or a span is seen, if it is not; zoom stays. */
export function revealed(view: TimeView, fromMs: number, toMs: number, whole: TimeView): TimeView {
  if (fromMs < view.toMs && toMs > view.fromMs) return view;
  const length = view.toMs - view.fromMs;
  const middle = Math.min((fromMs + toMs) / 2, fromMs + length / 2);
  return within({ fromMs: middle - length / 2, toMs: middle + length / 2 }, whole);
}

/** The same length, as far inside as it goes. */
export function within(view: TimeView, whole: TimeView): TimeView {
  const length = view.toMs - view.fromMs;
  if (length >= whole.toMs - whole.fromMs) return whole;
  const fromMs = Math.min(Math.max(view.fromMs, whole.fromMs), whole.toMs - length);
  return { fromMs, toMs: fromMs + length };
}

/** Instants at round numbers since `zeroMs`, about so many, 1, 2 or 5 times a power of ten apart. */
export function ticksOf(
  { fromMs, toMs }: TimeView,
  zeroMs: number,
  about: number,
): { readonly atMs: number[]; readonly stepMs: number } {
  const raw = (toMs - fromMs) / Math.max(1, about);
  const power = 10 ** Math.floor(Math.log10(raw));
  const stepMs = power * ([1, 2, 5, 10].find((each) => each * power >= raw) ?? 10);
  const atMs: number[] = [];
  for (let i = Math.ceil((fromMs - zeroMs) / stepMs); zeroMs + i * stepMs <= toMs; i++) atMs.push(zeroMs + i * stepMs);
  return { atMs, stepMs };
}

/** An instant of the axis, with as many digits as its step is worth: `1.25 s`, `340 ms`. */
export function tickText(ms: number, stepMs: number): string {
  if (stepMs >= 1000) return `${Math.round(ms / 1000)} s`;
  if (Math.abs(ms) >= 1000)
    return `${(ms / 1000).toFixed(Math.min(6, Math.max(0, Math.ceil(3 - Math.log10(stepMs)))))} s`;
  return `${ms.toFixed(stepMs >= 1 ? 0 : Math.min(4, Math.ceil(-Math.log10(stepMs))))} ms`;
}
