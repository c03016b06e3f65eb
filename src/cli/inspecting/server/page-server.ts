/**
 * The inspector's page and one recording on this machine's loopback. It knows two paths, reads the file as it is asked for,
 * and gives it to nobody but the page itself.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { followRecording } from "./follow-recording.ts";
import { refusalOf } from "./request-guard.ts";

/** What to serve, and where. */
export interface PageServerOptions {
  /** The page, its policy in a `<meta>`. */
  readonly html: string;
  /** Path of a recording; `undefined` for the page alone. */
  readonly recording: string | undefined;
  /** `127.0.0.1` or `::1`. @throws {RangeError} it is another */
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Milliseconds after which to look whether the file has grown, where the system does not tell. Default 500. */
  readonly pollMs?: number;
}

/** A server that runs until it is closed. */
export interface PageServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** What to open: behind its `#` is the key, which browsers do not send and which the page gives back. */
  readonly url: string;
  readonly key: string;
  /** Close it and every connection. */
  close(): Promise<void>;
}

/** Addresses that nothing from outside reaches. */
export const LOOPBACK_ADDRESSES: readonly string[] = ["127.0.0.1", "::1"];

/** For one person with some tabs; who sends slowly is sent away. */
const LIMITS = {
  maxHeaderSize: 8 * 1024,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
} as const;
const MAX_CONNECTIONS = 32;
const MAX_READERS = 8;
const KEY_BYTES = 16;
const DEFAULT_POLL_MS = 500;

const HEADERS = {
  "Cache-Control": "no-store",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
} as const;

/**
 * Serve the page.
 * @throws {RangeError} the address is none of loopback
 * @throws {Error} the port cannot be listened on
 */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const { html, recording, host, port, pollMs = DEFAULT_POLL_MS } = options;
  if (!LOOPBACK_ADDRESSES.includes(host)) throw new RangeError(`${host} is not ${LOOPBACK_ADDRESSES.join(" or ")}`);
  const key = randomBytes(KEY_BYTES).toString("base64url");
  const site = new Site(html, recording, key, pollMs);
  const server = createServer(LIMITS, (request, response) => site.answer(request, response));
  server.maxConnections = MAX_CONNECTIONS;
  server.listen(port, host);
  await once(server, "listening");
  const { port: actual } = server.address() as AddressInfo;
  site.port = actual;
  const close = (): Promise<void> => closed(server);
  return {
    host,
    port: actual,
    key,
    url: `http://${host.includes(":") ? `[${host}]` : host}:${actual}/#${key}`,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function closed(server: Server): Promise<void> {
  if (!server.listening) return;
  const closing = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closing;
}

class Site {
  readonly #html: string;
  readonly #policy: string;
  readonly #recording: string | undefined;
  readonly #key: string;
  readonly #pollMs: number;
  #readers = 0;
  port = 0;

  constructor(html: string, recording: string | undefined, key: string, pollMs: number) {
    this.#html = html;
    this.#policy = `${policyOf(html)}; frame-ancestors 'none'`;
    this.#recording = recording;
    this.#key = key;
    this.#pollMs = pollMs;
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    response.setHeader("Content-Security-Policy", this.#policy);
    const refusal = refusalOf(request, this.port, this.#key);
    if (refusal !== undefined) say(response, refusal.status, refusal.text);
    else if (request.url === "/") this.#page(request, response);
    else if (this.#recording === undefined) response.writeHead(204).end();
    else void this.#stream(this.#recording, request, response);
  }

  #page({ method }: IncomingMessage, response: ServerResponse): void {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.setHeader("Content-Length", Buffer.byteLength(this.#html));
    response.end(method === "HEAD" ? undefined : this.#html);
  }

  /** Never rejects: what goes wrong is said as far as it still can be. */
  async #stream(path: string, { method }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#readers >= MAX_READERS) {
      say(response, 503, `${MAX_READERS} readers are here already: close a tab.`);
      return;
    }
    this.#readers++;
    const control = new AbortController();
    response.on("close", () => control.abort());
    try {
      const { size } = await stat(path);
      response.setHeader("Content-Type", "application/octet-stream");
      // How much is there already, so that the page knows when it is up to date.
      response.setHeader("Spotwire-Recording-Bytes", size);
      response.setHeader("Spotwire-Recording-Name", encodeURIComponent(basename(path)));
      response.flushHeaders();
      if (method === "HEAD") response.end();
      else {
        const bytes = followRecording(path, { signal: control.signal, pollMs: this.#pollMs });
        await pipeline(Readable.from(bytes, { objectMode: false, highWaterMark: 1 }), response);
      }
    } catch (error) {
      if (response.headersSent) response.destroy();
      else say(response, 500, `The recording cannot be read: ${(error as Error).message}`);
    } finally {
      control.abort();
      this.#readers--;
    }
  }
}

/** What the page allows itself: the same holds by header. */
function policyOf(html: string): string {
  return /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1] ?? "default-src 'none'";
}

function say(response: ServerResponse, status: number, text: string): void {
  // Whatever else the connection holds is not waited for.
  response.setHeader("Connection", "close");
  response.setHeader("Content-Type", "text/plain; charset=utf-8");
  response.writeHead(status).end(`${text}\n`);
}
