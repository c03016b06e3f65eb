/** A recording as the page looks at it, read as its bytes come. */
import { type MessageReader, schemaMessageReader } from "../../inspect/index.ts";
import { RecordingFileError, RecordingParser, type RecordingRecord } from "../../recording/index.ts";
import type { SchemaRegistry } from "../../reflect/schema.ts";
import { millis } from "./call-table.ts";
import { ConnectionModel } from "./connection-model.ts";
import type { SharedStore } from "./connection-store.ts";
import { metLimit, type PageLimits, pageLimits, type Used } from "./limits.ts";
import { outlineReader } from "./outline-reader.ts";
import type {
  CallRow,
  ConnectionRow,
  Detail,
  DetailOptions,
  FrameRow,
  MessageRef,
  PageModel,
  RecordingState,
  SearchHit,
  WindowSample,
} from "./page-model.ts";
import { searchAll } from "./search.ts";
import { StringTable } from "./string-table.ts";
import { TreeStore } from "./tree-store.ts";

/** What a model needs. */
export interface PageModelOptions {
  /** Where types of messages are looked up. */
  readonly registry: SchemaRegistry;
  readonly limits?: PageLimits;
}

/** Make a model of a recording, of which nothing has come yet. @throws {RangeError} a limit is none */
export function createPageModel(options: PageModelOptions): PageModel {
  return new RecordingModel(options);
}

class RecordingModel implements PageModel {
  readonly #limits: Readonly<Required<PageLimits>>;
  readonly #parser = new RecordingParser();
  readonly #reader: MessageReader;
  readonly #outlines: MessageReader;
  readonly #shared: SharedStore;
  readonly #connections = new Map<number, ConnectionModel>();
  readonly #notes: { readonly atMs: number; readonly text: string }[] = [];
  #leftNotes = 0;
  #phase: RecordingState["phase"] = "empty";
  #detail = "";
  #readBytes = 0;
  #startedAtNanos: bigint | undefined;
  #maker = "";
  /** An instant is never before the one before it, so that rows can be found by time. */
  #lastNanos = 0n;
  readonly #used: Used = { bytes: 0, frames: 0, calls: 0 };

  constructor({ registry, limits = {} }: PageModelOptions) {
    this.#limits = pageLimits(limits);
    const strings = new StringTable();
    this.#shared = { strings, trees: new TreeStore(strings) };
    this.#reader = schemaMessageReader(registry, { maxSpans: this.#limits.maxSpans });
    this.#outlines = outlineReader(this.#reader);
  }

  get state(): RecordingState {
    const left = this.#leftNotes;
    const more = left === 0 ? [] : [{ atMs: millis(this.#lastNanos), text: `${left} more notes are not kept` }];
    return {
      phase: this.#phase,
      detail: this.#detail,
      readBytes: this.#readBytes,
      startedAtNanos: this.#startedAtNanos,
      maker: this.#maker,
      notes: [...this.#notes, ...more],
    };
  }

  get connections(): readonly ConnectionRow[] {
    return [...this.#connections.values()].map(({ row }) => row);
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0 || (this.#phase !== "empty" && this.#phase !== "reading")) return;
    this.#phase = "reading";
    this.#readBytes += chunk.length;
    try {
      let wholeBytes = this.#parser.end().wholeBytes;
      for (const record of this.#parser.push(chunk)) {
        const limit = this.#take(record);
        if (limit !== undefined) {
          this.#stop("full", `${limit}: what comes after byte ${wholeBytes} of the recording is not shown`);
          return;
        }
        ({ wholeBytes } = this.#parser.end());
      }
    } catch (error) {
      if (!(error instanceof RecordingFileError)) throw error;
      this.#stop("damaged", error.message);
    }
  }

  end(): void {
    if (this.#phase !== "reading") return;
    const { isFinished, wholeBytes, cutBytes } = this.#parser.end();
    const cut = cutBytes === 0 ? "" : ` and ${cutBytes} bytes of a record that is not whole`;
    if (isFinished) this.#stop("finished", "");
    else this.#stop("cut", `it was not ended in order: there are ${wholeBytes} bytes of whole records${cut}`);
  }

  frame(connection: number, index: number): FrameRow {
    return this.#connection(connection).frame(index);
  }

  call(connection: number, index: number): CallRow {
    return this.#connection(connection).call(index);
  }

  framesOfCall(connection: number, call: number): readonly number[] {
    return this.#connection(connection).framesOfCall(call);
  }

  detail(connection: number, frame: number, options?: DetailOptions): Detail {
    return this.#connection(connection).detail(frame, options);
  }

  message(ref: MessageRef, options?: DetailOptions): Detail {
    return this.#connection(ref.connection).message(ref, options);
  }

  callsBetween(connection: number, fromMs: number, toMs: number, most: number): readonly number[] {
    return this.#connection(connection).callsBetween(fromMs, toMs, most);
  }

  windows(connection: number, fromMs: number, toMs: number, samples: number): readonly WindowSample[] {
    return this.#connection(connection).windows(fromMs, toMs, samples);
  }

  search(query: string, options: DetailOptions = {}): Generator<SearchHit | undefined, undefined, undefined> {
    return searchAll(this.#connections, query, options);
  }

  #connection(number: number): ConnectionModel {
    const connection = this.#connections.get(number);
    if (connection === undefined) throw new RangeError(`there is no connection ${number}`);
    return connection;
  }

  /** @returns the limit that is met, in words: the record is not taken then */
  #take(record: RecordingRecord): string | undefined {
    if (record.kind === "start") {
      this.#startedAtNanos = record.startedAtNanos;
      this.#maker = record.maker;
      return undefined;
    }
    if (record.atNanos > this.#lastNanos) this.#lastNanos = record.atNanos;
    const [atNanos, atMs] = [this.#lastNanos, millis(this.#lastNanos)];
    if (record.kind === "finished") return undefined;
    if (record.kind === "note") {
      this.#note(atMs, record.text);
      return undefined;
    }
    const known = this.#connections.get(record.connection);
    if (known === undefined && this.#connections.size >= this.#limits.maxConnections)
      return `more than ${this.#limits.maxConnections} connections`;
    if (record.kind === "opened") {
      if (known !== undefined) this.#note(atMs, `connection ${record.connection} is opened a second time`);
      else this.#add(record.connection, atMs, record);
      return undefined;
    }
    const connection = known ?? this.#add(record.connection, atMs, undefined);
    if (record.kind === "bytes") {
      const limit = this.#limitFor(record.bytes.length);
      if (limit !== undefined) return limit;
    }
    const { frames, calls } = connection.store;
    const before = { bytes: connection.keptBytes, frames: frames.length, calls: calls.length };
    if (record.kind === "bytes") connection.push(record.side, record.bytes, atNanos, atMs);
    else if (record.kind === "ended") connection.end(record.side, atNanos, atMs);
    else connection.close(record.reason, atNanos, atMs);
    this.#used.bytes += connection.keptBytes - before.bytes;
    this.#used.frames += frames.length - before.frames;
    this.#used.calls += calls.length - before.calls;
    return undefined;
  }

  /** Which limit so many more bytes would go beyond. */
  #limitFor(bytes: number): string | undefined {
    const { strings, trees } = this.#shared;
    const used = { ...this.#used, bytes: this.#used.bytes + bytes };
    return metLimit(used, strings.bytes + trees.bytes, this.#limits);
  }

  #add(number: number, beganAtMs: number, opened: ConnectionModel["row"]["opened"]): ConnectionModel {
    const { maxMessageBytes, maxHeldBytes } = this.#limits;
    const connection = new ConnectionModel({
      number,
      beganAtMs,
      opened,
      shared: this.#shared,
      reader: this.#reader,
      outlines: this.#outlines,
      maxMessageBytes,
      maxHeldBytes,
    });
    this.#connections.set(number, connection);
    return connection;
  }

  #note(atMs: number, text: string): void {
    if (this.#notes.length < this.#limits.maxNotes) this.#notes.push({ atMs, text });
    else this.#leftNotes++;
  }

  #stop(phase: RecordingState["phase"], detail: string): void {
    this.#phase = phase;
    this.#detail = detail;
    for (const connection of this.#connections.values()) connection.settle(this.#lastNanos);
  }
}
