/** What the keys do. */
import { dialog } from "./dialog.ts";
import { el } from "./element.ts";

const KEYS: readonly (readonly [group: string, keys: readonly (readonly [keys: string, what: string])[]])[] = [
  [
    "Anywhere",
    [
      ["?", "this help"],
      ["1 … 6", "connections, calls, timeline, frames, tree, bytes"],
      ["Tab", "the next part; arrows move inside it"],
      ["/", "search"],
      ["n  N", "next hit, hit before"],
      ["Ctrl-V  p", "paste hex"],
      ["o", "open a recording"],
      ["f", "follow the end"],
      ["s", "show or mask secrets"],
      ["t", "theme: as the system, light, dark"],
      ["Esc", "back: from a message to its frame, from a call to all frames"],
    ],
  ],
  [
    "Lists",
    [
      ["↑ ↓", "move, and show"],
      ["PgUp PgDn Home End", "move far"],
      ["Enter", "on to the next part: from a call to its frames, from a frame to its tree"],
    ],
  ],
  [
    "Timeline",
    [
      ["← →", "call before, next call"],
      ["Enter", "select it"],
      ["Shift ← →", "earlier, later"],
      ["+ − 0", "nearer, farther, all"],
    ],
  ],
  [
    "Tree and bytes",
    [
      ["→ ←", "open, close; in bytes: move by one"],
      ["*", "open all beside it"],
      ["Enter", "in the tree: open or close; in bytes: to the tree"],
    ],
  ],
];

/** Make the help; `showModal` opens it. */
export function helpDialog(): HTMLDialogElement {
  const groups = KEYS.map(([group, keys]) =>
    el(
      "section",
      {},
      el("h3", {}, group),
      el("dl", { class: "keys" }, ...keys.flatMap(([key, what]) => [el("dt", {}, keyCaps(key)), el("dd", {}, what)])),
    ),
  );
  const about = el(
    "p",
    { class: "dim" },
    "Everything is in this page: it loads nothing, sends nothing and keeps nothing. Passwords and tokens are masked until you ask for them; the recording itself has them.",
  );
  return dialog("help", "Keys", el("div", { class: "dialog-body columns-two" }, ...groups), about);
}

function keyCaps(keys: string): HTMLElement {
  return el("span", {}, ...keys.split(" ").map((key) => (/^[…]?$/.test(key) ? key : el("kbd", {}, key))));
}
