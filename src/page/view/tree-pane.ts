/** The tree of spans: what the bytes say, part by part. */
import type { Span } from "../../inspect/index.ts";
import { el, setAttribute, setText } from "./element.ts";
import { shown } from "./shown-text.ts";
import { spanAt, type TreeRow, TreeRows } from "./tree-rows.ts";
import { VirtualList } from "./virtual-list.ts";

const ROW_PX = 22;
const INDENT_PX = 14;
const OPEN_AT_FIRST_ROWS = 120;
/** More children than that are opened one by one. */
const MOST_SIBLINGS = 1000;

/** What the tree tells. */
export interface TreePaneOptions {
  /** A span was chosen. */
  readonly onChoose: (path: readonly number[]) => void;
  /** The mouse is over a span, or over none. */
  readonly onHover: (path: readonly number[] | undefined) => void;
}

/** A tree that can be walked by keys (ARIA "tree" pattern). */
export class TreePane {
  readonly list: VirtualList;
  readonly #options: TreePaneOptions;
  #root: Span | undefined;
  #rows: TreeRows | undefined;
  #lit: number | undefined;

  constructor(options: TreePaneOptions) {
    this.#options = options;
    this.list = new VirtualList({
      label: "What the bytes say",
      role: "tree",
      rowHeight: ROW_PX,
      make,
      fill: (element, index) => this.#fill(element, index),
      onMove: (index) => options.onChoose(this.#row(index).path),
      onKey: (event, index) => this.#onKey(event, index),
      onEnter: (index) => this.#toggle(index),
      onHover: (index) => options.onHover(index === undefined ? undefined : this.#row(index).path),
    });
    this.list.element.addEventListener("click", (event) => {
      const index = this.list.window.indexAt(event);
      if (index !== undefined && event.target instanceof Element && event.target.matches(".twist")) this.#toggle(index);
    });
    this.list.element.addEventListener("dblclick", (event) => {
      const index = this.list.window.indexAt(event);
      if (index !== undefined) this.#toggle(index);
    });
  }

  /** Show another tree, or none. */
  show(root: Span | undefined): void {
    this.#root = root;
    this.#rows = root === undefined ? undefined : new TreeRows(root);
    this.#rows?.openUpTo(OPEN_AT_FIRST_ROWS);
    this.#lit = undefined;
    this.list.reset(this.#rows?.count ?? 0);
  }

  /** Go to a span: what it is in is opened. */
  reveal(path: readonly number[]): void {
    if (this.#rows === undefined) return;
    if (path.length > 0) this.#rows.open(path.slice(0, -1));
    this.list.window.grow(this.#rows.count);
    this.list.activate(this.#rows.rowOf(path), "middle");
  }

  /** Light the row of a span, or of what hides it. */
  light(path: readonly number[] | undefined): void {
    const row = path === undefined ? undefined : this.#rows?.rowOf(path);
    if (row === this.#lit) return;
    this.#lit = row;
    this.list.window.refill();
  }

  #row(index: number): TreeRow {
    return (this.#rows as TreeRows).at(index);
  }

  #toggle(index: number): void {
    const { path, isOpen } = this.#row(index);
    if (isOpen) this.#rows?.close(path);
    else this.#rows?.open(path);
    this.#redraw();
  }

  #redraw(): void {
    this.list.window.reset(this.#rows?.count ?? 0);
  }

  #onKey(event: KeyboardEvent, index: number): boolean {
    const { path, isOpen, span } = this.#row(index);
    const hasChildren = span.children.length > 0;
    if (event.key === "ArrowRight") {
      if (hasChildren && !isOpen) this.#toggle(index);
      else if (hasChildren) this.#go([...path, 0]);
    } else if (event.key === "ArrowLeft") {
      if (isOpen) this.#toggle(index);
      else if (path.length > 0) this.#go(path.slice(0, -1));
    } else if (event.key === " ") {
      if (hasChildren) this.#toggle(index);
    } else if (event.key === "*") this.#openSiblings(path);
    else return false;
    return true;
  }

  #openSiblings(path: readonly number[]): void {
    if (this.#root === undefined) return;
    const parent = path.slice(0, -1);
    const siblings = Math.min(spanAt(this.#root, parent).children.length, MOST_SIBLINGS);
    for (let i = 0; i < siblings; i++) this.#rows?.open([...parent, i]);
    this.#redraw();
    this.list.activate(this.#rows?.rowOf(path));
  }

  #go(path: readonly number[]): void {
    this.list.activate(this.#rows?.rowOf(path));
    this.#options.onChoose(path);
  }

  #fill(element: HTMLElement, index: number): void {
    const { span, path, isOpen, position, siblings } = this.#row(index);
    const [twist, label, text, note] = element.children as unknown as HTMLElement[];
    if (twist === undefined || label === undefined || text === undefined || note === undefined) return;
    const hasChildren = span.children.length > 0;
    setAttribute(element, "aria-level", path.length + 1);
    setAttribute(element, "aria-posinset", position);
    setAttribute(element, "aria-setsize", siblings);
    setAttribute(element, "aria-expanded", hasChildren ? String(isOpen) : undefined);
    setAttribute(element, "class", `row span kind-${span.kind}${index === this.#lit ? " lit" : ""}`);
    element.style.paddingLeft = `${6 + path.length * INDENT_PX}px`;
    setText(twist, hasChildren ? (isOpen ? "▾" : "▸") : "");
    setText(label, shown(span.label));
    setText(text, shown(span.text));
    setText(note, noteOf(span));
    setAttribute(note, "class", span.fault === undefined ? "note dim" : "note fault");
  }
}

function noteOf({ fault, isPart, alternatives = [] }: Span): string {
  if (fault !== undefined) return `⚠ ${shown(fault)}`;
  if (isPart === true) return "goes on elsewhere";
  return alternatives.length > 0 ? `or ${shown(alternatives.map(({ as }) => as).join(", "))}` : "";
}

function make(): HTMLElement {
  const twist = el("span", { class: "twist", "aria-hidden": "true" });
  return el(
    "div",
    { class: "row span" },
    twist,
    el("span", { class: "label" }),
    el("span", { class: "text" }),
    el("span", {}),
  );
}
