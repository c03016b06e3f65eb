/**
 * Reads a message with the real reader and notes where it stood between reads: that makes the tree. A fault ends the
 * message that it is in; whoever holds that message knows its length, and goes on behind it. Long, for messages, groups
 * and fields call each other on one reader.
 */
import type { FieldSchema, MessageSchema, SchemaRegistry } from "../../reflect/schema.ts";
import { WireError } from "../../wire/errors.ts";
import { enterPacked, leavePacked, readTag, WireReader } from "../../wire/reader.ts";
import { MAX_DEPTH, WireType } from "../../wire/varint.ts";
import { faultText, leaf } from "../parts.ts";
import type { Span } from "../span.ts";
import { guessLen } from "./guess-len.ts";
import { LeafReader, type Value } from "./leaf-reader.ts";
import type { Budget } from "./limits.ts";
import { entryOf, fieldOf } from "./shapes.ts";
import { fieldTypeName, tagText, wireTypeName, wireTypeOf } from "./value-text.ts";
import { ANY, anyTypeName, wordsOf } from "./words.ts";

/** A message being read. */
interface Context {
  /** `undefined` where nobody knows it: everything in it is guessed. */
  readonly schema: MessageSchema | undefined;
  /** How many messages and groups it is in. */
  readonly depth: number;
  /** Its scalars, where its words need them. */
  readonly scalars: Map<number, unknown> | undefined;
  /** Type of what an Any holds. */
  readonly anyType: string | undefined;
}

/** Fields up to the end of their message, or to the tag that ends their group. */
interface Fields {
  readonly spans: readonly Span[];
  readonly endTag: Span | undefined;
  /** Whether the rest could not be read; the reader is then at its end. */
  readonly isBroken: boolean;
}

/** Elements of a list that may be one of varints. */
const GUESSED_VARINTS: FieldSchema = {
  number: 0,
  protoName: "",
  jsonName: "",
  property: "",
  cardinality: "repeated",
  value: { kind: "scalar", scalar: "uint64" },
  key: undefined,
  packed: true,
  oneof: undefined,
  doc: "",
};

/** One tree. */
export class TreeReader {
  readonly #bytes: Uint8Array;
  readonly #reader: WireReader;
  readonly #registry: SchemaRegistry | undefined;
  readonly #budget: Budget;
  readonly #leaves: LeafReader;

  constructor(bytes: Uint8Array, registry: SchemaRegistry | undefined, budget: Budget) {
    this.#bytes = bytes;
    this.#reader = new WireReader(bytes);
    this.#registry = registry;
    this.#budget = budget;
    this.#leaves = new LeafReader(bytes, this.#reader, registry, budget);
  }

  /** Read the whole of the bytes as a message of a type. */
  read(schema: MessageSchema | undefined): Span {
    return this.#message(schema, 0, undefined);
  }

  /** From here to the reader's end is a message. */
  #message(schema: MessageSchema | undefined, depth: number, map: FieldSchema | undefined): Span {
    const reader = this.#reader;
    const start = reader.offset;
    const words = schema === undefined ? undefined : wordsOf(schema.typeName);
    const scalars = words === undefined ? undefined : new Map<number, unknown>();
    const anyType = schema?.typeName === ANY ? anyTypeName(this.#bytes.subarray(start, reader.end)) : undefined;
    const { spans } = this.#fields({ schema, depth, scalars, anyType }, undefined);
    const text =
      words?.(scalars ?? new Map(), this.#budget.maxTextLength) ?? (map === undefined ? "" : entryText(spans));
    const label = map !== undefined ? "entry" : (schema?.typeName ?? "message");
    const typeName = schema?.typeName === "" ? undefined : schema?.typeName;
    return { kind: "message", start, end: reader.offset, label, text, children: spans, typeName };
  }

  #fields(context: Context, group: number | undefined): Fields {
    const reader = this.#reader;
    const spans: Span[] = [];
    while (reader.offset < reader.end) {
      const start = reader.offset;
      if (this.#budget.isUsedUp) {
        spans.push(this.#leaves.notShown());
        return { spans, endTag: undefined, isBroken: true };
      }
      this.#budget.spend(3);
      let tag: number;
      try {
        tag = readTag(reader);
        if ((tag & 7) === WireType.EndGroup && tag >>> 3 !== group) throw badGroup(tag, group, start);
      } catch (error) {
        spans.push(this.#leaves.unread(start, error));
        return { spans, endTag: undefined, isBroken: true };
      }
      const tagSpan = leaf("tag", start, reader.offset, "tag", tagText(tag));
      if ((tag & 7) === WireType.EndGroup) return { spans, endTag: tagSpan, isBroken: false };
      const { span, isBroken } = this.#field(context, tag, tagSpan);
      spans.push(span);
      if (isBroken) return { spans, endTag: undefined, isBroken };
    }
    return { spans, endTag: undefined, isBroken: false };
  }

  #field(context: Context, tag: number, tagSpan: Span): { readonly span: Span; readonly isBroken: boolean } {
    const number = tag >>> 3;
    const named = context.schema === undefined ? undefined : fieldOf(context.schema, number);
    const fits = named !== undefined && isReadable(named, tag & 7);
    const known = fits ? named : undefined;
    let value: Value;
    try {
      value = this.#value(context, tag, known);
    } catch (error) {
      // What a value outruns is the message, or the group, that it is in.
      const at = this.#reader.offset;
      value = {
        spans: [this.#leaves.unread(at, error)],
        text: "",
        typeName: known === undefined ? undefined : fieldTypeName(known),
        isBroken: true,
      };
    }
    const misfit =
      named === undefined || fits
        ? undefined
        : `${wireTypeName(tag & 7)} is not how ${fieldTypeName(named)} is written: read as an unknown field`;
    const span: Span = {
      kind: "field",
      start: tagSpan.start,
      end: this.#reader.offset,
      label: named?.protoName ?? `field ${number}`,
      text: value.text,
      children: [tagSpan, ...value.spans],
      typeName: value.typeName,
      alternatives: value.alternatives,
      fault: value.fault ?? misfit,
    };
    return { span, isBroken: value.isBroken === true };
  }

  /** @throws {WireError} it cannot be read; the reader is then where the rest begins */
  #value(context: Context, tag: number, field: FieldSchema | undefined): Value {
    switch (tag & 7) {
      case WireType.StartGroup:
        return this.#group(context, tag);
      case WireType.Len:
        return this.#len(context, tag >>> 3, field);
      default:
        return field === undefined ? this.#leaves.guessedNumber(tag & 7) : this.#leaves.number(field, context.scalars);
    }
  }

  #group(context: Context, tag: number): Value {
    const reader = this.#reader;
    const start = reader.offset;
    const number = tag >>> 3;
    if (context.depth >= MAX_DEPTH) throw tooDeep(start);
    const inner: Context = { schema: undefined, depth: context.depth + 1, scalars: undefined, anyType: undefined };
    const { spans, endTag, isBroken } = this.#fields(inner, number);
    const end = endTag?.start ?? reader.offset;
    const message: Span = { kind: "message", start, end, label: "group", text: "", children: spans };
    if (endTag !== undefined) return { spans: [message, endTag], text: "" };
    const error = isBroken ? undefined : new WireError("WIRE_TRUNCATED", start, `group ${number} has no end`);
    return { spans: [message], text: "", fault: error === undefined ? undefined : faultText(error), isBroken: true };
  }

  #len(context: Context, number: number, field: FieldSchema | undefined): Value {
    const reader = this.#reader;
    const start = reader.offset;
    let outerEnd = reader.end;
    let fault: string | undefined;
    try {
      outerEnd = enterPacked(reader);
    } catch (error) {
      // No length at all, or one that outruns the message: what is there of the value is read nonetheless.
      if (reader.offset === start) throw error;
      fault = faultText(error);
    }
    this.#budget.spend(2);
    const valueStart = reader.offset;
    const length = leaf("length", start, valueStart, "length", this.#leaves.lengthText(start), fault);
    const value = this.#lenValue(context, number, field, start, fault !== undefined);
    reader.offset = reader.end;
    leavePacked(reader, outerEnd);
    const typeName = value.typeName ?? (field === undefined ? undefined : fieldTypeName(field));
    return { ...value, spans: [length, ...value.spans], typeName, isBroken: fault !== undefined };
  }

  /** What lies between here and the reader's end. @param lengthStart where its length began */
  #lenValue(
    context: Context,
    number: number,
    field: FieldSchema | undefined,
    lengthStart: number,
    isCut: boolean,
  ): Value {
    if (field === undefined) return isCut ? this.#leaves.bytes("unread") : this.#guessed(context.depth);
    if (field.cardinality === "map") return this.#nested(entryOf(field), context.depth, field);
    const { value: type } = field;
    if (type.kind === "message") return this.#nested(this.#registry?.findMessage(type.typeName), context.depth);
    if (wireTypeOf(type) !== WireType.Len) return this.#leaves.packed(field);
    if (isCut) return this.#leaves.bytes("unread");
    if (context.anyType !== undefined && number === 2) {
      const inner = this.#registry?.findMessage(context.anyType);
      if (inner !== undefined && context.depth < MAX_DEPTH) return this.#nested(inner, context.depth);
      return this.#guessed(context.depth);
    }
    return this.#leaves.lengthDelimited(field, lengthStart, context.scalars);
  }

  #nested(schema: MessageSchema | undefined, depth: number, map?: FieldSchema): Value {
    if (depth >= MAX_DEPTH)
      return { spans: [this.#leaves.unread(this.#reader.offset, tooDeep(this.#reader.offset))], text: "" };
    const message = this.#message(schema, depth + 1, map);
    const { text, typeName } = message;
    return { spans: [message], text, typeName };
  }

  /** Bytes that no schema names. */
  #guessed(depth: number): Value {
    const reader = this.#reader;
    const [start, end] = [reader.offset, reader.end];
    const bytes = this.#bytes.subarray(start, end);
    if (!this.#budget.mayGuess(bytes.length)) return this.#leaves.bytes("value");
    const { as, text, alternatives } = guessLen(bytes);
    if (as === "message" && depth < MAX_DEPTH) {
      return { spans: [this.#message(undefined, depth + 1, undefined)], text: "", alternatives };
    }
    if (as === "packed varints") return { ...this.#leaves.packed(GUESSED_VARINTS), alternatives };
    return { spans: [leaf("value", start, end, as, text)], text, alternatives };
  }
}

/** Whether a wire type is one that the field's values may have: lists of numbers come packed and not. */
function isReadable({ cardinality, value }: FieldSchema, wireType: number): boolean {
  if (cardinality === "map") return wireType === WireType.Len;
  return wireType === wireTypeOf(value) || (cardinality === "repeated" && wireType === WireType.Len);
}

/** An entry of a map in words: `"front": 2`. */
function entryText(fields: readonly Span[]): string {
  const textOf = (label: string): string => fields.findLast((field) => field.label === label)?.text ?? "";
  const value = textOf("value");
  return value === "" ? textOf("key") : `${textOf("key")}: ${value}`;
}

function badGroup(tag: number, group: number | undefined, offset: number): WireError {
  const detail =
    group === undefined
      ? `group ${tag >>> 3} ends but never began`
      : `group ${group} is ended by the end of group ${tag >>> 3}`;
  return new WireError("WIRE_BAD_GROUP", offset, detail);
}

function tooDeep(offset: number): WireError {
  return new WireError("WIRE_TOO_DEEP", offset, `more than ${MAX_DEPTH} nested messages or groups`);
}
