/** The floor: the same bytes over a bare TLS socket. */
import { once } from "node:events";
import { connectBareTls } from "../servers/connect-bare-tls.ts";
import { readUploadAnswer } from "../servers/service.ts";
import { contendBulk } from "./contend-bulk.ts";

const PIECE_BYTES = 64 * 1024;

await contendBulk((place) => ({
  async download(chunks, chunkBytes, onChunk) {
    const socket = await connectBareTls(place, { kind: "download", bytes: chunks * chunkBytes });
    let left = chunks * chunkBytes;
    await new Promise<void>((resolve, reject) => {
      socket.on("error", reject);
      socket.on("data", (bytes: Buffer) => {
        void onChunk(bytes);
        left -= bytes.length;
        if (left === 0) resolve();
      });
    });
    socket.destroy();
  },
  async upload(chunks, chunk) {
    const socket = await connectBareTls(place, { kind: "upload", bytes: chunks * chunk.length });
    const answered = once(socket, "data") as Promise<[Buffer]>;
    for (let sent = 0; sent < chunks; sent++) {
      for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
        if (!socket.write(chunk.subarray(at, at + PIECE_BYTES))) await once(socket, "drain");
      }
    }
    const [answer] = await answered;
    socket.destroy();
    return readUploadAnswer(answer);
  },
  unary: () => Promise.reject(new Error("the floor has no small calls beside its bulk")),
}));
