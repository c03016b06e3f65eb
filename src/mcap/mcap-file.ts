/**
 * An MCAP file (https://mcap.dev/spec), written message by message. Messages gather in a chunk, which goes to the file when
 * it is full; then a reader finds it whatever becomes of the rest.
 */
import { McapWriter } from "@mcap/core";
import { apiSchema, SchemaRegistry } from "../reflect/index.ts";
import { VERSION } from "../version.ts";
import { fileDescriptorSet } from "./descriptor-set.ts";
import type { McapFileError } from "./errors.ts";
import { FOXGLOVE_SCHEMA } from "./foxglove-schema.ts";
import type { McapSink } from "./sink.ts";

/** How to write. */
export interface McapFileOptions {
  /**
   * Where types are looked up. Default: the robot's API, and those types of Foxglove's that `spotwire record` writes.
   */
  readonly registry?: SchemaRegistry | undefined;
  /** A chunk goes to the file when it is longer, in bytes; so much is lost where a process is killed. Default 256 KiB. */
  readonly chunkBytes?: number | undefined;
}

/** When a message was, in nanoseconds since 1970 by this machine's clock. */
export interface McapTimes {
  /** What readers order messages by. */
  readonly logTime: bigint;
  /** Default: as `logTime`. */
  readonly publishTime?: bigint | undefined;
}

/** A topic of a file. */
export interface McapTopic {
  readonly name: string;
  /** Full protobuf name of its messages. */
  readonly typeName: string;
}

const DEFAULT_CHUNK_BYTES = 256 * 1024;

/** An MCAP file that is being written. Make it with `createMcap`; hold it with `await using`. */
export class McapFile implements AsyncDisposable {
  readonly #sink: McapSink;
  readonly #registry: SchemaRegistry;
  readonly #writer: McapWriter;
  readonly #schemas = new Map<string, Promise<number>>();
  readonly #channels = new Map<McapTopic, { readonly id: number; count: number }>();
  /** The writer takes one thing at a time. */
  #turn: Promise<unknown>;
  #isOpen = true;
  #failure: McapFileError | undefined;

  /** Use `createMcap`, unless the bytes go elsewhere than to a file. */
  constructor(sink: McapSink, { registry, chunkBytes = DEFAULT_CHUNK_BYTES }: McapFileOptions = {}) {
    this.#sink = sink;
    this.#registry = registry ?? new SchemaRegistry(apiSchema(), FOXGLOVE_SCHEMA);
    this.#writer = new McapWriter({
      chunkSize: chunkBytes,
      writable: {
        write: (bytes) => this.#append(bytes),
        position: () => BigInt(sink.size),
      },
    });
    this.#turn = this.#writer.start({ profile: "", library: `spotwire ${VERSION}` });
    // Whoever writes hears of it.
    this.#turn.catch(() => undefined);
  }

  /** Bytes that are in the file. */
  get size(): number {
    return this.#sink.size;
  }

  /** Whether more may be written: not after `finish`, `close` or a failure. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Messages written, by topic. */
  get counts(): ReadonlyMap<string, number> {
    return new Map([...this.#channels].map(([{ name }, { count }]) => [name, count]));
  }

  /**
   * Name a topic; it is in the file from its first message on.
   * @throws {SchemaError} there is no message type of that name
   */
  topic(name: string, typeName: string): McapTopic {
    this.#registry.message(typeName);
    return { name, typeName };
  }

  /**
   * Write a message, as it is encoded. `bytes` must not change until the promise resolves; wait for it before you write on,
   * or what is not written yet piles up.
   * @throws {McapFileError} `MCAP_FILE_UNWRITABLE`: the disk is full, for example; the file is closed, and holds the chunks
   * before
   * @throws {TypeError} the file is closed
   */
  write(topic: McapTopic, bytes: Uint8Array, { logTime, publishTime = logTime }: McapTimes): Promise<void> {
    return this.#next(async () => {
      const channel = await this.#channelOf(topic);
      const sequence = channel.count % 2 ** 32;
      await this.#writer.addMessage({ channelId: channel.id, sequence, logTime, publishTime, data: bytes });
      channel.count++;
    });
  }

  /** Write the last chunk, and the index that readers look for at the end. Nothing if it is closed. @throws as `write` */
  async finish(): Promise<void> {
    if (!this.#isOpen) return;
    await this.#next(() => this.#writer.end());
    await this.close();
  }

  /** Close the file as it is, without the last chunk and an index. */
  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#turn.catch(() => undefined);
    await this.#sink.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #next(write: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(() => {
      if (this.#failure !== undefined) throw this.#failure;
      if (!this.#isOpen) throw new TypeError("the MCAP file is closed");
      return write();
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #channelOf(topic: McapTopic): Promise<{ readonly id: number; count: number }> {
    let channel = this.#channels.get(topic);
    if (channel === undefined) {
      const { name, typeName } = topic;
      let schema = this.#schemas.get(typeName);
      if (schema === undefined) {
        const data = fileDescriptorSet(this.#registry, typeName);
        schema = this.#writer.registerSchema({ name: typeName, encoding: "protobuf", data });
        this.#schemas.set(typeName, schema);
      }
      const info = { topic: name, messageEncoding: "protobuf", schemaId: await schema, metadata: new Map() };
      channel = { id: await this.#writer.registerChannel(info), count: 0 };
      this.#channels.set(topic, channel);
    }
    return channel;
  }

  async #append(bytes: Uint8Array): Promise<void> {
    try {
      await this.#sink.write(bytes);
    } catch (error) {
      this.#failure = error as McapFileError;
      this.#isOpen = false;
      await this.#sink.close();
      throw error;
    }
  }
}
