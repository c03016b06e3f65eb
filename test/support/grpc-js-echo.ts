/** The echo service on @grpc/grpc-js, an implementation that shares no code with ours. */
import * as grpc from "@grpc/grpc-js";
import { onTestFinished } from "vitest";
import { Echo } from "./echo-service.ts";

const toBuffer = (text: string): Buffer => Buffer.from(text, "utf8");
const fromBuffer = (bytes: Buffer): string => bytes.toString("utf8");

function definition(
  path: string,
  requestStream: boolean,
  responseStream: boolean,
): grpc.MethodDefinition<string, string> {
  return {
    path,
    requestStream,
    responseStream,
    requestSerialize: toBuffer,
    requestDeserialize: fromBuffer,
    responseSerialize: toBuffer,
    responseDeserialize: fromBuffer,
  };
}

/** The service as grpc-js wants it described. */
export const echoDefinition = {
  once: definition(Echo.once.path, false, false),
  split: definition(Echo.split.path, false, true),
  join: definition(Echo.join.path, true, false),
  each: definition(Echo.each.path, true, true),
};

/** Start a grpc-js server on a free loopback port. Requests of `fail` end with NOT_FOUND and trailing metadata. */
export async function startGrpcJsEcho(): Promise<number> {
  const server = new grpc.Server();
  server.addService(echoDefinition, {
    once(call: grpc.ServerUnaryCall<string, string>, callback: grpc.sendUnaryData<string>) {
      const trailers = new grpc.Metadata();
      trailers.set("x-tail", "t");
      trailers.set("x-tail-bin", Buffer.from([0, 1, 255]));
      const head = new grpc.Metadata();
      head.set("x-seen", String(call.metadata.get("x-mark")[0] ?? ""));
      call.sendMetadata(head);
      if (call.request === "fail") {
        callback({ code: grpc.status.NOT_FOUND, details: "no Ünicode 100%", metadata: trailers });
      } else callback(null, call.request, trailers);
    },
    split(call: grpc.ServerWritableStream<string, string>) {
      for (const word of call.request.split(" ")) call.write(word);
      call.end();
    },
    join(call: grpc.ServerReadableStream<string, string>, callback: grpc.sendUnaryData<string>) {
      const words: string[] = [];
      call.on("data", (word: string) => words.push(word));
      call.on("end", () => callback(null, words.join(" ")));
    },
    each(call: grpc.ServerDuplexStream<string, string>) {
      call.on("data", (word: string) => call.write(word));
      call.on("end", () => call.end());
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  onTestFinished(() => server.forceShutdown());
  return port;
}

/** A grpc-js client of the echo service, closed after the test. */
export function openGrpcJsClient(port: number): grpc.Client {
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  onTestFinished(() => client.close());
  return client;
}
