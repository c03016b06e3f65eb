/**
 * A channel over one connection, for unary calls. Left out, and `spotwire/grpc` has it: reconnecting, retries, keepalive,
 * pools, compression, interceptors, observers. When the connection is lost, calls fail with UNAVAILABLE: connect again.
 */
import { RpcError } from "../grpc/errors.ts";
import { type CallOptions, DEFAULT_TIMEOUT_MS } from "../grpc/call-options.ts";
import { encodeFrame } from "../grpc/encoded-frame.ts";
import { Metadata } from "../grpc/metadata.ts";
import type { UnaryCaller } from "../grpc/unary-channel.ts";
import type { MessageDecoder, MessageEncoder } from "../wire/message-codec.ts";
import type { UnaryCall } from "../wire/method.ts";
import { type CallSink, LeanCall } from "./call.ts";
import type { Connection } from "./connection.ts";

/** As `spotwire`'s robots have it: images and maps are long. */
const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;
/** `grpc-timeout` has at most eight digits (gRPC over HTTP/2, "Requests"): a call of more than a day ends here alone. */
const MAX_TIMEOUT_VALUE = 99_999_999;
/** Call options that need what a lean channel lacks. */
const REFUSED = ["compress", "waitForReady", "observe"] as const;

/** How calls are made. */
export interface LeanChannelOptions {
  /** `:authority` of every call, for example `id.spot.robot`. */
  readonly authority: string;
  /** User token of a login, or a function that has the newest: sent as `authorization` with every call. */
  readonly token?: string | (() => string | undefined) | undefined;
  /** Longest message accepted, in bytes; default 100 MiB, as robots have it. */
  readonly maxReceiveMessageBytes?: number | undefined;
}

/** Carries unary calls until its connection ends. Keeps the process alive until it is closed. */
export class LeanChannel implements UnaryCaller {
  readonly authority: string;
  readonly #options: LeanChannelOptions;
  readonly #connection: Connection;
  readonly #running = new Set<LeanCall>();

  /** @param connection over which the calls go; it is the channel's from here on */
  constructor(connection: Connection, options: LeanChannelOptions) {
    this.authority = options.authority;
    this.#options = options;
    this.#connection = connection;
  }

  /**
   * Call a unary method. Of `options`, `compress`, `waitForReady` and `observe` are refused.
   * @throws {RpcError} any status but OK; UNAVAILABLE with a `TransportError` as cause once the connection is gone
   * @throws {TypeError | RangeError} the options make no sense, or the request does not encode; nothing was sent
   */
  unary<II, O>(method: UnaryCall<II, O>, request: II, options: CallOptions = {}): Promise<O> {
    return new Promise((resolve, reject: (error: Error) => void) => {
      let response: Uint8Array | undefined;
      const call = this.begin(method, request, options, {
        onMessage(bytes) {
          if (response === undefined) response = bytes;
          else call.cancel("INTERNAL", "more than one response message");
        },
        onDone(error) {
          try {
            if (error !== undefined) throw error;
            if (response === undefined) throw new RpcError("INTERNAL", method.path, "no response message");
            resolve(decodeMessage(method, response));
          } catch (refusal) {
            reject(refusal as Error);
          }
        },
      });
    });
  }

  /** End running calls with CANCELLED, send GOAWAY, close the socket; resolves when it is closed. Later calls fail. */
  close(): Promise<void> {
    for (const call of this.#running) call.cancel("CANCELLED", "the channel was closed");
    return this.#connection.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Begin a call of one request. @throws {TypeError | RangeError} it makes no sense */
  protected begin<II>(
    { path, input }: { readonly path: string; readonly input: MessageEncoder<II> },
    request: II,
    options: CallOptions,
    sink: CallSink,
  ): LeanCall {
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
    const refused = REFUSED.find((name) => options[name]);
    if (refused !== undefined) throw new TypeError(`a lean channel has no ${refused}: use spotwire/grpc`);
    if (Number.isNaN(timeoutMs)) throw new RangeError("timeoutMs is NaN");
    const { authority, maxReceiveMessageBytes = MAX_MESSAGE_BYTES, token } = this.#options;
    const current = typeof token === "function" ? token() : token;
    const headers = {
      ":path": path,
      ":authority": authority,
      ":method": "POST",
      ":scheme": "https",
      "content-type": "application/grpc",
      te: "trailers",
      ...(timeoutMs <= MAX_TIMEOUT_VALUE && { "grpc-timeout": `${Math.ceil(timeoutMs)}m` }),
      "user-agent": "spotwire",
      ...(current !== undefined && new Metadata({ authorization: `Bearer ${current}` }).toHeaderFields()),
      ...new Metadata(options.metadata).toHeaderFields(),
    };
    return new LeanCall({
      connection: this.#connection,
      path,
      headers,
      frame: encodeFrame(input, request),
      options,
      timeoutMs,
      maxReceiveMessageBytes: options.maxReceiveMessageBytes ?? maxReceiveMessageBytes,
      sink,
      running: this.#running,
    });
  }
}

/** Decode one response. @throws {RpcError} it is not the message it should be */
export function decodeMessage<O>(
  { path, output }: { readonly path: string; readonly output: MessageDecoder<O> },
  bytes: Uint8Array,
): O {
  try {
    return output.decode(bytes);
  } catch (cause) {
    throw new RpcError("INTERNAL", path, `the response does not decode: ${String(cause)}`, { cause });
  }
}
