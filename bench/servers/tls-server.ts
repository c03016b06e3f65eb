/**
 * The floor: a process that answers bytes with bytes over bare TLS, with no protocol to speak of. A connection begins with
 * a line of JSON that says what it is for.
 */
import { createServer, type TLSSocket } from "node:tls";
import { serve } from "./node-server.ts";
import { uploadAnswer } from "./service.ts";

/** What a connection is for. */
export type TlsErrand =
  /** Every `requestBytes` are answered with `answerBytes`. */
  | { readonly kind: "echo"; readonly requestBytes: number; readonly answerBytes: number }
  /** So many bytes come. */
  | { readonly kind: "download"; readonly bytes: number }
  /** When so many bytes have come they are answered with `uploadAnswer`; then again. */
  | { readonly kind: "upload"; readonly bytes: number };

const PIECE = Buffer.alloc(64 * 1024, "x");

function echo(socket: TLSSocket, { requestBytes, answerBytes }: Extract<TlsErrand, { kind: "echo" }>): void {
  const answers = Buffer.alloc(answerBytes * 256, "a");
  let waiting = 0;
  socket.on("data", (bytes: Buffer) => {
    waiting += bytes.length;
    const due = Math.min(256, Math.floor(waiting / requestBytes));
    waiting -= due * requestBytes;
    if (due > 0) socket.write(answers.subarray(0, due * answerBytes));
  });
}

function download(socket: TLSSocket, { bytes }: Extract<TlsErrand, { kind: "download" }>): void {
  let left = bytes;
  const write = (): void => {
    while (left > 0) {
      const piece = left < PIECE.length ? PIECE.subarray(0, left) : PIECE;
      left -= piece.length;
      if (!socket.write(piece)) return void socket.once("drain", write);
    }
  };
  write();
}

function upload(socket: TLSSocket, { bytes }: Extract<TlsErrand, { kind: "upload" }>): void {
  let received = 0;
  socket.on("data", (piece: Buffer) => {
    received += piece.length;
    if (received < bytes) return;
    socket.write(uploadAnswer(received));
    received = 0;
  });
}

await serve(({ certificatePem, privateKeyPem }) => {
  const server = createServer({ cert: certificatePem, key: privateKeyPem, noDelay: true }, (socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (first: Buffer) => {
      const errand = JSON.parse(first.toString()) as TlsErrand;
      if (errand.kind === "echo") echo(socket, errand);
      else if (errand.kind === "download") download(socket, errand);
      else upload(socket, errand);
      if (errand.kind !== "download") socket.write("\n");
    });
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });
});
