/** The test service on our server. */
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { RpcError } from "../../../src/grpc/errors.ts";
import { listenNode } from "../../../src/grpc/h2/node-listener.ts";
import type { MetadataValue } from "../../../src/grpc/metadata.ts";
import type { ServerContext } from "../../../src/grpc/server/context.ts";
import { GrpcServer } from "../../../src/grpc/server/server.ts";
import { statusName } from "../../../src/grpc/status.ts";
import { INITIAL_KEY, TRAILING_KEY } from "../cases/metadata.ts";
import {
  type BoolValue,
  type EchoStatus,
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
import type { TlsMaterial } from "../tls-material.ts";
import { compressResponses, ENCODINGS } from "./compression.ts";
import { watchIncoming, WireFlags } from "./wire-watch.ts";

/** A running server of ours. */
export interface OurServer {
  readonly port: number;
  /** Filled as messages go over the wire; emptied by whoever begins a case. */
  readonly flags: WireFlags;
  close(): Promise<void>;
}

/** Flags of the requests of the call that a handler runs for. */
const requestFlags = new AsyncLocalStorage<readonly boolean[]>();

/** Serve on a free loopback port, over TLS. */
export async function startOurServer(service: TestService, tls: TlsMaterial): Promise<OurServer> {
  const server = new GrpcServer({ encodings: ENCODINGS })
    .handle(service.emptyCall, () => ({}))
    .handle(service.unaryCall, unaryCall)
    .handle(service.streamingInputCall, streamingInputCall)
    .handle(service.streamingOutputCall, (request, context) => respond(request.responseParameters ?? [], context))
    .handle(service.fullDuplexCall, fullDuplexCall);
  const flags = new WireFlags();
  const listener = await listenNode(
    (incoming) => {
      const own: boolean[] = [];
      const watched = watchIncoming(incoming, {
        onRequest: (compressed) => {
          own.push(compressed);
          flags.onRequest(compressed);
        },
        onResponse: (compressed) => flags.onResponse(compressed),
      });
      requestFlags.run(own, () => server.accept(watched));
    },
    { credentials: tls.server },
  );
  return { port: listener.port, flags, close: () => listener.close() };
}

function unaryCall(request: SimpleRequest, context: ServerContext): SimpleResponse {
  echoMetadata(context);
  checkCompressed(request.expectCompressed, 0, context);
  echoStatus(request.responseStatus, context);
  compressResponses(context, [request.responseCompressed?.value === true]);
  return { payload: zeros(request.responseSize ?? 0) };
}

async function streamingInputCall(
  requests: AsyncIterable<StreamingInputCallRequest>,
  context: ServerContext,
): Promise<StreamingInputCallResponse> {
  let sum = 0;
  let index = 0;
  for await (const { payload, expectCompressed } of requests) {
    checkCompressed(expectCompressed, index++, context);
    sum += payload?.body?.length ?? 0;
  }
  return { aggregatedPayloadSize: sum };
}

async function* fullDuplexCall(
  requests: AsyncIterable<StreamingOutputCallRequest>,
  context: ServerContext,
): AsyncGenerator<StreamingOutputCallResponse> {
  echoMetadata(context);
  for await (const { responseParameters, responseStatus } of requests) {
    echoStatus(responseStatus, context);
    yield* respond(responseParameters ?? [], context);
  }
}

async function* respond(
  parameters: readonly ResponseParameters[],
  context: ServerContext,
): AsyncGenerator<StreamingOutputCallResponse> {
  compressResponses(
    context,
    parameters.map(({ compressed }) => compressed?.value === true),
  );
  for (const { size, intervalUs } of parameters) {
    if (intervalUs != null && intervalUs > 0) await sleep(intervalUs / 1000, undefined, { signal: context.signal });
    yield { payload: zeros(size ?? 0) };
  }
}

function echoMetadata(context: ServerContext): void {
  const initial: readonly MetadataValue[] = context.metadata.getAll(INITIAL_KEY);
  if (initial.length > 0) context.setHeaders({ [INITIAL_KEY]: initial });
  const trailing = context.metadata.getAll(TRAILING_KEY);
  if (trailing.length > 0) context.setTrailers({ [TRAILING_KEY]: trailing });
}

function echoStatus(status: EchoStatus | null | undefined, { path }: ServerContext): void {
  const name = statusName(status?.code ?? 0);
  if (name !== "OK") throw new RpcError(name, path, status?.message ?? "");
}

/** Refuse a request that says it must have come compressed, but did not; or the other way round. */
function checkCompressed(expected: BoolValue | null | undefined, index: number, { path }: ServerContext): void {
  if (expected == null) return;
  const isCompressed = requestFlags.getStore()?.[index] === true;
  if (isCompressed === (expected.value ?? false)) return;
  throw new RpcError("INVALID_ARGUMENT", path, `the request came ${isCompressed ? "" : "un"}compressed`);
}
