/** CONNECT over HTTP/1.1, by `node:http`. */
import { once } from "node:events";
import { type IncomingMessage, request as httpRequest } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectAnswer, type ConnectRequest, noAnswer } from "./answer.ts";

/**
 * Ask for a tunnel on a connection to a proxy (RFC 9110 §9.3.6, RFC 9112 §3.2.3).
 * @throws {ProxyError} `PROXY_CLOSED`, `PROXY_PROTOCOL`
 * @throws the signal's AbortError
 */
export async function connectOverH1(
  socket: Socket,
  { proxy, authority, signal }: ConnectRequest,
): Promise<ConnectAnswer> {
  const request = httpRequest({
    createConnection: () => socket,
    method: "CONNECT",
    path: authority,
    headers: { ...proxy.headers, host: authority },
  });
  request.on("error", () => undefined); // those that come after the answer
  request.end();
  try {
    // Node tells of every answer to CONNECT this way, refusals included
    const [response, stream, head] = (await once(request, "connect", { signal })) as [IncomingMessage, Duplex, Buffer];
    if (head.length > 0) stream.unshift(head);
    return { httpStatus: response.statusCode ?? 0, stream };
  } catch (error) {
    signal.throwIfAborted();
    throw noAnswer(error as NodeJS.ErrnoException, proxy, authority);
  }
}
