/** grpc-js behind the four calls that the cases make. */
import * as grpc from "@grpc/grpc-js";
import { RpcError } from "../../../src/grpc/errors.ts";
import { Metadata, type MetadataInit, type MetadataValue } from "../../../src/grpc/metadata.ts";
import type { Requests } from "../../../src/grpc/request-pump.ts";
import { statusName } from "../../../src/grpc/status.ts";
import type { Method, MethodKind } from "../../../src/wire/method.ts";
import type { CaseCallOptions, CaseChannel, CaseClient, Repetitions } from "../cases/case.ts";
import type { TestService } from "../test-service.ts";
import { SERVER_NAME } from "../tls-material.ts";

/** What a client is made of. */
export interface GrpcJsClientOptions {
  readonly port: number;
  readonly roots: Buffer;
  readonly service: TestService;
  readonly repetitions: Repetitions;
}

/** Its write flag that leaves one message as it is. */
const NO_COMPRESS = 2;
const CONNECT_TIMEOUT_MS = 10_000;

/** Connect, and offer what the cases need. */
export async function openGrpcJsClient(options: GrpcJsClientOptions): Promise<CaseClient> {
  const plain = connect(options, {});
  // With grpc-js a unary call compresses if its channel does: there must be one of each sort.
  const gzip = connect(options, { "grpc.default_compression_algorithm": grpc.compressionAlgorithms.gzip });
  await new Promise<void>((resolve, reject) => {
    plain.waitForReady(Date.now() + CONNECT_TIMEOUT_MS, (error) => (error === undefined ? resolve() : reject(error)));
  });
  return {
    service: options.service,
    repetitions: options.repetitions,
    channel: new GrpcJsChannel(plain, gzip),
    another: () => openGrpcJsClient(options),
    close: async () => {
      plain.close();
      gzip.close();
    },
  };
}

function connect({ port, roots }: GrpcJsClientOptions, channelOptions: grpc.ChannelOptions): grpc.Client {
  return new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createSsl(roots), {
    "grpc.ssl_target_name_override": SERVER_NAME,
    "grpc.default_authority": SERVER_NAME,
    // Else channels to one address would share a connection, and channel_soak would soak nothing.
    "grpc.use_local_subchannel_pool": 1,
    ...channelOptions,
  });
}

type AnyMethod<I, O> = Method<MethodKind, I, I, O, O>;

class GrpcJsChannel implements CaseChannel {
  readonly #plain: grpc.Client;
  readonly #gzip: grpc.Client;

  constructor(plain: grpc.Client, gzip: grpc.Client) {
    this.#plain = plain;
    this.#gzip = gzip;
  }

  unary<I, O>(method: AnyMethod<I, O>, request: I, options: CaseCallOptions<I> = {}): Promise<O> {
    const client = options.compress?.(request) === true ? this.#gzip : this.#plain;
    const { path, serialize, deserialize } = definition(method);
    return new Promise((resolve, reject) => {
      const [metadata, callOptions] = [grpcMetadata(options.metadata), grpcOptions(options)];
      const call = client.makeUnaryRequest(
        path,
        serialize,
        deserialize,
        request,
        metadata,
        callOptions,
        (error, answer) => (error === null ? resolve(answer as O) : reject(rpcError(method, error))),
      );
      follow(call, options);
    });
  }

  clientStreaming<I, O>(method: AnyMethod<I, O>, requests: Requests<I>, options: CaseCallOptions<I> = {}): Promise<O> {
    const { path, serialize, deserialize } = definition(method);
    return new Promise((resolve, reject) => {
      const [metadata, callOptions] = [grpcMetadata(options.metadata), grpcOptions(options)];
      const call = this.#streaming(options).makeClientStreamRequest(
        path,
        serialize,
        deserialize,
        metadata,
        callOptions,
        (error, answer) => (error === null ? resolve(answer as O) : reject(rpcError(method, error))),
      );
      follow(call, options);
      send(call, requests, options);
    });
  }

  serverStreaming<I, O>(method: AnyMethod<I, O>, request: I, options: CaseCallOptions<I> = {}): AsyncIterable<O> {
    const { path, serialize, deserialize } = definition(method);
    const [metadata, callOptions] = [grpcMetadata(options.metadata), grpcOptions(options)];
    const client = this.#streaming(options);
    const call = client.makeServerStreamRequest(path, serialize, deserialize, request, metadata, callOptions);
    follow(call, options);
    return responses(method, call);
  }

  bidiStreaming<I, O>(
    method: AnyMethod<I, O>,
    requests: Requests<I>,
    options: CaseCallOptions<I> = {},
  ): AsyncIterable<O> {
    const { path, serialize, deserialize } = definition(method);
    const [metadata, callOptions] = [grpcMetadata(options.metadata), grpcOptions(options)];
    const call = this.#streaming(options).makeBidiStreamRequest(path, serialize, deserialize, metadata, callOptions);
    follow(call, options);
    send(call, requests, options);
    return responses(method, call);
  }

  #streaming<I>({ compress }: CaseCallOptions<I>): grpc.Client {
    return compress === undefined ? this.#plain : this.#gzip;
  }
}

function definition<I, O>(method: AnyMethod<I, O>) {
  return {
    path: method.path,
    serialize: (message: I) => Buffer.from(method.input.encode(message)),
    deserialize: (bytes: Buffer) => method.output.decode(bytes),
  };
}

function grpcMetadata(init: MetadataInit | undefined): grpc.Metadata {
  const metadata = new grpc.Metadata();
  for (const [key, value] of new Metadata(init)) {
    metadata.add(key, typeof value === "string" ? value : Buffer.from(value));
  }
  return metadata;
}

function grpcOptions<I>({ timeoutMs }: CaseCallOptions<I>): grpc.CallOptions {
  return timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs };
}

/** Pass on what a call tells of itself, and the wish to cancel it. */
function follow<I>(call: grpc.Call & NodeJS.EventEmitter, options: CaseCallOptions<I>): void {
  call.on("metadata", (metadata: grpc.Metadata) => options.onHeaders?.(ourMetadata(metadata)));
  call.on("status", ({ metadata }: grpc.StatusObject) => options.onTrailers?.(ourMetadata(metadata)));
  options.signal?.addEventListener("abort", () => call.cancel(), { once: true });
}

function send<I>(
  call: { write(message: I, flags?: unknown): boolean; end(): void },
  requests: Requests<I>,
  options: CaseCallOptions<I>,
): void {
  void (async () => {
    for await (const request of requests) {
      if (options.compress?.(request) === false) call.write(request, NO_COMPRESS);
      else call.write(request);
    }
    call.end();
  })();
}

async function* responses<I, O>(method: AnyMethod<I, O>, call: AsyncIterable<unknown>): AsyncGenerator<O> {
  try {
    for await (const each of call) yield each as O;
  } catch (error) {
    throw rpcError(method, error);
  }
}

function rpcError<I, O>({ path }: AnyMethod<I, O>, error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (!("code" in error) || !("details" in error)) return error;
  const status = statusName(Number(error.code));
  return status === "OK" ? error : new RpcError(status, path, String(error.details), { cause: error });
}

function ourMetadata(metadata: grpc.Metadata): Metadata {
  const ours = new Metadata();
  for (const key of Object.keys(metadata.getMap())) {
    // Some it lets through belong to the protocol.
    if (!key.startsWith("x-")) continue;
    for (const value of metadata.get(key)) ours.append(key, value satisfies MetadataValue);
  }
  return ours;
}
