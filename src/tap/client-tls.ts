/** The client's side of a tapped connection: TLS as the robot would speak it, with a certificate of the tap's own. */
import { constants } from "node:crypto";
import type { Socket } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import type { MintedCertificate } from "../tls/mint.ts";
import { TapError } from "./errors.ts";

/** TLS alerts (RFC 8446 §6.2) that tell a client why there is nothing for it. */
export const Alert = {
  handshakeFailure: 40,
  accessDenied: 49,
  decodeError: 50,
  internalError: 80,
  noApplicationProtocol: 120,
} as const;

/** What is to be spoken, and how it is begun. */
export interface ClientTlsOptions {
  readonly protocol: "h2" | "http/1.1";
  readonly timeoutMs: number;
}

/**
 * Shake hands with a client.
 * @throws {TapError} `TAP_CLIENT_TLS_FAILED`: it does not trust the tap's root, for example
 */
export function clientTls(
  socket: Socket,
  { certificatePem, privateKeyPem }: MintedCertificate,
  { protocol, timeoutMs }: ClientTlsOptions,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    // A server that listens nowhere: it is handed this one connection.
    const server = createServer({
      cert: certificatePem,
      key: privateKeyPem,
      ALPNProtocols: [protocol],
      minVersion: "TLSv1.2",
      handshakeTimeout: timeoutMs,
      secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    });
    const fail = (cause?: Error): void => {
      const detail = `no TLS with the client: ${cause?.message ?? "it went away"}; does it trust the tap's root?`;
      reject(new TapError("TAP_CLIENT_TLS_FAILED", detail, { cause }));
    };
    socket.once("close", () => fail());
    server.once("tlsClientError", (error, tls) => {
      tls.destroy();
      fail(error);
    });
    server.once("secureConnection", resolve);
    server.emit("connection", socket);
  });
}

/** Refuse a client that has said hello and was told nothing yet. */
export function refuseClient(socket: Socket, alert: number): void {
  // A record of type alert (21), TLS 1.2 on the outside as all of them are, two bytes: fatal, and why.
  socket.write(Uint8Array.of(21, 3, 3, 0, 2, 2, alert));
  socket.destroySoon();
}
