/** Records to bytes, in the order in which a recording has them. It knows no file: whoever has a place for bytes gives it. */
import { FILE_HEADER_BYTES, MAGIC, VERSION_NUMBER, viewOf } from "./format.ts";
import { encodeRecord, MAX_PIECE_BYTES } from "./record-codec.ts";
import type { ConnectionRecord, StartRecord } from "./records.ts";

/** Takes whole records, one or several at a time. */
export type RecordingSink = (bytes: Uint8Array) => void;

/** Writes one recording. What the sink throws comes out of every method, and the record counts as not written. */
export class RecordingWriter {
  readonly #sink: RecordingSink;
  #isFinished = false;

  /** Write the header and the first record. */
  constructor(sink: RecordingSink, start: Omit<StartRecord, "kind">) {
    this.#sink = sink;
    const first = encodeRecord({ kind: "start", ...start });
    const bytes = new Uint8Array(FILE_HEADER_BYTES + first.length);
    bytes.set(MAGIC);
    viewOf(bytes).setUint32(MAGIC.length, VERSION_NUMBER);
    bytes.set(first, FILE_HEADER_BYTES);
    sink(bytes);
  }

  /**
   * Write a record; bytes that are too many for one take several.
   * @throws {TypeError} the recording is finished
   * @throws {RangeError} a number does not fit
   */
  write(record: ConnectionRecord): void {
    this.#check();
    if (record.kind !== "bytes" || record.bytes.length <= MAX_PIECE_BYTES) {
      this.#sink(encodeRecord(record));
      return;
    }
    for (let at = 0; at < record.bytes.length; at += MAX_PIECE_BYTES) {
      this.#sink(encodeRecord({ ...record, bytes: record.bytes.subarray(at, at + MAX_PIECE_BYTES) }));
    }
  }

  /** Write the last record: it says that nothing is missing. @throws {TypeError} the recording is finished */
  finish(atNanos: bigint): void {
    this.#check();
    this.#isFinished = true;
    this.#sink(encodeRecord({ kind: "finished", atNanos }));
  }

  #check(): void {
    if (this.#isFinished) throw new TypeError("the recording is finished");
  }
}
