/** Program: the test service on a grpc-js server. Argument: the directory of certificates. Says `ready PORT`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import { statusName } from "../../../src/grpc/status.ts";
import { INITIAL_KEY, TRAILING_KEY } from "../cases/metadata.ts";
import {
  type Empty,
  type EchoStatus,
  protobufjsTestService,
  type ResponseParameters,
  type SimpleRequest,
  type SimpleResponse,
  type StreamingInputCallRequest,
  type StreamingInputCallResponse,
  type StreamingOutputCallRequest,
  type StreamingOutputCallResponse,
  type TestService,
  zeros,
} from "../test-service.ts";
import { TLS_FILES } from "../tls-material.ts";

type Download = Pick<grpc.ServerWritableStream<unknown, StreamingOutputCallResponse>, "write">;

/** The service as grpc-js wants it described: without the method that no server has. */
function serviceDefinition({ emptyCall, unaryCall, ...streaming }: TestService) {
  const { streamingInputCall, streamingOutputCall, fullDuplexCall } = streaming;
  const served = { emptyCall, unaryCall, streamingInputCall, streamingOutputCall, fullDuplexCall };
  const definitions: Record<string, grpc.MethodDefinition<unknown, unknown>> = {};
  for (const [name, method] of Object.entries(served)) {
    definitions[name] = {
      path: method.path,
      requestStream: method.kind === "client-streaming" || method.kind === "bidi-streaming",
      responseStream: method.kind === "server-streaming" || method.kind === "bidi-streaming",
      requestSerialize: (message: unknown) => Buffer.from(method.input.encode(message as never)),
      requestDeserialize: (bytes: Buffer) => method.input.decode(bytes),
      responseSerialize: (message: unknown) => Buffer.from(method.output.encode(message as never)),
      responseDeserialize: (bytes: Buffer) => method.output.decode(bytes),
    };
  }
  return definitions;
}

function echoInitial(call: { metadata: grpc.Metadata; sendMetadata(metadata: grpc.Metadata): void }): void {
  call.sendMetadata(only(call.metadata, INITIAL_KEY));
}

function only(metadata: grpc.Metadata, key: string): grpc.Metadata {
  const one = new grpc.Metadata();
  for (const value of metadata.get(key)) one.add(key, value);
  return one;
}

function failure(status: EchoStatus | null | undefined): Pick<grpc.StatusObject, "code" | "details"> | undefined {
  const name = statusName(status?.code ?? 0);
  return name === "OK" ? undefined : { code: grpc.status[name], details: status?.message ?? "" };
}

async function download(call: Download, parameters: readonly ResponseParameters[]): Promise<void> {
  for (const { size, intervalUs } of parameters) {
    if (intervalUs != null && intervalUs > 0) await sleep(intervalUs / 1000);
    call.write({ payload: zeros(size ?? 0) });
  }
}

async function fullDuplex(
  call: grpc.ServerDuplexStream<StreamingOutputCallRequest, StreamingOutputCallResponse>,
): Promise<void> {
  echoInitial(call);
  // Or the end of the requests would end the responses too.
  for await (const each of call.iterator({ destroyOnReturn: false })) {
    const request = each as StreamingOutputCallRequest;
    const error = failure(request.responseStatus);
    if (error !== undefined) {
      call.emit("error", error);
      return;
    }
    await download(call, request.responseParameters ?? []);
  }
  call.end(only(call.metadata, TRAILING_KEY));
}

const implementation: grpc.UntypedServiceImplementation = {
  emptyCall(_call: grpc.ServerUnaryCall<Empty, Empty>, callback: grpc.sendUnaryData<Empty>) {
    callback(null, {});
  },
  unaryCall(call: grpc.ServerUnaryCall<SimpleRequest, SimpleResponse>, callback: grpc.sendUnaryData<SimpleResponse>) {
    echoInitial(call);
    const error = failure(call.request.responseStatus);
    if (error === undefined) {
      callback(null, { payload: zeros(call.request.responseSize ?? 0) }, only(call.metadata, TRAILING_KEY));
    } else callback(error);
  },
  streamingInputCall(
    call: grpc.ServerReadableStream<StreamingInputCallRequest, StreamingInputCallResponse>,
    callback: grpc.sendUnaryData<StreamingInputCallResponse>,
  ) {
    let sum = 0;
    call.on("data", ({ payload }: StreamingInputCallRequest) => (sum += payload?.body?.length ?? 0));
    call.on("end", () => callback(null, { aggregatedPayloadSize: sum }));
  },
  streamingOutputCall(call: grpc.ServerWritableStream<StreamingOutputCallRequest, StreamingOutputCallResponse>) {
    void download(call, call.request.responseParameters ?? []).then(() => call.end());
  },
  fullDuplexCall(call: grpc.ServerDuplexStream<StreamingOutputCallRequest, StreamingOutputCallResponse>) {
    // A client that cancels ends the stream with an error, which is as it should be.
    fullDuplex(call).catch(() => undefined);
  },
};

const [directory = ""] = process.argv.slice(2);
const read = (name: string): Buffer => readFileSync(join(directory, name));
const keyPair = { private_key: read(TLS_FILES.key), cert_chain: read(TLS_FILES.certificate) };
const server = new grpc.Server();
server.addService(serviceDefinition(protobufjsTestService()), implementation);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createSsl(null, [keyPair]), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`ready ${port}\n`);
});
