/** A process with a server on @grpc/grpc-js. */
import * as grpc from "@grpc/grpc-js";
import { PATHS, readDownloadRequest, uploadAnswer } from "./service.ts";
import { serve } from "./node-server.ts";

const asTheyAre = {
  requestSerialize: (bytes: Buffer) => bytes,
  requestDeserialize: (bytes: Buffer) => bytes,
  responseSerialize: (bytes: Buffer) => bytes,
  responseDeserialize: (bytes: Buffer) => bytes,
};

await serve(({ certificatePem, privateKeyPem, answer }) => {
  const answerBytes = Buffer.from(answer, "base64");
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1 });
  server.addService(
    {
      unary: { path: PATHS.unary, requestStream: false, responseStream: false, ...asTheyAre },
      download: { path: PATHS.download, requestStream: false, responseStream: true, ...asTheyAre },
      upload: { path: PATHS.upload, requestStream: true, responseStream: false, ...asTheyAre },
    },
    {
      unary: (_: unknown, callback: grpc.sendUnaryData<Buffer>) => callback(null, answerBytes),
      download: (call: grpc.ServerWritableStream<Buffer, Buffer>) => {
        const { chunks, chunkBytes } = readDownloadRequest(call.request);
        const chunk = Buffer.alloc(chunkBytes, "x");
        let left = chunks;
        const write = (): void => {
          while (left > 0 && !call.cancelled) {
            left--;
            if (!call.write(chunk)) return void call.once("drain", write);
          }
          call.end();
        };
        write();
      },
      upload: (call: grpc.ServerReadableStream<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) => {
        let received = 0;
        call.on("data", (bytes: Buffer) => (received += bytes.length));
        call.on("end", () => callback(null, Buffer.from(uploadAnswer(received))));
      },
    },
  );
  const key = { cert_chain: Buffer.from(certificatePem), private_key: Buffer.from(privateKeyPem) };
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createSsl(null, [key]), (error, port) =>
      error === null ? resolve(port) : reject(error),
    );
  });
});
