/** A process with our own server. */
import { GrpcServer, listenNode } from "../../src/grpc/server/index.ts";
import { bytesMethod } from "../codecs/bytes.ts";
import { serve } from "./node-server.ts";
import { PATHS, readDownloadRequest, uploadAnswer } from "./service.ts";

await serve(async ({ certificatePem, privateKeyPem, answer }) => {
  const answerBytes = Buffer.from(answer, "base64");
  const server = new GrpcServer()
    .handle(bytesMethod("unary", PATHS.unary), () => answerBytes)
    .handle(bytesMethod("server-streaming", PATHS.download), function* (request) {
      const { chunks, chunkBytes } = readDownloadRequest(request);
      const chunk = Buffer.alloc(chunkBytes, "x");
      for (let left = chunks; left > 0; left--) yield chunk;
    })
    .handle(bytesMethod("client-streaming", PATHS.upload), async (requests) => {
      let received = 0;
      for await (const bytes of requests) received += bytes.length;
      return uploadAnswer(received);
    });
  const { port } = await listenNode(server.accept, { credentials: { certificatePem, privateKeyPem } });
  return port;
});
