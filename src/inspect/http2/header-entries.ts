/** The entries of a header block as spans, recorded while the decoder reads them (RFC 7541 §6). */
import type { BlockRecorder, EntryKind, StringLiteral } from "../../http2/hpack/block-recorder.ts";
import { type Field, STATIC_TABLE } from "../../http2/hpack/static-table.ts";
import { leaf } from "../parts.ts";
import { bytesCount, escaped } from "../plain-text.ts";
import type { Span } from "../span.ts";

const LABELS: Readonly<Record<EntryKind, string>> = {
  indexed: "indexed",
  incremental: "literal, added to the table",
  "without-indexing": "literal, not indexed",
  "never-indexed": "literal, never indexed",
  "size-update": "table size update",
};

/** Characters outside of Latin-1, which no name from the wire has: nobody can send a name that says it was not seen. */
const [UNSEEN_START, UNSEEN_END] = ["⟨", "⟩"];

/** What stands in for an entry of the dynamic table that was made before anyone looked. */
export function unseenField(index: number): Field {
  return { name: `${UNSEEN_START}dynamic entry ${index}, not seen${UNSEEN_END}`, value: "" };
}

/** Whether a field's name was not seen. */
export function isUnseen({ name }: Field): boolean {
  return name.startsWith(UNSEEN_START);
}

/** Makes the spans of one block. */
export class HeaderEntries implements BlockRecorder {
  readonly #maxTextLength: number;
  readonly #entries: Span[] = [];
  /** Of all fields so far: a hostile block of a few bytes says as much as it likes. */
  #textLength = 0;
  #fields = 0;
  /** The entry under way, if one is. */
  #kind: EntryKind | undefined;
  #start = 0;
  #number = 0;
  #parts: Span[] = [];
  /** Everything before it is in a span. */
  #at = 0;

  /** @param maxTextLength characters of all fields together that are shown */
  constructor(maxTextLength: number) {
    this.#maxTextLength = maxTextLength;
  }

  /** Fields read. */
  get fields(): number {
    return this.#fields;
  }

  begin(kind: EntryKind, start: number): void {
    this.#kind = kind;
    this.#start = this.#at = start;
    this.#parts = [];
  }

  integer(value: number, end: number): void {
    this.#number = value;
    this.#part(this.#kind === "size-update" ? sizePart(this.#at, end, value) : indexPart(this.#at, end, value, ""));
  }

  string({ text, isHuffman, lengthEnd, end }: StringLiteral): void {
    const isName = this.#number === 0 && this.#parts.length === 1;
    const label = isName ? "name" : "value";
    const coding = isHuffman ? ", Huffman-coded" : "";
    this.#part(leaf("length", this.#at, lengthEnd, `${label} length`, bytesCount(end - lengthEnd) + coding));
    this.#part(leaf(isName ? "tag" : "value", lengthEnd, end, label, this.#shown(text)));
  }

  end(field: Field | undefined, end: number): void {
    if (this.#kind === undefined) return;
    if (field !== undefined) this.#fields++;
    const index = this.#parts[0];
    // The name that an index stands for is known only now.
    if (field !== undefined && index !== undefined && this.#number > 0) {
      const what = this.#kind === "indexed" ? "" : `: ${this.#shown(bare(field.name))}`;
      this.#parts[0] = indexPart(index.start, index.end, this.#number, what, isUnseen(field));
    }
    const [label, text] = [this.#label(), field === undefined ? this.#sizeText() : this.#shown(fieldText(field))];
    this.#entries.push({ kind: "entry", start: this.#start, end, label, text, children: this.#parts });
    this.#kind = undefined;
  }

  /** The block as far as it was read. @param fault why it was read no further */
  spans(length: number, fault: string | undefined): readonly Span[] {
    if (fault === undefined) return this.#entries;
    const rest = leaf("unread", this.#at, length, "unread", bytesCount(length - this.#at), fault);
    if (this.#kind === undefined) return [...this.#entries, rest];
    const children = [...this.#parts, rest];
    return [
      ...this.#entries,
      { kind: "entry", start: this.#start, end: length, label: this.#label(), text: "", children },
    ];
  }

  #part(span: Span): void {
    this.#parts.push(span);
    this.#at = span.end;
  }

  #label(): string {
    const kind = this.#kind ?? "indexed";
    if (this.#number === 0 || kind === "size-update") return LABELS[kind];
    return kind === "indexed" ? `indexed, ${tableOf(this.#number)}` : `${LABELS[kind]}, ${tableOf(this.#number)} name`;
  }

  #sizeText(): string {
    return bytesCount(this.#number);
  }

  #shown(text: string): string {
    this.#textLength += text.length;
    if (this.#textLength > this.#maxTextLength) return "… (more header text than is shown)";
    return escaped(text);
  }
}

function sizePart(start: number, end: number, bytes: number): Span {
  return leaf("value", start, end, "maximum size", bytesCount(bytes));
}

function indexPart(start: number, end: number, index: number, name: string, isUnknown = false): Span {
  if (index === 0) return leaf("header", start, end, "index", "0, a name follows");
  const unseen = isUnknown && index >= STATIC_TABLE.length && name === "" ? ", not seen" : "";
  return leaf("header", start, end, "index", `${index}, ${tableOf(index)}${unseen}${name}`);
}

function tableOf(index: number): "static" | "dynamic" {
  return index < STATIC_TABLE.length ? "static" : "dynamic";
}

function fieldText(field: Field): string {
  return isUnseen(field) && field.value === "" ? bare(field.name) : `${bare(field.name)}: ${field.value}`;
}

function bare(name: string): string {
  return name.startsWith(UNSEEN_START) ? name.slice(UNSEEN_START.length, -UNSEEN_END.length) : name;
}
