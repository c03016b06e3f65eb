/** Texts that come again and again, kept once and named by a number. */

/** What a text costs besides its characters, roughly. */
const TEXT_OVERHEAD_BYTES = 64;

/** Numbers texts. */
export class StringTable {
  readonly #numbers = new Map<string, number>();
  readonly #texts: string[] = [];
  #bytes = 0;

  /** Memory that the texts take, roughly. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The number of a text, from 1; 0 stands for none. */
  numberOf(text: string | undefined): number {
    if (text === undefined) return 0;
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#bytes += TEXT_OVERHEAD_BYTES + 2 * text.length;
    const number = this.#texts.push(text);
    this.#numbers.set(text, number);
    return number;
  }

  /** The text of a number. */
  textOf(number: number): string | undefined {
    return this.#texts[number - 1];
  }
}
