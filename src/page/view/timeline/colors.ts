/** The page's colours as a canvas takes them: style sheets name them, and the theme decides. */

const NAMES = [
  "text",
  "dim",
  "line",
  "panel",
  "waiting",
  "answering",
  "failed",
  "selected",
  "client",
  "server",
] as const;

/** Colours by what they stand for. */
export type TimelineColors = Readonly<Record<(typeof NAMES)[number], string>>;

/** Ask the style sheet. @param probe an element of the page, whose own colour nobody sees */
export function colorsOf(probe: HTMLElement): TimelineColors {
  const entries = NAMES.map((name) => {
    probe.style.color = `var(--${name})`;
    return [name, getComputedStyle(probe).color];
  });
  return Object.fromEntries(entries) as TimelineColors;
}
