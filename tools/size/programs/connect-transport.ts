/** A transport of @connectrpc/connect-node for one authority of a robot. */
import { connect } from "node:tls";
import type { Transport } from "@connectrpc/connect";
import { createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import { errand, HOST } from "./errand.ts";

/** Makes a transport, and ends it. */
export interface RobotTransport {
  readonly transport: Transport;
  readonly close: () => void;
}

/** A robot's proxy routes by `:authority`, without a port: neither where the robot is, nor what Node makes of a URL. */
export function transportTo(authority: string): RobotTransport {
  const { port, roots: ca } = errand;
  const baseUrl = `https://${authority}`;
  const createConnection = (): ReturnType<typeof connect> =>
    connect({ host: HOST, port, ca, servername: authority, ALPNProtocols: ["h2"] });
  const sessions = new Http2SessionManager(baseUrl, {}, { createConnection });
  const sessionManager = {
    authority: baseUrl,
    request: (...[method, path, headers, options]: Parameters<typeof sessions.request>) =>
      sessions.request(method, path, { ...headers, ":authority": authority }, options),
    notifyResponseByteRead: (...stream: Parameters<typeof sessions.notifyResponseByteRead>) =>
      sessions.notifyResponseByteRead(...stream),
  };
  return {
    transport: createGrpcTransport({ baseUrl, sessionManager }),
    close: () => sessions.abort(),
  };
}
