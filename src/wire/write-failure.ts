/** A value that a writer refused, and the way to it: each level of the message adds its field as the error passes. */
import { fieldNameAt, type FieldNames } from "./field-names.ts";

/** What a writer threw. */
export class WriteFailure {
  readonly error: Error;
  readonly #detail: string;
  /** Whether it concerns a message as a whole, and so none of its fields. */
  #isFieldless: boolean;
  #path = "";

  constructor(error: Error, isFieldless: boolean) {
    this.error = error;
    this.#detail = error.message;
    this.#isFieldless = isFieldless;
  }

  /** Put the field before the path that a message was writing. Parameters as of `WireWriter.locate`. */
  enclose(tag: number, names: FieldNames | (() => object)): void {
    const field = this.#isFieldless ? 0 : tag >>> 3;
    this.#isFieldless = false;
    const segment = typeof names === "function" ? fieldNameAt(names(), field) : names[field];
    if (segment !== undefined) this.#path = this.#path === "" ? segment : `${segment}.${this.#path}`;
  }

  /** Put the outermost message's name and the path before what is wrong. */
  nameMessage(messageType: string): void {
    const place = this.#path === "" ? messageType : `${messageType} ${this.#path}`;
    this.error.message = `${place}: ${this.#detail}`;
  }
}
