/** A list or tree with one active row, for keys, mouse and screen readers (ARIA "listbox" and "tree" patterns). */
import { setAttribute } from "./element.ts";
import { RowWindow } from "./row-window.ts";

/** What the list is. */
export interface VirtualListOptions {
  readonly label: string;
  readonly role: "listbox" | "tree";
  readonly rowHeight: number;
  readonly make: () => HTMLElement;
  readonly fill: (element: HTMLElement, index: number) => void;
  /** The active row has changed by somebody's hand. */
  readonly onMove: (index: number) => void;
  /** Enter was pressed on the active row. */
  readonly onEnter?: (index: number) => void;
  /** Other keys. @returns whether it was one of them */
  readonly onKey?: (event: KeyboardEvent, index: number) => boolean;
  /** The mouse is over a row, or over none. */
  readonly onHover?: (index: number | undefined) => void;
}

let lists = 0;

/** A list of any length. */
export class VirtualList {
  readonly window: RowWindow;
  readonly #options: VirtualListOptions;
  readonly #id = `list-${++lists}`;
  #active: number | undefined;

  constructor(options: VirtualListOptions) {
    this.#options = options;
    this.window = new RowWindow({
      rowHeight: options.rowHeight,
      make: options.make,
      fill: (element, index) => this.#fill(element, index),
    });
    const { element } = this.window;
    setAttribute(element, "role", options.role);
    setAttribute(element, "aria-label", options.label);
    element.addEventListener("keydown", (event) => this.#onKeyDown(event));
    element.addEventListener("click", (event) => {
      const index = this.window.indexAt(event);
      if (index !== undefined) this.#move(index);
    });
    element.addEventListener("mousemove", (event) => options.onHover?.(this.window.indexAt(event)));
    element.addEventListener("mouseleave", () => options.onHover?.(undefined));
  }

  get element(): HTMLElement {
    return this.window.element;
  }

  get active(): number | undefined {
    return this.#active;
  }

  /** There are other rows, so many, and none of them is active. */
  reset(count: number): void {
    this.#active = undefined;
    this.window.reset(count);
    this.#tellActive();
  }

  /** Make a row the active one without telling anybody. */
  activate(index: number | undefined, where: "nearest" | "middle" = "nearest"): void {
    if (index !== undefined) this.window.reveal(index, where);
    this.#active = index;
    this.window.refill();
    this.#tellActive();
  }

  #move(index: number): void {
    const last = this.window.count - 1;
    if (last < 0) return;
    const kept = Math.min(Math.max(0, index), last);
    this.activate(kept);
    this.#options.onMove(kept);
  }

  #fill(element: HTMLElement, index: number): void {
    const { role, fill } = this.#options;
    const isActive = index === this.#active;
    element.id = `${this.#id}-${index}`;
    setAttribute(element, "role", role === "tree" ? "treeitem" : "option");
    setAttribute(element, "aria-selected", String(isActive));
    if (role === "listbox") {
      setAttribute(element, "aria-posinset", index + 1);
      setAttribute(element, "aria-setsize", this.window.count);
    }
    fill(element, index);
    if (isActive) this.#tellActive();
  }

  #tellActive(): void {
    const isThere = this.#active !== undefined && this.window.rowElement(this.#active) !== undefined;
    setAttribute(this.element, "aria-activedescendant", isThere ? `${this.#id}-${String(this.#active)}` : undefined);
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = this.#active ?? -1;
    if (at >= 0 && this.#options.onKey?.(event, at) === true) {
      event.preventDefault();
      return;
    }
    const page = this.window.rowsPerView;
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: this.window.count - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) this.#move(target);
    else if (event.key === "Enter" && at >= 0) this.#options.onEnter?.(at);
    else return;
    event.preventDefault();
  }
}
