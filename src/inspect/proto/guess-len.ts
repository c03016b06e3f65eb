/**
 * What length-delimited bytes may be that no schema names: a message, UTF-8, packed varints, or bytes. Only one level is
 * looked at; what is inside a message is guessed when it is read.
 */
import { WireError } from "../../wire/errors.ts";
import { readTag, skipField, WireReader } from "../../wire/reader.ts";
import { readUint32, readUint64 } from "../../wire/read-values.ts";
import { decodeUtf8 } from "../../wire/utf8.ts";
import { WireType } from "../../wire/varint.ts";
import { bytesText, quoted } from "../plain-text.ts";
import type { Alternative } from "../span.ts";
import { listText } from "./value-text.ts";

/** A guess. */
export type LenKind = "message" | "string" | "packed varints" | "bytes";

/** What the bytes most likely are, and what else they may be. */
export interface LenGuess {
  readonly as: LenKind;
  readonly text: string;
  readonly alternatives: readonly Alternative[];
}

/** An alternative is a hint: it says no more than this many characters, numbers or bytes. */
const SHOWN_CHARACTERS = 40;
const SHOWN_NUMBERS = 8;
const SHOWN_BYTES = 8;
/** Nobody numbers fields higher by hand, and random bytes are soon beyond it. */
const MAX_LIKELY_FIELD = 10_000;
/** A text of digits is a message of small numbers too, if it is this short. */
const MIN_MESSAGE_OF_TEXT = 8;
/** Lists hold small numbers; random bytes soon have a varint longer than this. */
const MAX_LIKELY_VARINT_BYTES = 3;

/** Controls that texts have none of. */
const HAS_CONTROL = /[^\P{Cc}\n\r\t]/u;
const HAS_LINE_CONTROL = /[\n\r\t]/;

/** Guess what the whole of these bytes is. */
export function guessLen(bytes: Uint8Array): LenGuess {
  const message = asMessage(bytes);
  const text = decodeUtf8(bytes, 0, bytes.length);
  const packed = asPackedVarints(bytes);
  const as = likeliest(bytes, message, text, packed);
  const options: { readonly as: LenKind; readonly text: string }[] = [];
  if (message !== undefined) {
    options.push({ as: "message", text: message.fields === 1 ? "1 field" : `${message.fields} fields` });
  }
  // What is hardly a text or a list is worth a word only where nothing better is known.
  if (text !== undefined && (as === "bytes" || isPlain(text)))
    options.push({ as: "string", text: quoted(text, SHOWN_CHARACTERS) });
  if (packed !== undefined && (as === "bytes" || as === "packed varints"))
    options.push({ as: "packed varints", text: listText(packed.first, packed.count) });
  options.push({ as: "bytes", text: bytesText(bytes, SHOWN_BYTES) });
  const alternatives = options.filter((option) => option.as !== as);
  return { as, text: options.find((option) => option.as === as)?.text ?? "", alternatives };
}

function likeliest(
  bytes: Uint8Array,
  message: MessageShape | undefined,
  text: string | undefined,
  packed: PackedShape | undefined,
): LenKind {
  if (bytes.length === 0) return "bytes";
  const isMessage = message !== undefined && message.isLikely;
  const isText = text !== undefined && isPlain(text);
  if (isMessage && isText) {
    // `\n$3f2a…` is field 1 of 36 characters; `8080` is four digits.
    const isOfText = message.isAllLen && bytes.length >= MIN_MESSAGE_OF_TEXT;
    return isOfText || HAS_LINE_CONTROL.test(text) ? "message" : "string";
  }
  if (isMessage) return "message";
  if (isText) return "string";
  return packed !== undefined && packed.isLikely ? "packed varints" : "bytes";
}

function isPlain(text: string): boolean {
  return !HAS_CONTROL.test(text);
}

interface MessageShape {
  readonly fields: number;
  readonly isAllLen: boolean;
  readonly isLikely: boolean;
}

function asMessage(bytes: Uint8Array): MessageShape | undefined {
  const reader = new WireReader(bytes);
  let fields = 0;
  let isAllLen = true;
  let highest = 0;
  try {
    for (; reader.offset < reader.end; fields++) {
      const tag = readTag(reader);
      skipField(reader, tag);
      isAllLen &&= (tag & 7) === WireType.Len;
      highest = Math.max(highest, tag >>> 3);
    }
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
  return { fields, isAllLen, isLikely: fields > 0 && highest <= MAX_LIKELY_FIELD };
}

interface PackedShape {
  readonly count: number;
  readonly first: readonly string[];
  readonly isLikely: boolean;
}

function asPackedVarints(bytes: Uint8Array): PackedShape | undefined {
  const reader = new WireReader(bytes);
  const first: string[] = [];
  let count = 0;
  let isLikely = true;
  try {
    for (; reader.offset < reader.end; count++) {
      const start = reader.offset;
      if (count < SHOWN_NUMBERS) first.push(String(readUint64(reader)));
      else readUint32(reader);
      const length = reader.offset - start;
      const isPadded = length > 1 && bytes[reader.offset - 1] === 0;
      isLikely &&= length <= MAX_LIKELY_VARINT_BYTES && !isPadded;
    }
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
  // One small number alone is more likely a byte.
  return count === 0 ? undefined : { count, first, isLikely: isLikely && count > 1 };
}
