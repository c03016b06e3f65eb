/** Numbers that only grow in number, one kind to a column: what a million rows are kept in without a million objects. */

/** Memory that numbers of one kind lie in. */
export type NumberArray = Float64Array | Uint32Array | Uint8Array;

/** Values of a whole block. The first one grows up to it, so that a short column is small. */
const BLOCK_VALUES = 1 << 14;
const BLOCK_BITS = 14;
const FIRST_VALUES = 16;

/** A list of numbers in blocks: nothing is copied to make room once the first is whole. */
export class Column<Values extends NumberArray = NumberArray> {
  readonly #newBlock: new (length: number) => Values;
  readonly #blocks: Values[] = [];
  #length = 0;

  /** @param newBlock the kind of number: `Float64Array`, `Uint32Array`, `Uint8Array` */
  constructor(newBlock: new (length: number) => Values) {
    this.#newBlock = newBlock;
  }

  /** Values so far. */
  get length(): number {
    return this.#length;
  }

  /** Add one at the end. */
  push(value: number): void {
    const index = this.#length++;
    const number = index >>> BLOCK_BITS;
    let block = this.#blocks[number];
    const within = index & (BLOCK_VALUES - 1);
    if (block === undefined || within >= block.length) block = this.#grow(number, within);
    block[within] = value;
  }

  /** Read one. @returns NaN if there is none */
  at(index: number): number {
    return this.#blocks[index >>> BLOCK_BITS]?.[index & (BLOCK_VALUES - 1)] ?? NaN;
  }

  /** Change one that is there. */
  set(index: number, value: number): void {
    const block = this.#blocks[index >>> BLOCK_BITS];
    if (block !== undefined) block[index & (BLOCK_VALUES - 1)] = value;
  }

  #grow(number: number, filled: number): Values {
    const size = number > 0 ? BLOCK_VALUES : Math.max(FIRST_VALUES, 2 * filled);
    const block = new this.#newBlock(Math.min(size, BLOCK_VALUES));
    const before = this.#blocks[number];
    if (before !== undefined) block.set(before);
    this.#blocks[number] = block;
    return block;
  }
}

/**
 * Look for where a property begins to hold, by halves.
 * @param holds false up to some index, and true from there on
 * @returns that index; `end` where it holds nowhere
 */
export function firstWhere(start: number, end: number, holds: (index: number) => boolean): number {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
