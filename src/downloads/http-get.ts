/**
 * One GET over a verified connection of its own. The body is handed on as it is read, so that a slow reader slows the
 * robot; the time limit counts silence only while somebody waits for the robot.
 */
import { type IncomingMessage, request as httpRequest } from "node:http";
import type { Socket } from "node:net";
import type { Clock } from "../grpc/index.ts";
import { DownloadError } from "./errors.ts";

/** What to get, and how. */
export interface HttpGetOptions {
  readonly socket: Socket;
  readonly hostHeader: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Longest silence, in milliseconds. */
  readonly idleTimeoutMs: number;
  readonly clock: Clock;
  /** Ends it in any phase with its reason. */
  readonly signal: AbortSignal;
}

/** What came back. `close` it, or read its body to the end. */
export interface HttpAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  /** Reads once; leaving the loop closes the connection. */
  readonly body: AsyncGenerator<Uint8Array, undefined, undefined>;
  close(): void;
}

/** Longest headers taken, in bytes. */
const MAX_HEADER_BYTES = 16_384;

/**
 * Send the request, and wait for the head of the answer.
 * @throws {DownloadError} `DOWNLOAD_TIMED_OUT`, `DOWNLOAD_INTERRUPTED`, `DOWNLOAD_UNEXPECTED`: no HTTP, and so no answer
 * @throws the signal's reason
 */
export async function httpGet(options: HttpGetOptions): Promise<HttpAnswer> {
  const { socket, hostHeader, path, headers, signal } = options;
  const close = (): void => void socket.destroy();
  signal.addEventListener("abort", close, { once: true });
  socket.once("close", () => signal.removeEventListener("abort", close));
  try {
    signal.throwIfAborted();
    const response = await inTime(
      new Promise<IncomingMessage>((resolve, reject) => {
        const request = httpRequest({
          // Without an agent: one request, then the connection is closed.
          createConnection: () => socket,
          method: "GET",
          path,
          headers: { ...headers, host: hostHeader, "accept-encoding": "identity", connection: "close" },
          maxHeaderSize: MAX_HEADER_BYTES,
        });
        request.on("error", reject);
        request.on("response", resolve);
        request.end();
      }),
      options,
    );
    response.on("error", () => undefined); // one that nobody reads any more may still fail
    return {
      status: response.statusCode ?? 0,
      header: (name) => {
        const value = response.headers[name];
        return Array.isArray(value) ? value[0] : value;
      },
      body: bodyOf(response, options, close),
      close,
    };
  } catch (error) {
    close();
    throw failure(error, signal);
  }
}

async function* bodyOf(
  response: IncomingMessage,
  options: HttpGetOptions,
  close: () => void,
): AsyncGenerator<Uint8Array, undefined, undefined> {
  const chunks = (response as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      let next;
      try {
        next = await inTime(chunks.next(), options);
        options.signal.throwIfAborted();
      } catch (error) {
        throw failure(error, options.signal);
      }
      if (next.done === true) break;
      yield next.value;
    }
    if (!response.complete) throw interrupted();
  } finally {
    close();
  }
}

/** Wait for the robot, but not for ever. */
function inTime<T>(promise: Promise<T>, { clock, idleTimeoutMs }: HttpGetOptions): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(idleTimeoutMs, () => {
      reject(new DownloadError("DOWNLOAD_TIMED_OUT", `the robot said nothing for ${idleTimeoutMs} ms; try again`));
    });
    promise.then(resolve, reject).finally(cancel);
  });
}

function failure(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof DownloadError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code.startsWith("HPE_")) {
    return new DownloadError("DOWNLOAD_UNEXPECTED", "what came back is not HTTP/1.1", { cause: error });
  }
  return interrupted(error);
}

function interrupted(cause?: unknown): DownloadError {
  return new DownloadError("DOWNLOAD_INTERRUPTED", "the connection ended before the file did; try again", { cause });
}
