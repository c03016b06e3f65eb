/**
 * Asks an inventory where a robot is: one GET over HTTPS (or HTTP on loopback), one JSON answer. An inventory's word is
 * only an address: whether a robot is there is for its certificates to say.
 */
import { parseAddress } from "./address.ts";
import { DiscoveryError } from "./errors.ts";
import type { Resolver, RobotEndpoint } from "./resolver.ts";

/** How to ask. */
export interface HttpLookupOptions {
  /** Sent with the request, such as an `authorization` of the inventory's own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default 5000. */
  readonly timeoutMs?: number;
  /** Default: the runtime's own `fetch`. */
  readonly fetch?: typeof globalThis.fetch;
}

const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * Make a resolver that asks a URL. The answer is JSON: `"192.168.80.3"`, `{ "host": "spot-7", "port": 443 }`, or a list
 * of such, best first.
 * @throws {DiscoveryError} `ADDRESS_INVALID`: the URL is none, or is in cleartext to somewhere else than this machine
 */
export function httpLookup(url: string | URL, options: HttpLookupOptions = {}): Resolver {
  const parsed = checkUrl(url);
  const shown = `${parsed.origin}${parsed.pathname}`;
  const { headers = {}, timeoutMs = 5000, fetch = globalThis.fetch } = options;
  return {
    describe: () => `the robot that ${shown} names`,
    async resolve({ signal } = {}) {
      signal?.throwIfAborted();
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        const response = await fetch(parsed, {
          headers: { accept: "application/json", ...headers },
          redirect: "error",
          signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
        });
        if (!response.ok) throw failed(shown, `HTTP status ${response.status}`);
        return endpoints(shown, await readLimited(shown, response));
      } catch (cause) {
        signal?.throwIfAborted();
        if (cause instanceof DiscoveryError) throw cause;
        const why = limit.aborted ? `no answer within ${timeoutMs} ms` : rootMessage(cause);
        throw failed(shown, why, cause);
      }
    },
  };
}

function checkUrl(url: string | URL): URL {
  const parsed = URL.canParse(String(url)) ? new URL(url) : undefined;
  const isLocal = parsed !== undefined && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(parsed.hostname);
  if (parsed?.protocol === "https:" || (parsed?.protocol === "http:" && isLocal)) return parsed;
  throw new DiscoveryError("ADDRESS_INVALID", "a lookup needs an https:// URL (http:// only for this machine itself)");
}

async function readLimited(shown: string, response: Response): Promise<unknown> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > MAX_ANSWER_BYTES) throw failed(shown, `its answer is longer than ${MAX_ANSWER_BYTES} bytes`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw failed(shown, "its answer is not JSON", cause);
  }
}

function endpoints(shown: string, answer: unknown): RobotEndpoint[] {
  const list: unknown[] = Array.isArray(answer) ? answer : [answer];
  if (list.length === 0) throw failed(shown, "it knows of no robot");
  return list.map((each) => {
    if (typeof each === "string") return parseAddress(each);
    const { host, port } = (typeof each === "object" && each !== null ? each : {}) as Record<string, unknown>;
    if (typeof host !== "string" || (port !== undefined && typeof port !== "number")) {
      throw failed(shown, 'its answer has no {"host", "port"}');
    }
    const bracketed = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
    return parseAddress(port === undefined ? bracketed : `${bracketed}:${port}`);
  });
}

function failed(shown: string, why: string, cause?: unknown): DiscoveryError {
  return new DiscoveryError("DISCOVERY_LOOKUP_FAILED", `${shown} does not say where the robot is: ${why}`, { cause });
}

/** `fetch` says "fetch failed"; what failed is its cause. */
function rootMessage(error: unknown): string {
  let last = error;
  while (last instanceof Error && last.cause instanceof Error) last = last.cause;
  return last instanceof Error ? last.message : String(last);
}
