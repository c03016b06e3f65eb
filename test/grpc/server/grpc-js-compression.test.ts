/** Compression as an independent implementation does it: @grpc/grpc-js calls our server. */
import * as grpc from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished } from "vitest";
import { deflate, gzip } from "../../../src/grpc/compression/index.ts";
import type { GrpcServerOptions } from "../../../src/grpc/server/server.ts";
import { startServer } from "../../support/channels.ts";
import { serveEcho } from "../../support/echo-server.ts";
import { Echo } from "../../support/echo-service.ts";

const LONG = "words ".repeat(100_000);

/** Calls of grpc-js, every request compressed. */
async function callEcho(
  algorithm: grpc.compressionAlgorithms,
  options: GrpcServerOptions,
): Promise<{ answer: string; sentBytes: number }> {
  const { port, listener } = await startServer(serveEcho, options);
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
    "grpc.default_compression_algorithm": algorithm,
  });
  onTestFinished(() => client.close());
  const answer = await new Promise<string>((resolve, reject) =>
    client.makeUnaryRequest(
      Echo.once.path,
      (text: string) => Buffer.from(text),
      (bytes: Buffer) => bytes.toString(),
      LONG,
      (error, value) => {
        if (error === null) resolve(value ?? "");
        else reject(error);
      },
    ),
  );
  return { answer, sentBytes: listener.counters().bytesSent };
}

describe("grpc-js", () => {
  it.each([
    ["deflate", grpc.compressionAlgorithms.deflate, [deflate()]],
    ["gzip", grpc.compressionAlgorithms.gzip, [gzip()]],
  ])("sends requests in %s, and reads responses so", async (_name, algorithm, encodings) => {
    const plain = await callEcho(algorithm, { encodings });
    expect(plain.answer).toBe(LONG);
    expect(plain.sentBytes).toBeGreaterThan(LONG.length);
    const compressed = await callEcho(algorithm, { encodings, compressResponses: true });
    expect(compressed.answer).toBe(LONG);
    expect(compressed.sentBytes).toBeLessThan(LONG.length / 10);
  });

  it("is told UNIMPLEMENTED where the server has no encoding", async () => {
    await expect(callEcho(grpc.compressionAlgorithms.gzip, {})).rejects.toMatchObject({
      code: grpc.status.UNIMPLEMENTED,
    });
  });
});
