/**
 * Which requests the inspector's server answers. A recording holds passwords, and every page that a browser shows can send
 * requests to this machine: so the name that was asked for, where the request comes from and the key must all be right.
 */
import { timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** What of a request is judged. */
export interface JudgedRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** Why a request is not answered. */
export interface Refusal {
  readonly status: number;
  /** A sentence for whoever looks. */
  readonly text: string;
}

const METHODS = ["GET", "HEAD"];
const PATHS = ["/", "/recording"];
const LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"];
/** Of requests by this page itself, and by a person who typed the address. */
const OWN_SITES = ["same-origin", "none"];
const HTTP_PORT = 80;

/**
 * Judge a request. A name of somebody else's that leads here (DNS rebinding) is no name of ours; a page from elsewhere says
 * so in `Origin` or `Sec-Fetch-Site`; another user of this machine does not know the key.
 * @param key what `/recording` is given for
 * @returns `undefined` if it may be answered
 */
export function refusalOf({ method, url, headers }: JudgedRequest, port: number, key: string): Refusal | undefined {
  const { host = "", origin, authorization } = headers;
  if (!ownHosts(port).includes(host.toLowerCase())) {
    return { status: 421, text: "This server answers to the names of this machine's loopback alone." };
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return { status: 403, text: "Pages from elsewhere get nothing here." };
  }
  const site = headers["sec-fetch-site"];
  if (site !== undefined && !OWN_SITES.includes(site)) {
    return { status: 403, text: "Pages from elsewhere get nothing here." };
  }
  if (!METHODS.includes(method ?? "")) return { status: 405, text: "GET and HEAD are all that there is." };
  if (!PATHS.includes(url ?? "")) return { status: 404, text: "There is / and /recording, and nothing else." };
  if (url === "/recording" && !isSame(authorization ?? "", `Bearer ${key}`)) {
    return { status: 401, text: "The address has no key, or an old one: take it whole from the terminal." };
  }
  return undefined;
}

function ownHosts(port: number): string[] {
  const hosts = LOOPBACK_NAMES.map((name) => `${name}:${port}`);
  return port === HTTP_PORT ? [...hosts, ...LOOPBACK_NAMES] : hosts;
}

/** In a time that does not tell how much of it is right. */
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
