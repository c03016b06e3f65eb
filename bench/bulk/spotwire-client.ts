/** Ours, over either transport, with messages that are bytes. */
import { bytesMethod } from "../codecs/bytes.ts";
import { openChannel, type TransportName } from "../servers/open-channel.ts";
import { downloadRequest, PATHS, readUploadAnswer } from "../servers/service.ts";
import { contendBulk } from "./contend-bulk.ts";

const UNARY = bytesMethod("unary", PATHS.unary);
const DOWNLOAD = bytesMethod("server-streaming", PATHS.download);
const UPLOAD = bytesMethod("client-streaming", PATHS.upload);

await contendBulk((setup) => {
  const channel = openChannel(setup, setup.variant as TransportName);
  const options = { timeoutMs: Infinity };
  return {
    async download(chunks, chunkBytes, onChunk) {
      for await (const chunk of channel.serverStreaming(DOWNLOAD, downloadRequest(chunks, chunkBytes), options)) {
        const held = onChunk(chunk);
        if (held !== undefined) await held;
      }
    },
    async upload(chunks, chunk) {
      function* requests(): Generator<Uint8Array> {
        for (let sent = 0; sent < chunks; sent++) yield chunk;
      }
      return readUploadAnswer(await channel.clientStreaming(UPLOAD, requests(), options));
    },
    unary: async () => (await channel.unary(UNARY, new Uint8Array(24), options)).length,
  };
});
