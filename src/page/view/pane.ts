/** A part of the page with a heading: what F6 and the number keys jump between. */
import { el } from "./element.ts";

/** A labelled region. */
export interface Pane {
  readonly element: HTMLElement;
  /** Beside the title, for what belongs to it. */
  readonly head: HTMLElement;
  /** Below it. */
  readonly body: HTMLElement;
}

let panes = 0;

/** Make a region with a heading. @param name of its class, too */
export function pane(name: string, title: string): Pane {
  const id = `pane-${++panes}`;
  const head = el("div", { class: "pane-tools" });
  const body = el("div", { class: "pane-body" });
  const header = el("header", { class: "pane-head" }, el("h2", { id }, title), head);
  const element = el("section", { class: `pane ${name}`, "aria-labelledby": id }, header, body);
  return { element, head, body };
}
