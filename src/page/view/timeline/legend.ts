/** What the colours and lines of the timeline stand for. */
import { el } from "../element.ts";

/** Make the legend. */
export function legend(): HTMLElement {
  const items = [
    ["waiting", "waiting"],
    ["answering", "answer"],
    ["failed", "✕ failed"],
    ["client", "client's window"],
    ["server", "robot's window"],
  ] as const;
  return el(
    "span",
    { class: "legend dim" },
    ...items.map(([kind, text]) => el("span", {}, el("i", { class: `mark ${kind}`, "aria-hidden": "true" }), text)),
  );
}
