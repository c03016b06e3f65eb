/** Bytes of a recording, cut anywhere, into its records. It knows no file: whoever has bytes pushes them. */
import { RecordingFileError } from "./errors.ts";
import {
  CHECK_OFFSET,
  FILE_HEADER_BYTES,
  MAGIC,
  MAX_BODY_BYTES,
  RECORD_HEADER_BYTES,
  RecordType,
  uint32At,
  VERSION_NUMBER,
} from "./format.ts";
import { checkOf, decodeBody } from "./record-codec.ts";
import type { RecordingRecord } from "./records.ts";

/** How a recording ended. */
export interface RecordingEnd {
  /** Its last record is there: it was ended in order, and nothing is missing. */
  readonly isFinished: boolean;
  /** Up to the end of the last whole record: what can be read. */
  readonly wholeBytes: number;
  /** After that: a record that was being written when the recording broke off. */
  readonly cutBytes: number;
  /** Records of types that this version does not know, left out. */
  readonly unknownRecords: number;
}

/** Turns chunks into records. It holds no more than one record, 1 MiB at most. Each record's bytes are its own copy. */
export class RecordingParser {
  #part: Part = { kind: "file", bytes: new Uint8Array(FILE_HEADER_BYTES) };
  #header: Uint8Array = new Uint8Array(0);
  #filled = 0;
  #wholeBytes = 0;
  /** Of the record under way: its header, once that is whole. */
  #passedBytes = 0;
  #unknownRecords = 0;
  #hasStart = false;
  #isFinished = false;
  #failure: RecordingFileError | undefined;

  /**
   * Accept bytes; yield the records that they complete, those before any damage too.
   * @throws {RecordingFileError} `RECORDING_FILE_FOREIGN`, `RECORDING_FILE_VERSION`, `RECORDING_FILE_CORRUPT`; from
   * then on always
   */
  *push(chunk: Uint8Array): Generator<RecordingRecord, undefined, undefined> {
    for (let at = 0; at < chunk.length;) {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#isFinished) throw this.#fail("RECORDING_FILE_CORRUPT", "bytes after the last record");
      const { bytes } = this.#part;
      const count = Math.min(bytes.length - this.#filled, chunk.length - at);
      bytes.set(chunk.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#part.kind === "file") this.#checkMagic();
      if (this.#filled < bytes.length) continue;
      const record = this.#take();
      if (record !== undefined) yield record;
    }
  }

  /** There are no more bytes: say how it ended. A recording that was cut is no error. */
  end(): RecordingEnd {
    return {
      isFinished: this.#isFinished,
      wholeBytes: this.#wholeBytes,
      cutBytes: this.#passedBytes + this.#filled,
      unknownRecords: this.#unknownRecords,
    };
  }

  /** As soon as there is a byte that is not of the magic: a file that is no recording may be huge, or shorter. */
  #checkMagic(): void {
    const seen = this.#part.bytes.subarray(0, Math.min(this.#filled, MAGIC.length));
    if (seen.some((byte, i) => byte !== MAGIC[i])) {
      throw this.#fail("RECORDING_FILE_FOREIGN", "this is no recording: it does not begin as one");
    }
  }

  /** A part is complete: go on to the next. */
  #take(): RecordingRecord | undefined {
    const { kind, bytes } = this.#part;
    if (kind === "file") {
      const version = uint32At(bytes, MAGIC.length);
      if (version !== VERSION_NUMBER) {
        const detail = `version ${version} of the format, and this reads version ${VERSION_NUMBER}`;
        throw this.#fail("RECORDING_FILE_VERSION", detail);
      }
      this.#wholeBytes = bytes.length;
      return this.#await("header", RECORD_HEADER_BYTES);
    }
    if (kind === "header") {
      const length = uint32At(bytes, 0) & 0xff_ffff;
      if (length > MAX_BODY_BYTES) throw this.#fail("RECORDING_FILE_CORRUPT", `a record of ${length} bytes`);
      this.#header = bytes;
      this.#passedBytes = bytes.length;
      this.#await("body", length);
      return length === 0 ? this.#take() : undefined;
    }
    const record = this.#read(bytes);
    this.#wholeBytes += this.#passedBytes + bytes.length;
    this.#passedBytes = 0;
    return this.#await("header", RECORD_HEADER_BYTES, record);
  }

  #await(kind: Part["kind"], length: number, record?: RecordingRecord): RecordingRecord | undefined {
    this.#part = { kind, bytes: new Uint8Array(length) };
    this.#filled = 0;
    return record;
  }

  #read(body: Uint8Array): RecordingRecord | undefined {
    const type = this.#header[0] as number;
    if (checkOf(this.#header, body) !== uint32At(this.#header, CHECK_OFFSET)) {
      throw this.#fail("RECORDING_FILE_CORRUPT", "a record does not match its check");
    }
    if ((type === RecordType.start) === this.#hasStart) {
      const detail = this.#hasStart ? "a second start" : "the first record is not the start";
      throw this.#fail("RECORDING_FILE_CORRUPT", detail);
    }
    this.#hasStart = true;
    let record: RecordingRecord | undefined;
    try {
      record = decodeBody(type, body);
    } catch (cause) {
      throw this.#fail("RECORDING_FILE_CORRUPT", `a record cannot be read: ${(cause as Error).message}`, { cause });
    }
    if (record === undefined) this.#unknownRecords++;
    if (record?.kind === "finished") this.#isFinished = true;
    return record;
  }

  #fail(code: RecordingFileError["code"], detail: string, options?: ErrorOptions): RecordingFileError {
    this.#failure = new RecordingFileError(code, this.#wholeBytes, detail, options);
    return this.#failure;
  }
}

/** What the next bytes belong to. */
interface Part {
  readonly kind: "file" | "header" | "body";
  readonly bytes: Uint8Array;
}
