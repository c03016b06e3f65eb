/** What stands there before there is anything to see. */
import { button, el } from "./element.ts";
import type { PageStore } from "./page-state.ts";

/** Make it; it goes as soon as there is something. */
export function welcome(store: PageStore, open: () => void, paste: () => void): HTMLElement {
  const element = el(
    "section",
    { class: "welcome", "aria-label": "Begin" },
    el("h2", {}, "See what a Spot robot and its client say to each other"),
    el(
      "p",
      {},
      "Drop a recording here, or open one. Or paste hex: of a message, of frames, of one side of a connection.",
    ),
    el(
      "div",
      { class: "buttons" },
      button("Open a recording", open, { class: "primary" }),
      button("Paste bytes", paste),
    ),
    el("p", { class: "dim" }, "A recording is made by"),
    el("pre", {}, "spotwire tap ROBOT --port 4443 --root-out tap.pem --out session.swrec"),
    el("p", { class: "dim" }, "Nothing leaves this page: it loads nothing and sends nothing. Press ? for its keys."),
  );
  store.watch(({ source, pasted }) => {
    element.hidden = source.kind !== "none" || pasted !== undefined;
  });
  return element;
}
