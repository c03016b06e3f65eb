/** The requests of one call: frames in, decoded messages out, decompressed and decoded as the handler takes them. */
import type { MessageCodec } from "../../wire/message-codec.ts";
import { FramingError, RpcError } from "../errors.ts";
import { type FramedMessage, MessageDeframer } from "../framing.ts";
import type { MessageEncoding } from "../message-encoding.ts";
import { MessageQueue, type Valve } from "../message-queue.ts";

/** What is known of the requests before they come. */
export interface RequestReaderOptions {
  readonly path: string;
  readonly codec: Pick<MessageCodec<unknown>, "decode">;
  /** Bounds a message as it is sent, and again decompressed. */
  readonly maxMessageBytes: number;
  /** The request's `grpc-encoding`; `undefined` for none or identity. */
  readonly encoding: MessageEncoding | undefined;
}

/** An iterable of requests. What waits in it is bounded; past the bound, the client waits. */
export class RequestReader implements AsyncIterable<unknown> {
  readonly #options: RequestReaderOptions;
  readonly #deframer: MessageDeframer;
  readonly #queue: MessageQueue<unknown>;

  constructor(options: RequestReaderOptions) {
    this.#options = options;
    this.#deframer = new MessageDeframer(options.maxMessageBytes);
    this.#queue = new MessageQueue((message) => this.#open(message));
  }

  /** Name the stream that is to wait when the handler does not keep up. */
  attach(valve: Valve): void {
    this.#queue.attach(valve);
  }

  /**
   * Bytes of DATA have come.
   * @returns whether they completed a message
   * @throws {FramingError} they are not messages, or one is too long
   * @throws {RpcError} INTERNAL: a message is compressed, but the request names no encoding (gRPC, "Compression")
   */
  push(chunk: Uint8Array): boolean {
    const messages = this.#deframer.push(chunk);
    for (const message of messages) {
      if (message.compressed && this.#options.encoding === undefined) {
        throw new RpcError("INTERNAL", this.#options.path, "the request is compressed, but names no encoding");
      }
      this.#queue.push(message);
    }
    return messages.length > 0;
  }

  /** The client has half-closed. @throws {FramingError} `FRAMING_TRUNCATED`: in the middle of a message */
  endOfStream(): void {
    this.#deframer.end();
    this.#queue.end();
  }

  /** The call is over: whoever waits for a request hears why. */
  end(reason: RpcError | undefined): void {
    this.#queue.end(reason);
  }

  [Symbol.asyncIterator](): AsyncIterator<unknown, undefined> {
    return { next: () => this.#queue.next() };
  }

  #open({ compressed, bytes }: FramedMessage): unknown {
    const { encoding } = this.#options;
    // Without a promise where there is nothing to wait for: most calls are not compressed.
    return compressed && encoding !== undefined ? this.#inflate(encoding, bytes) : this.#decode(bytes);
  }

  async #inflate(encoding: MessageEncoding, bytes: Uint8Array): Promise<unknown> {
    const { path, maxMessageBytes } = this.#options;
    let inflated: Uint8Array;
    try {
      inflated = await encoding.decompress(bytes, maxMessageBytes);
    } catch (cause) {
      const status = cause instanceof FramingError && cause.status !== "OK" ? cause.status : "INTERNAL";
      throw new RpcError(status, path, cause instanceof Error ? cause.message : String(cause), { cause });
    }
    return this.#decode(inflated);
  }

  #decode(bytes: Uint8Array): unknown {
    try {
      return this.#options.codec.decode(bytes);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new RpcError("INTERNAL", this.#options.path, `the request does not decode: ${why}`, { cause });
    }
  }
}
