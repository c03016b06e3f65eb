/** Which proxy, and how to present oneself to it: a URL and options, checked before anything is connected. */
import { ProxyError } from "./errors.ts";

/** How to use a proxy. */
export interface ProxyOptions {
  /** User name for the proxy; default: the one in the URL. Sent by the scheme Basic (RFC 7617), in clear text to `http://`. */
  readonly username?: string;
  /** Password to go with it; default: the one in the URL. */
  readonly password?: string;
  /** More header fields for the CONNECT request, `{ "proxy-authorization": "Bearer …" }` for example. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Trust anchors for the certificate of an `https://` proxy, PEM, in place of the system's roots. */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[];
  /** Budget for reaching the proxy and its answer together, in milliseconds, 1 to 2 147 483 647; default 10 000. */
  readonly timeoutMs?: number;
}

/** A proxy, ready to be asked. */
export interface ProxyServer {
  /** For messages: `http://host:port`. */
  readonly name: string;
  readonly isSecure: boolean;
  /** IP address (IPv6 without brackets) or host name. */
  readonly host: string;
  readonly port: number;
  /** Header fields of every CONNECT request, credentials among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly ca: (string | Buffer)[] | undefined;
  readonly timeoutMs: number;
}

const MAX_TIMEOUT_MS = 2_147_483_647;

/**
 * Read a proxy's URL. One without a scheme is `http://`, as proxy variables have it; a path is ignored.
 * @throws {ProxyError} `PROXY_URL_INVALID`
 * @throws {RangeError | TypeError} the options make no sense
 */
export function proxyServer(url: string | URL, options: ProxyOptions = {}): ProxyServer {
  const { protocol, hostname, port, username, password } = parse(String(url));
  const isSecure = protocol === "https:";
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const portNumber = port === "" ? (isSecure ? 443 : 80) : Number(port);
  const { timeoutMs = 10_000, ca } = options;
  if (!(timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS)) {
    throw new RangeError(`proxyTunnel: timeoutMs is not within 1 to ${MAX_TIMEOUT_MS}`);
  }
  const authorization = basic(options.username ?? decoded(username), options.password ?? decoded(password));
  return {
    name: `${protocol}//${hostname}:${portNumber}`,
    isSecure,
    host,
    port: portNumber,
    headers: { ...(authorization === undefined ? {} : { "proxy-authorization": authorization }), ...options.headers },
    ca: ca === undefined ? undefined : (Array.isArray(ca) ? ca : [ca as string | Uint8Array]).map(pem),
    timeoutMs,
  };
}

function parse(text: string): URL {
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const whole = hasScheme ? text : `http://${text}`;
  // The text itself is not repeated: a password may be anywhere in it
  if (!URL.canParse(whole)) {
    throw invalid("the URL of the proxy cannot be read; it looks like http://proxy.example:3128");
  }
  const url = new URL(whole);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw invalid(`a proxy of ${url.protocol}//; give one of http:// or https://, or make the link yourself`);
  }
  return url;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid("the credentials in the proxy's URL are not percent-encoded; write % as %25 in them");
  }
}

/** RFC 7617 §2, in UTF-8. */
function basic(username: string, password: string): string | undefined {
  if (username === "" && password === "") return undefined;
  if (username.includes(":")) throw new TypeError("proxyTunnel: a user name with a colon cannot be sent (RFC 7617 §2)");
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function pem(text: string | Uint8Array): string | Buffer {
  return typeof text === "string" ? text : Buffer.from(text);
}

function invalid(detail: string): ProxyError {
  return new ProxyError("PROXY_URL_INVALID", "", detail);
}
