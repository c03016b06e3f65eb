/** The header blocks of one side, in order: put together from their frames, decoded once, and shown in each frame (RFC 9113 §4.3). */
import { ByteSink } from "../../http2/byte-sink.ts";
import { DEFAULT_TABLE_BYTES } from "../../http2/hpack/dynamic-table.ts";
import { HeaderDecoder } from "../../http2/hpack/decoder.ts";
import { writeInteger } from "../../http2/hpack/integer.ts";
import type { Field } from "../../http2/hpack/static-table.ts";
import { bytesCount } from "../plain-text.ts";
import type { Span } from "../span.ts";
import { HeaderEntries, isUnseen, unseenField } from "./header-entries.ts";
import { judged } from "./names.ts";
import type { OpenFrame } from "./open-frame.ts";
import { Scattered } from "./scattered.ts";

/** A block that was read. */
export interface BlockRead {
  /** Those whose names were seen, in order. */
  readonly fields: readonly Field[];
  /** Whether those are all of its fields. */
  readonly isWhole: boolean;
}

/** What the reading of blocks depends on, and how much it may take. */
export interface HeaderBlockOptions {
  /** Bytes of a block, compressed. */
  readonly maxBlockBytes: number;
  /** What its fields may count (RFC 9113 §6.5.2); of more, the first are given. */
  readonly maxListBytes: number;
  /** Largest dynamic table that is kept. */
  readonly maxTableBytes: number;
  /** Whether the connection's beginning was not seen. */
  readonly isLate: () => boolean;
  /** The largest table that the other side has announced; `undefined` where that was not seen. */
  readonly announcedTableBytes: () => number | undefined;
}

const NOTHING: BlockRead = { fields: [], isWhole: false };
/** What a frame with nothing in it is counted as: without end, they would fill the memory too. */
const FRAME_OVERHEAD_BYTES = 256;

/** Reads the blocks of one side. */
export class HeaderBlocks {
  readonly #options: HeaderBlockOptions;
  readonly #pieces = new Scattered();
  #decoder: HeaderDecoder | undefined;
  /** Why blocks can no longer be read. */
  #lost: string | undefined;
  #streamId = 0;
  #held = 0;

  constructor(options: HeaderBlockOptions) {
    this.#options = options;
  }

  /** The stream whose block is under way; 0 for none. */
  get streamId(): number {
    return this.#streamId;
  }

  /** Take a piece. @returns the block, if that was the last of it */
  push(frame: OpenFrame, start: number, end: number, isLast: boolean): BlockRead | undefined {
    this.#streamId = frame.streamId;
    this.#pieces.add(frame, start, end);
    this.#held += end - start + FRAME_OVERHEAD_BYTES;
    if (!isLast && this.#held > this.#options.maxBlockBytes) {
      this.lose(`a header block of more than ${bytesCount(this.#options.maxBlockBytes)} is not kept`);
      return undefined;
    }
    return isLast ? this.#read(undefined) : undefined;
  }

  /** The block under way is not continued: show what there is of it. @param reason why */
  abandon(reason: string): void {
    if (this.#streamId !== 0) this.#read(reason);
  }

  /** Blocks can no longer be read: one was not seen whole. */
  lose(reason: string): void {
    this.#lost ??= reason;
    this.abandon(reason);
  }

  #read(cutReason: string | undefined): BlockRead {
    const pieces = this.#pieces;
    this.#streamId = this.#held = 0;
    if (this.#lost !== undefined) {
      const fault = `not read: ${this.#lost}`;
      pieces.resolveEach(({ length }) => blockSpan(length, [], bytesCount(length), fault));
      return NOTHING;
    }
    const block = pieces.bytes();
    const entries = new HeaderEntries(this.#options.maxListBytes);
    const kept: Field[] = [];
    const read = judged(() => this.#decode(block, entries, kept));
    const fault = cutReason ?? ("fault" in read ? read.fault : undefined);
    if (fault !== undefined) this.#lost = `an earlier header block of this side was damaged or cut (${fault})`;
    const isRead = !("fault" in read);
    const spans = entries.spans(block.length, isRead ? undefined : fault);
    const text = entries.fields === 1 ? "1 field" : `${entries.fields} fields`;
    pieces.resolve(blockSpan(block.length, spans, text, isRead ? cutReason : undefined));
    const fields = kept.filter((field) => !isUnseen(field));
    return { fields, isWhole: fault === undefined && fields.length === entries.fields };
  }

  #decode(block: Uint8Array, entries: HeaderEntries, kept: Field[]): void {
    const { announcedTableBytes, maxTableBytes, maxListBytes } = this.#options;
    const decoder = (this.#decoder ??= this.#begin());
    const announced = announcedTableBytes();
    decoder.limitTable(
      announced === undefined ? maxTableBytes : Math.min(maxTableBytes, Math.max(DEFAULT_TABLE_BYTES, announced)),
    );
    let bytes = 0;
    decoder.decode(block, {
      begin: (kind, start) => entries.begin(kind, start),
      integer: (value, end) => entries.integer(value, end),
      string: (literal) => entries.string(literal),
      // Those before a fault count too, and those before the list grew too long.
      end: (field, end) => {
        entries.end(field, end);
        if (field === undefined) return;
        bytes += field.name.length + field.value.length;
        if (bytes <= maxListBytes) kept.push(field);
      },
    });
  }

  /** A table whose beginning was not seen may be as large as any; what its owner has dropped is only never asked for. */
  #begin(): HeaderDecoder {
    const { isLate, maxListBytes, maxTableBytes } = this.#options;
    const decoder = new HeaderDecoder(maxListBytes, { unseen: (index) => (isLate() ? unseenField(index) : undefined) });
    if (isLate()) {
      const out = new ByteSink();
      writeInteger(out, 5, 0x20, maxTableBytes);
      decoder.limitTable(maxTableBytes);
      decoder.decode(out.take());
    }
    return decoder;
  }
}

function blockSpan(end: number, children: readonly Span[], text: string, fault: string | undefined): Span {
  const kind = fault !== undefined && children.length === 0 ? "unread" : "value";
  const span: Span = { kind, start: 0, end, label: "header block", text, children };
  return fault === undefined ? span : { ...span, fault };
}
