/** A dialog over the page: the browser keeps the focus in it, closes it on Escape, and gives the focus back. */
import { button, el } from "./element.ts";

let dialogs = 0;

/** Make a dialog and put it into the page, closed. */
export function dialog(name: string, title: string, ...content: readonly Node[]): HTMLDialogElement {
  const id = `dialog-${++dialogs}`;
  const close = button("✕", () => made.close(), { class: "icon", "aria-label": "Close" });
  const head = el("header", { class: "pane-head" }, el("h2", { id }, title), close);
  const made: HTMLDialogElement = el("dialog", { class: name, "aria-labelledby": id }, head, ...content);
  // A click beside it.
  made.addEventListener("click", (event) => {
    if (event.target === made) made.close();
  });
  document.body.append(made);
  return made;
}
