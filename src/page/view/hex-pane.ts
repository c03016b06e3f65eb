/** The bytes, as hex and as text, coloured by what each is. One byte is active: arrows move it. */
import type { Span } from "../../inspect/index.ts";
import { el, setAttribute, setText } from "./element.ts";
import { offsetText } from "./figures.ts";
import { RowWindow } from "./row-window.ts";
import { type ByteRange, leavesWithin, pathAt } from "./span-bytes.ts";

const ROW_PX = 20;
/** The width that rows of sixteen take, beside which there are rows of eight. */
const WIDE_PX = 560;

/** What is shown, and what of it. */
export interface ShownBytes {
  readonly bytes: Uint8Array;
  readonly span: Span;
}

/** What the pane tells. */
export interface HexPaneOptions {
  /** A byte was chosen: the innermost span that it is in. */
  readonly onChoose: (path: readonly number[]) => void;
  readonly onHover: (path: readonly number[] | undefined) => void;
  /** Enter. */
  readonly onEnter: () => void;
}

/** Hex on the screen (ARIA "grid" pattern). */
export class HexPane {
  readonly window: RowWindow;
  readonly #options: HexPaneOptions;
  #shown: ShownBytes | undefined;
  #columns = 16;
  #active: number | undefined;
  #chosen: ByteRange | undefined;
  #lit: ByteRange | undefined;

  constructor(options: HexPaneOptions) {
    this.#options = options;
    this.window = new RowWindow({ rowHeight: ROW_PX, make, fill: (row, index) => this.#fill(row, index) });
    const { element } = this.window;
    setAttribute(element, "role", "grid");
    setAttribute(element, "aria-label", "Bytes");
    setAttribute(element, "aria-readonly", "true");
    element.addEventListener("keydown", (event) => this.#onKeyDown(event));
    element.addEventListener("mousemove", (event) => this.#hover(this.#offsetAt(event)));
    element.addEventListener("mouseleave", () => this.#hover(undefined));
    element.addEventListener("click", (event) => {
      const offset = this.#offsetAt(event);
      if (offset !== undefined) this.#choose(offset);
    });
    new ResizeObserver(() => this.#fit()).observe(element);
  }

  /** Show other bytes, or none. */
  show(shown: ShownBytes | undefined): void {
    this.#shown = shown;
    this.#active = undefined;
    this.#chosen = this.#lit = undefined;
    this.#reset();
    this.window.reveal(0);
  }

  /** Mark the bytes of the chosen span, and bring the active one of them into view: the first, if none is. */
  choose(range: ByteRange | undefined): void {
    this.#chosen = range;
    if (range !== undefined) {
      // The byte that somebody has chosen stays, and not the first of its span comes into view: that may be far away.
      const isWithinRange = this.#active !== undefined && isWithin(range, this.#active);
      if (!isWithinRange) this.#active = range.start;
      this.window.reveal(Math.floor((this.#active ?? 0) / this.#columns), isWithinRange ? "nearest" : "middle");
    }
    this.window.refill();
  }

  /** Light bytes while the mouse is over their span. */
  light(range: ByteRange | undefined): void {
    if (range?.start === this.#lit?.start && range?.end === this.#lit?.end) return;
    this.#lit = range;
    this.window.refill();
  }

  #reset(): void {
    const length = this.#shown?.bytes.length ?? 0;
    const rows = Math.ceil(length / this.#columns);
    setAttribute(this.window.element, "aria-rowcount", rows);
    setAttribute(this.window.element, "aria-colcount", this.#columns);
    this.window.reset(rows);
  }

  #fit(): void {
    const columns = this.window.element.clientWidth >= WIDE_PX ? 16 : 8;
    if (columns === this.#columns) return;
    this.#columns = columns;
    setAttribute(this.window.element, "data-columns", columns);
    this.#reset();
  }

  #hover(offset: number | undefined): void {
    if (this.#shown === undefined) return;
    this.#options.onHover(offset === undefined ? undefined : pathAt(this.#shown.span, offset));
  }

  #choose(offset: number): void {
    if (this.#shown === undefined) return;
    const last = this.#shown.bytes.length - 1;
    if (last < 0) return;
    this.#active = Math.min(Math.max(0, offset), last);
    this.window.reveal(Math.floor(this.#active / this.#columns));
    this.#options.onChoose(pathAt(this.#shown.span, this.#active));
  }

  #offsetAt(event: Event): number | undefined {
    if (!(event.target instanceof HTMLElement)) return undefined;
    const offset = event.target.dataset["offset"];
    return offset === undefined ? undefined : Number(offset);
  }

  #fill(row: HTMLElement, index: number): void {
    if (this.#shown === undefined) return;
    const { bytes, span } = this.#shown;
    const start = index * this.#columns;
    const end = Math.min(bytes.length, start + this.#columns);
    const [offset, hex, text] = row.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
    setText(offset, offsetText(start, bytes.length > 0xff_ffff ? 8 : 6));
    setAttribute(row, "aria-rowindex", index + 1);
    let leaf: Span | undefined;
    const leaves = leavesWithin(span, { start, end });
    for (let column = 0; column < hex.children.length; column++) {
      const at = start + column;
      while (leaf === undefined || leaf.end <= at) {
        const next = leaves.next();
        if (next.done === true) break;
        leaf = next.value;
      }
      const cells = [hex.children[column], text.children[column]] as [HTMLElement, HTMLElement];
      cells[0].hidden = cells[1].hidden = column >= this.#columns;
      this.#fillCells(cells, at, at < end ? bytes[at] : undefined, leaf);
    }
  }

  #fillCells(
    [hex, text]: [HTMLElement, HTMLElement],
    at: number,
    byte: number | undefined,
    leaf: Span | undefined,
  ): void {
    if (byte === undefined) {
      hex.className = text.className = "absent";
      hex.removeAttribute("id");
      delete hex.dataset["offset"];
      delete text.dataset["offset"];
      return;
    }
    const isChosen = isWithin(this.#chosen, at);
    const kind = leaf?.fault === undefined ? (leaf?.kind ?? "value") : "fault";
    const name = `k-${kind}${isChosen ? " chosen" : ""}${isWithin(this.#lit, at) ? " lit" : ""}`;
    const isActive = at === this.#active;
    setAttribute(hex, "class", isActive ? `${name} active` : name);
    setAttribute(text, "class", name);
    hex.dataset["offset"] = text.dataset["offset"] = String(at);
    setText(hex, offsetText(byte, 2));
    setText(text, byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·");
    setAttribute(hex, "aria-selected", String(isChosen));
    if (isActive) {
      hex.id = "active-byte";
      setAttribute(this.window.element, "aria-activedescendant", "active-byte");
    } else if (hex.id !== "") hex.removeAttribute("id");
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || this.#shown === undefined) return;
    const at = this.#active ?? -1;
    const row = this.#columns;
    const page = this.window.rowsPerView * row;
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1,
      ArrowDown: at < 0 ? 0 : at + row,
      ArrowUp: at - row < 0 ? at : at - row,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: this.#shown.bytes.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) this.#choose(target);
    else if (event.key === "Enter") this.#options.onEnter();
    else return;
    event.preventDefault();
  }
}

function isWithin(range: ByteRange | undefined, at: number): boolean {
  return range !== undefined && at >= range.start && at < range.end;
}

function make(): HTMLElement {
  const cells = (role: string | undefined): HTMLElement[] => Array.from({ length: 16 }, () => el("span", { role }));
  return el(
    "div",
    { class: "hex-row", role: "row" },
    el("span", { class: "offset", role: "rowheader" }),
    el("span", { class: "bytes", role: "presentation" }, ...cells("gridcell")),
    el("span", { class: "ascii", "aria-hidden": "true" }, ...cells(undefined)),
  );
}
