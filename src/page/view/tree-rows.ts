/**
 * Which rows of a tree are open, without a list of them: a message of some megabytes has a hundred thousand spans, of which
 * a screen shows forty. Only what somebody has opened takes memory.
 */
import type { Span } from "../../inspect/index.ts";

/** A row that is to be shown. */
export interface TreeRow {
  readonly span: Span;
  /** Child indexes from the root. */
  readonly path: readonly number[];
  readonly isOpen: boolean;
  /** Among the children of its parent, from 1. */
  readonly position: number;
  readonly siblings: number;
}

/** A span whose children are rows. */
class OpenSpan {
  readonly span: Span;
  /** Its open children, by index. */
  readonly open: { readonly index: number; readonly node: OpenSpan }[] = [];
  /** Rows below it. */
  rows: number;

  constructor(span: Span) {
    this.span = span;
    this.rows = span.children.length;
  }
}

/** The rows of one tree. Its root is open at first. */
export class TreeRows {
  readonly #root: Span;
  #open: OpenSpan | undefined;

  constructor(root: Span) {
    this.#root = root;
    if (root.children.length > 0) this.#open = new OpenSpan(root);
  }

  get count(): number {
    return 1 + (this.#open?.rows ?? 0);
  }

  /** @throws {RangeError} there is no such row */
  at(row: number): TreeRow {
    if (row < 0 || row >= this.count) throw new RangeError(`row ${row} of ${this.count}`);
    if (row === 0) {
      return { span: this.#root, path: [], isOpen: this.#open !== undefined, position: 1, siblings: 1 };
    }
    let node = this.#open as OpenSpan;
    const path: number[] = [];
    for (let left = row - 1; ;) {
      const { index, open, below } = childAt(node, left);
      path.push(index);
      const siblings = node.span.children.length;
      if (below === undefined) {
        const span = node.span.children[index] as Span;
        return { span, path, isOpen: open !== undefined, position: index + 1, siblings };
      }
      node = open as OpenSpan;
      left = below;
    }
  }

  /** The row of a span, or of what hides it. */
  rowOf(path: readonly number[]): number {
    let row = 0;
    let node = this.#open;
    for (const index of path) {
      if (node === undefined) return row;
      row += 1 + index;
      let next: OpenSpan | undefined;
      for (const each of node.open) {
        if (each.index > index) break;
        if (each.index === index) next = each.node;
        else row += each.node.rows;
      }
      node = next;
    }
    return row;
  }

  /** Show the children of a span, and all that it is in. A leaf has none. */
  open(path: readonly number[]): void {
    const trail: OpenSpan[] = [];
    let span = this.#root;
    for (let depth = 0; depth <= path.length; depth++) {
      if (span.children.length === 0) return;
      let node = depth === 0 ? this.#open : childOf(trail.at(-1) as OpenSpan, path[depth - 1] as number);
      if (node === undefined) {
        node = new OpenSpan(span);
        if (depth === 0) this.#open = node;
        else insert(trail.at(-1) as OpenSpan, path[depth - 1] as number, node);
        for (const above of trail) above.rows += node.rows;
      }
      trail.push(node);
      const next = span.children[path[depth] ?? -1];
      if (next === undefined) return;
      span = next;
    }
  }

  /** Hide the children of a span. */
  close(path: readonly number[]): void {
    const trail: OpenSpan[] = [];
    let node = this.#open;
    for (const index of path) {
      if (node === undefined) return;
      trail.push(node);
      node = childOf(node, index);
    }
    if (node === undefined) return;
    const parent = trail.at(-1);
    if (parent === undefined) this.#open = undefined;
    else
      parent.open.splice(
        parent.open.findIndex((each) => each.node === node),
        1,
      );
    for (const above of trail) above.rows -= node.rows;
  }

  /** Open from the top down what is there, as long as there are no more rows than that. */
  openUpTo(most: number): void {
    let paths: (readonly number[])[] = [[]];
    while (paths.length > 0) {
      const next: (readonly number[])[] = [];
      for (const path of paths) {
        const span = spanAt(this.#root, path);
        if (span.children.length === 0) continue;
        if (path.length > 0) {
          if (this.count + span.children.length > most) return;
          this.open(path);
        }
        if (span.children.length <= most) next.push(...span.children.map((_, i) => [...path, i]));
      }
      paths = next;
    }
  }
}

/** The span at the end of a path, or as far as there is one. */
export function spanAt(root: Span, path: readonly number[]): Span {
  let span = root;
  for (const index of path) {
    const child = span.children[index];
    if (child === undefined) return span;
    span = child;
  }
  return span;
}

/** Which child stands in a row below a node; `below` is how far down in it, if it is not the child itself. */
function childAt(
  node: OpenSpan,
  row: number,
): { readonly index: number; readonly open: OpenSpan | undefined; readonly below: number | undefined } {
  let hidden = 0;
  for (const { index, node: open } of node.open) {
    const own = index + hidden;
    if (row < own) break;
    if (row === own) return { index, open, below: undefined };
    if (row <= own + open.rows) return { index, open, below: row - own - 1 };
    hidden += open.rows;
  }
  return { index: row - hidden, open: undefined, below: undefined };
}

function childOf(node: OpenSpan, index: number): OpenSpan | undefined {
  return node.open.find((each) => each.index === index)?.node;
}

function insert(parent: OpenSpan, index: number, node: OpenSpan): void {
  const at = parent.open.findIndex((each) => each.index > index);
  parent.open.splice(at < 0 ? parent.open.length : at, 0, { index, node });
}
