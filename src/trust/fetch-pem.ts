/**
 * Fetches a small text over HTTPS, with bounds on all it may do. The server is checked by the system's roots and its name,
 * as on the web; what it sends is judged by fingerprint afterwards, so all it can do is to fail.
 */
import type { IncomingMessage } from "node:http";
import { get } from "node:https";
import { VERSION } from "../version.ts";
import { AnchorError } from "./errors.ts";

/** How to fetch. */
export interface FetchPemOptions {
  /** `https:` alone, without a user name. */
  readonly url: string;
  /** Budget for all of it, in milliseconds; default 15 000. */
  readonly timeoutMs?: number | undefined;
  /** Default 65 536; the file is about 2 kB. */
  readonly maxBytes?: number | undefined;
  /** PEM of the roots to check the server by; default: the system's, as Node has them. */
  readonly ca?: string | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Fetch one text. Redirects are not followed.
 * @throws {AnchorError} `TRUST_ANCHOR_NOT_FETCHED`
 * @throws the signal's reason, if it was aborted
 */
export async function fetchPem(options: FetchPemOptions): Promise<string> {
  const { timeoutMs = 15_000, signal } = options;
  const url = checkUrl(options.url);
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    return await fetchBody(url, options, signal === undefined ? timeout : AbortSignal.any([signal, timeout]));
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof AnchorError) throw cause;
    const detail = timeout.aborted ? `no answer within ${timeoutMs} ms` : (cause as Error).message;
    throw notFetched(url.href, `${detail}; is this computer online? Else: spotwire trust import FILE`, cause);
  }
}

function fetchBody(url: URL, { ca, maxBytes = 65_536 }: FetchPemOptions, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(
      url,
      {
        ...(ca === undefined ? {} : { ca }),
        agent: false, // no connection outlives this
        rejectUnauthorized: true, // whatever NODE_TLS_REJECT_UNAUTHORIZED says
        minVersion: "TLSv1.2",
        headers: { "user-agent": `spotwire/${VERSION}`, accept: "*/*" },
        signal,
      },
      (response) => {
        readBody(response, url, maxBytes).then(resolve, (error: unknown) => {
          request.destroy();
          reject(error instanceof Error ? error : new Error(String(error)));
        });
      },
    );
    request.on("error", reject);
  });
}

async function readBody(response: IncomingMessage, url: URL, maxBytes: number): Promise<string> {
  const { statusCode = 0 } = response;
  if (statusCode >= 300 && statusCode < 400) {
    throw notFetched(url.href, "it redirects elsewhere, which is not followed; pass the final address as --url");
  }
  if (statusCode !== 200)
    throw notFetched(url.href, `the server answers ${statusCode}; pass a mirror's address as --url`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw notFetched(url.href, `more than ${maxBytes} bytes, so it is no certificate`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("latin1");
}

function checkUrl(text: string): URL {
  if (!URL.canParse(text)) throw notFetched(text, "is no URL");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") {
    throw notFetched(
      `https://…@${url.host}${url.pathname}`,
      "a password in an address can be read by others; leave it out",
    );
  }
  if (url.protocol !== "https:") throw notFetched(text, "only https: is fetched");
  return url;
}

function notFetched(url: string, detail: string, cause?: unknown): AnchorError {
  const isNetwork = cause !== undefined;
  return new AnchorError("TRUST_ANCHOR_NOT_FETCHED", `${url}: ${detail}`, { cause, retryable: isNetwork });
}
