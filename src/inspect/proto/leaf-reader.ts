/**
 * Values without messages in them, read by the real reader: numbers, texts, packed lists, and what could not be read. A
 * read that fails leaves the reader where the rest begins.
 */
import { readScalar } from "../../reflect/scalar-codec.ts";
import type { FieldSchema, SchemaRegistry } from "../../reflect/schema.ts";
import type { WireReader } from "../../wire/reader.ts";
import { readInt32, readUint64 } from "../../wire/read-values.ts";
import { faultText, leaf } from "../parts.ts";
import { bytesCount, bytesText } from "../plain-text.ts";
import type { Alternative, Span } from "../span.ts";
import { guessNumber } from "./guess-number.ts";
import type { Budget } from "./limits.ts";
import { enumText, fieldTypeName, listText, scalarText } from "./value-text.ts";

/** Elements of a packed field that its own text shows. */
const SHOWN_ELEMENTS = 8;
/** Bytes of a value, or of what could not be read, that its text shows. */
const SHOWN_BYTES = 16;

/** What stands behind a tag. */
export interface Value {
  readonly spans: readonly Span[];
  readonly text: string;
  readonly typeName?: string | undefined;
  readonly alternatives?: readonly Alternative[] | undefined;
  readonly fault?: string | undefined;
  /** Whether it took all that is left of the message, and should have taken more. */
  readonly isBroken?: boolean;
}

/** The values of one tree. */
export class LeafReader {
  readonly #bytes: Uint8Array;
  readonly #reader: WireReader;
  readonly #registry: SchemaRegistry | undefined;
  readonly #budget: Budget;

  /** @param reader of the same bytes; read values move it on */
  constructor(bytes: Uint8Array, reader: WireReader, registry: SchemaRegistry | undefined, budget: Budget) {
    this.#bytes = bytes;
    this.#reader = reader;
    this.#registry = registry;
    this.#budget = budget;
  }

  /** Read a number. @param scalars where its value is kept, by field number @throws {WireError} */
  number(field: FieldSchema, scalars: Map<number, unknown> | undefined): Value {
    const start = this.#reader.offset;
    const typeName = fieldTypeName(field);
    const text = this.#text(field, scalars);
    return { spans: [leaf("value", start, this.#reader.offset, typeName, text)], text, typeName };
  }

  /** Read a number that no schema names. @throws {WireError} */
  guessedNumber(wireType: number): Value {
    const start = this.#reader.offset;
    const { as, text, alternatives } = guessNumber(this.#reader, wireType);
    return { spans: [leaf("value", start, this.#reader.offset, as, text)], text, alternatives };
  }

  /**
   * Read a `string` or `bytes` up to the reader's end.
   * @param lengthStart where its length begins: the reader reads the two together
   */
  lengthDelimited(field: FieldSchema, lengthStart: number, scalars: Map<number, unknown> | undefined): Value {
    const reader = this.#reader;
    const [start, end] = [reader.offset, reader.end];
    const label = fieldTypeName(field);
    reader.offset = lengthStart;
    try {
      const text = this.#text(field, scalars);
      return { spans: [leaf("value", start, end, label, text)], text };
    } catch (error) {
      const text = this.#bytesText(start);
      return { spans: [leaf("value", start, end, label, text, faultText(error))], text };
    }
  }

  /** Read a packed list up to the reader's end. */
  packed(field: FieldSchema): Value {
    const reader = this.#reader;
    const spans: Span[] = [];
    const texts: string[] = [];
    while (reader.offset < reader.end) {
      const start = reader.offset;
      if (this.#budget.isUsedUp) {
        spans.push(this.notShown());
        break;
      }
      this.#budget.spend(1);
      try {
        const text = this.#text(field, undefined);
        if (texts.length < SHOWN_ELEMENTS) texts.push(text);
        spans.push(leaf("value", start, reader.offset, `[${spans.length}]`, text));
      } catch (error) {
        spans.push(this.unread(start, error));
      }
    }
    return { spans, text: listText(texts, spans.length) };
  }

  /** Take what is left of the message as bytes. @param kind `unread` where they are less than there should be */
  bytes(kind: "value" | "unread"): Value {
    const start = this.#reader.offset;
    const text = this.#bytesText(start);
    return { spans: [leaf(kind, start, this.#reader.end, kind === "value" ? "bytes" : "unread", text)], text };
  }

  /** Read the length before a value once more, for its words. */
  lengthText(start: number): string {
    const reader = this.#reader;
    const end = reader.offset;
    reader.offset = start;
    const length = readUint64(reader);
    reader.offset = end;
    return bytesCount(Number(length));
  }

  /** Give up what is left of the message: it cannot be read. */
  unread(start: number, error: unknown): Span {
    const { end } = this.#reader;
    const fault = faultText(error);
    this.#reader.offset = end;
    return leaf("unread", start, end, "unread", bytesCount(end - start), fault);
  }

  /** Pass over what is left of the message: the tree has no room for it. */
  notShown(): Span {
    const { offset: start, end } = this.#reader;
    this.#reader.offset = end;
    const text = `${bytesCount(end - start)}, more than the tree has room for: ${this.#budget.maxSpans} parts`;
    return leaf("unread", start, end, "not shown", text);
  }

  #text({ number, value: type }: FieldSchema, scalars: Map<number, unknown> | undefined): string {
    const reader = this.#reader;
    if (type.kind === "enum") return enumText(this.#registry?.findEnum(type.typeName), readInt32(reader));
    if (type.kind === "message") throw new TypeError("a message is no scalar");
    const value = readScalar(type.scalar, reader);
    scalars?.set(number, value);
    return scalarText(type.scalar, value, this.#budget.maxTextLength);
  }

  #bytesText(start: number): string {
    return bytesText(this.#bytes.subarray(start, this.#reader.end), SHOWN_BYTES);
  }
}
