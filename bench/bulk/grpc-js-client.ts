/** @grpc/grpc-js with messages that are bytes; as shipped, or with its flow-control window made large. */
import { once } from "node:events";
import * as grpc from "@grpc/grpc-js";
import { AUTHORITY, downloadRequest, PATHS, readUploadAnswer } from "../servers/service.ts";
import { contendBulk } from "./contend-bulk.ts";

const TUNED_WINDOW_BYTES = 8 * 1024 * 1024;
const asItIs = (bytes: Buffer): Buffer => bytes;

await contendBulk(({ port, roots, variant }) => {
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createSsl(Buffer.from(roots)), {
    "grpc.ssl_target_name_override": AUTHORITY,
    "grpc.default_authority": AUTHORITY,
    "grpc.max_receive_message_length": -1,
    ...(variant === "tuned" && { "grpc-node.flow_control_window": TUNED_WINDOW_BYTES }),
  });
  return {
    async download(chunks, chunkBytes, onChunk) {
      const request = Buffer.from(downloadRequest(chunks, chunkBytes));
      const responses = client.makeServerStreamRequest(PATHS.download, asItIs, asItIs, request);
      for await (const chunk of responses as AsyncIterable<Buffer>) {
        const held = onChunk(chunk);
        if (held !== undefined) await held;
      }
    },
    async upload(chunks, chunk) {
      let call!: grpc.ClientWritableStream<Buffer>;
      const answered = new Promise<Buffer | undefined>((resolve, reject) => {
        call = client.makeClientStreamRequest(PATHS.upload, asItIs, asItIs, (error, answer) =>
          error === null ? resolve(answer) : reject(error),
        );
      });
      for (let sent = 0; sent < chunks; sent++) {
        if (!call.write(chunk)) await Promise.race([once(call, "drain"), answered]);
      }
      call.end();
      return readUploadAnswer((await answered) ?? Buffer.alloc(8));
    },
    unary: () =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(PATHS.unary, asItIs, asItIs, Buffer.alloc(24), (error, answer) =>
          error === null ? resolve(answer?.length ?? 0) : reject(error),
        );
      }),
  };
});
