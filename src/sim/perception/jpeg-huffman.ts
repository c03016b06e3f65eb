/** The bits of a JPEG scan: Huffman codes (ITU-T T.81 Annex C) and the byte stuffing of F.1.2.3. */

/** Collects bits, highest first. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #pending = 0;
  #pendingBits = 0;

  /** Write the low bits of a number; at most 16 of them. */
  write(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) {
      this.#pending = (this.#pending << 1) | ((value >> bit) & 1);
      if (++this.#pendingBits === 8) this.#flush();
    }
  }

  /** Write the magnitude bits of a value: a negative one as its ones' complement. */
  writeSigned(value: number, bits: number): void {
    this.write(value < 0 ? value + (1 << bits) - 1 : value, bits);
  }

  /** Fill the last byte with ones, and take all. */
  finish(): readonly number[] {
    while (this.#pendingBits > 0) this.write(1, 1);
    return this.#bytes;
  }

  #flush(): void {
    this.#bytes.push(this.#pending);
    // A byte that could begin a marker is followed by a zero.
    if (this.#pending === 0xff) this.#bytes.push(0);
    this.#pending = 0;
    this.#pendingBits = 0;
  }
}

/** A code for each of up to 256 symbols. */
export class HuffmanTable {
  readonly #codes = new Map<number, readonly [code: number, bits: number]>();

  /**
   * @param counts how many codes there are of 1, 2, … 16 bits
   * @param values their symbols, shortest code first
   */
  constructor(counts: readonly number[], values: readonly number[]) {
    let code = 0;
    let next = 0;
    for (const [index, count] of counts.entries()) {
      for (let i = 0; i < count; i++) this.#codes.set(values[next++] as number, [code++, index + 1]);
      code <<= 1;
    }
  }

  /** Write the code of a symbol. @throws {RangeError} it has none */
  write(bits: BitWriter, symbol: number): void {
    const entry = this.#codes.get(symbol);
    if (entry === undefined) throw new RangeError(`symbol ${symbol} has no code`);
    bits.write(...entry);
  }
}
