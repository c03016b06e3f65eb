/** Rows of one height, of which only those on the screen are there: the rest is a scrollbar. */
import { el } from "./element.ts";
import { type ScrollPosition, type ScrollScale, scrolledBy, scrolledTo, trackPx } from "./scroll-scale.ts";

/** What the rows are. */
export interface RowWindowOptions {
  readonly rowHeight: number;
  /** Make the element of a row; it is used for one row after another. */
  readonly make: () => HTMLElement;
  /** Show a row in its element. */
  readonly fill: (element: HTMLElement, index: number) => void;
}

/** Rows beyond the edges, so that scrolling does not show a gap before it is drawn. */
const SPARE_ROWS = 6;

/** The scrolling element with its rows. */
export class RowWindow {
  /** Put it where there is room; give it its role, label and keys. */
  readonly element: HTMLElement;
  readonly #options: RowWindowOptions;
  readonly #track: HTMLElement = el("div", { class: "track", role: "presentation" });
  readonly #rows = new Map<number, HTMLElement>();
  readonly #unused: HTMLElement[] = [];
  #count = 0;
  #viewPx = 0;
  #position: ScrollPosition = { top: 0, scrollTop: 0 };

  constructor(options: RowWindowOptions) {
    this.#options = options;
    this.element = el("div", { class: "rows", tabindex: 0 }, this.#track);
    this.element.addEventListener("scroll", () => this.#onScroll(), { passive: true });
    new ResizeObserver(() => {
      this.#viewPx = this.element.clientHeight;
      this.#place(scrolledTo(this.#scale, this.#position.top));
    }).observe(this.element);
  }

  get count(): number {
    return this.#count;
  }

  /** Whether the last row is on the screen. */
  get isAtEnd(): boolean {
    return this.#position.top + this.#viewPx >= this.#scale.rowsPx - this.#options.rowHeight;
  }

  /** Rows that fit in the view. */
  get rowsPerView(): number {
    return Math.max(1, Math.floor(this.#viewPx / this.#options.rowHeight));
  }

  /** There are so many rows, and each may say something else than before. */
  reset(count: number): void {
    this.#count = count;
    for (const element of this.#rows.values()) this.#retire(element);
    this.#rows.clear();
    this.#track.style.height = `${trackPx(this.#scale)}px`;
    this.#place(scrolledTo(this.#scale, this.#position.top));
  }

  /** There are more rows than before; those that are on the screen stay as they are. */
  grow(count: number): void {
    if (count === this.#count) return;
    if (count < this.#count) {
      this.reset(count);
      return;
    }
    this.#count = count;
    this.#track.style.height = `${trackPx(this.#scale)}px`;
    this.#place(scrolledTo(this.#scale, this.#position.top));
  }

  /** Show the rows on the screen anew. */
  refill(): void {
    for (const [index, element] of this.#rows) this.#options.fill(element, index);
  }

  /** Bring a row into view, if it is not. */
  reveal(index: number, where: "nearest" | "middle" | "start" = "nearest"): void {
    const { rowHeight } = this.#options;
    // Nobody has looked at its size yet: a row can be revealed before the first layout.
    if (this.#viewPx === 0) this.#viewPx = this.element.clientHeight;
    const [from, to] = [index * rowHeight, (index + 1) * rowHeight];
    const { top } = this.#position;
    if (where === "start") this.#place(scrolledTo(this.#scale, from));
    else if (from >= top && to <= top + this.#viewPx) return;
    else if (where === "middle") this.#place(scrolledTo(this.#scale, from - (this.#viewPx - rowHeight) / 2));
    else this.#place(scrolledTo(this.#scale, from < top ? from : to - this.#viewPx));
  }

  /** Show the end. */
  revealEnd(): void {
    this.#place(scrolledTo(this.#scale, this.#scale.rowsPx));
  }

  /** The element of a row, if it is on the screen. */
  rowElement(index: number): HTMLElement | undefined {
    return this.#rows.get(index);
  }

  /** The row under an event; `undefined` if there is none. */
  indexAt(event: Event): number | undefined {
    if (!(event.target instanceof Node)) return undefined;
    for (const [index, element] of this.#rows) if (element.contains(event.target)) return index;
    return undefined;
  }

  get #scale(): ScrollScale {
    return { rowsPx: this.#count * this.#options.rowHeight, viewPx: this.#viewPx };
  }

  #onScroll(): void {
    const { scrollTop } = this.element;
    // What the page itself has set comes back as an event, rounded to what the screen can show.
    if (Math.abs(scrollTop - this.#position.scrollTop) < 1) return;
    this.#place(scrolledBy(this.#scale, this.#position, scrollTop));
  }

  #place(position: ScrollPosition): void {
    this.#position = position;
    if (Math.abs(this.element.scrollTop - position.scrollTop) >= 1) this.element.scrollTop = position.scrollTop;
    this.#draw();
  }

  #draw(): void {
    const { rowHeight, fill } = this.#options;
    const { top, scrollTop } = this.#position;
    const first = Math.max(0, Math.floor(top / rowHeight) - SPARE_ROWS);
    const last = Math.min(this.#count, Math.ceil((top + this.#viewPx) / rowHeight) + SPARE_ROWS);
    for (const [index, element] of this.#rows) {
      if (index >= first && index < last) continue;
      this.#rows.delete(index);
      this.#retire(element);
    }
    let above: HTMLElement | undefined;
    for (let index = first; index < last; index++) {
      let element = this.#rows.get(index);
      if (element === undefined) {
        element = this.#unused.pop() ?? this.#make();
        element.hidden = false;
        this.#rows.set(index, element);
        // Whoever reads the document reads the rows in their order.
        if (above === undefined) this.#track.prepend(element);
        else above.after(element);
        fill(element, index);
      }
      above = element;
      element.style.transform = `translateY(${Math.round(scrollTop + index * rowHeight - top)}px)`;
    }
  }

  #make(): HTMLElement {
    const element = this.#options.make();
    element.style.height = `${this.#options.rowHeight}px`;
    return element;
  }

  #retire(element: HTMLElement): void {
    element.hidden = true;
    element.removeAttribute("id");
    this.#unused.push(element);
  }
}
