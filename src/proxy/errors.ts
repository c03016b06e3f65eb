/** What goes wrong between us and a tunnel through a proxy. */
import { SpotError } from "../errors.ts";

/** Why there is no tunnel. */
export type ProxyErrorCode =
  | "PROXY_URL_INVALID"
  | "PROXY_UNREACHABLE"
  | "PROXY_UNTRUSTED"
  | "PROXY_PROTOCOL"
  | "PROXY_TIMEOUT"
  | "PROXY_CLOSED"
  | "PROXY_AUTHENTICATION_REQUIRED"
  | "PROXY_FORBIDDEN"
  | "PROXY_BAD_GATEWAY"
  | "PROXY_GATEWAY_TIMEOUT"
  | "PROXY_REFUSED";

/** The codes after which the same attempt may succeed with nothing changed but the network. */
const RETRYABLE: ReadonlySet<ProxyErrorCode> = new Set<ProxyErrorCode>([
  "PROXY_UNREACHABLE",
  "PROXY_TIMEOUT",
  "PROXY_CLOSED",
  "PROXY_BAD_GATEWAY",
  "PROXY_GATEWAY_TIMEOUT",
]);

/** Facts of a {@link ProxyError} besides its code and text. */
export interface ProxyErrorOptions extends ErrorOptions {
  /** The proxy's answer to CONNECT. */
  readonly httpStatus?: number | undefined;
}

/** No tunnel: the proxy is not there, is not what it should be, or does not let us through. */
export class ProxyError extends SpotError {
  readonly code: ProxyErrorCode;
  readonly retryable: boolean;
  /** Which proxy: `http://host:port`, never with credentials. Empty where its URL is none. */
  readonly proxy: string;
  /** The proxy's answer to CONNECT, where there was one: an HTTP status other than 2xx. */
  readonly httpStatus: number | undefined;

  constructor(code: ProxyErrorCode, proxy: string, detail: string, options: ProxyErrorOptions = {}) {
    const { httpStatus } = options;
    super(proxy === "" ? detail : `proxy ${proxy}: ${detail}`, options);
    this.code = code;
    this.proxy = proxy;
    this.httpStatus = httpStatus;
    // RFC 9110 §15.6.4 and RFC 6585 §4: 503 and 429 ask for patience
    this.retryable = RETRYABLE.has(code) || httpStatus === 503 || httpStatus === 429;
  }
}
