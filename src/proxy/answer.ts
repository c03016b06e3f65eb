/** What a proxy's answer to CONNECT means. */
import type { Duplex } from "node:stream";
import { ProxyError, type ProxyErrorCode } from "./errors.ts";
import type { ProxyServer } from "./proxy-server.ts";

/** How CONNECT is asked, whatever the version of HTTP. */
export interface ConnectRequest {
  readonly proxy: ProxyServer;
  /** Where to: `host:port`. */
  readonly authority: string;
  readonly signal: AbortSignal;
}

/** What came back. */
export interface ConnectAnswer {
  readonly httpStatus: number;
  /** The tunnel, if the status is 2xx. */
  readonly stream: Duplex;
}

/** The tunnel of a good answer. @throws {ProxyError} the proxy refuses */
export function answerOf({ httpStatus, stream }: ConnectAnswer, proxy: ProxyServer, authority: string): Duplex {
  // RFC 9110 §9.3.6: "Any 2xx (Successful) response indicates that the sender … will switch to tunnel mode"
  if (httpStatus >= 200 && httpStatus < 300) return stream;
  stream.on("error", () => undefined).destroy();
  throw refused(httpStatus, proxy, authority);
}

function refused(httpStatus: number, { name, headers }: ProxyServer, authority: string): ProxyError {
  const [code, detail] = ((): readonly [ProxyErrorCode, string] => {
    switch (httpStatus) {
      case 407: {
        const remedy = Object.keys(headers).some((field) => field.toLowerCase() === "proxy-authorization")
          ? "it does not accept these credentials; check user name and password"
          : "it wants credentials; put them in its URL (http://user:password@…) or pass username and password";
        return ["PROXY_AUTHENTICATION_REQUIRED", remedy];
      }
      case 403:
        return ["PROXY_FORBIDDEN", "it does not allow tunnels to this host or port; ask whoever runs it"];
      case 502:
        return ["PROXY_BAD_GATEWAY", "it cannot reach the robot; is the robot on, and in a network the proxy knows?"];
      case 504:
        return ["PROXY_GATEWAY_TIMEOUT", "the robot did not answer it in time; is the robot on?"];
      default:
        return ["PROXY_REFUSED", "it gives no tunnel; is it an HTTP proxy, and does it allow CONNECT?"];
    }
  })();
  return new ProxyError(code, name, `no tunnel to ${authority}: HTTP ${httpStatus}: ${detail}`, { httpStatus });
}

/** The proxy hung up, or broke the protocol, before it had answered. */
export function noAnswer(cause: NodeJS.ErrnoException, { name }: ProxyServer, authority: string): ProxyError {
  // llhttp's codes, and nghttp2's: what came is no HTTP
  if (/^(?:HPE_|ERR_HTTP2_ERROR$)/.test(cause.code ?? "")) {
    const detail = `no tunnel to ${authority}: the answer is not HTTP (${cause.message}); is it an HTTP proxy?`;
    return new ProxyError("PROXY_PROTOCOL", name, detail, { cause });
  }
  return new ProxyError("PROXY_CLOSED", name, `no tunnel to ${authority}: it closed the connection; try again`, {
    cause,
  });
}
