/** CONNECT over HTTP/2, by http2-wrapper. */
import { type ClientHttp2Stream, constants, type IncomingHttpHeaders } from "node:http2";
import type { Socket } from "node:net";
import { type ConnectAnswer, type ConnectRequest, noAnswer } from "./answer.ts";

/**
 * Ask for a tunnel on a connection to a proxy (RFC 9113 §8.5). The tunnel is the one stream of its session, and takes the
 * session and the connection along when it closes.
 * @throws {ProxyError} `PROXY_CLOSED`, `PROXY_PROTOCOL`
 * @throws the signal's AbortError
 */
export async function connectOverH2(
  socket: Socket,
  { proxy, authority, signal }: ConnectRequest,
): Promise<ConnectAnswer> {
  // Loaded for the proxies that need it alone
  const { Agent } = await import("http2-wrapper");
  const agent = new Agent();
  const end = (): void => {
    agent.destroy();
    socket.destroy();
  };
  signal.addEventListener("abort", end, { once: true });
  try {
    const stream = await agent.request(
      proxy.name,
      { createConnection: () => socket },
      { ...proxy.headers, ":method": "CONNECT", ":authority": authority },
    );
    stream.on("error", () => undefined).once("close", end);
    return { httpStatus: await statusOf(stream), stream };
  } catch (error) {
    end();
    signal.throwIfAborted();
    throw noAnswer(error as NodeJS.ErrnoException, proxy, authority);
  } finally {
    signal.removeEventListener("abort", end);
  }
}

function statusOf(stream: ClientHttp2Stream): Promise<number> {
  return new Promise((resolve, reject) => {
    let cause: Error | undefined;
    stream.once("response", (headers: IncomingHttpHeaders & { readonly ":status"?: number }) => {
      resolve(headers[":status"] ?? 0);
    });
    stream.once("error", (error: Error) => (cause = error));
    stream.once("close", () => {
      // RFC 9113 §8.5: "A proxy treats any error in the TCP connection … as a stream error of type CONNECT_ERROR"
      if (stream.rstCode === constants.NGHTTP2_CONNECT_ERROR) resolve(502);
      else reject(cause ?? new Error(`the stream was closed, with HTTP/2 error code ${stream.rstCode}`));
    });
  });
}
