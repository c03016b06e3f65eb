/** A call of any RPC by its schema: JSON in, JSON out, whatever its kind. */
import type { CallOptions, Channel, Method, MethodKind } from "../grpc/index.ts";
import {
  DynamicCodecs,
  type DynamicMessage,
  JsonReader,
  JsonWriter,
  type MethodSchema,
  parseJson,
  type PlainJson,
  type SchemaRegistry,
  type ServiceSchema,
} from "../reflect/index.ts";
import { localTimeToTimestamp, wallClock } from "../services/index.ts";
import { kindOf } from "./commands/list.ts";

type DynamicMethod<Kind extends MethodKind> = Method<
  Kind,
  DynamicMessage,
  DynamicMessage,
  DynamicMessage,
  DynamicMessage
>;

const REQUEST_HEADER = "bosdyn.api.RequestHeader";

/** One RPC, ready to be called with JSON. */
export class DynamicCall {
  readonly path: string;
  readonly kind: MethodKind;
  readonly #method: MethodSchema;
  readonly #registry: SchemaRegistry;
  readonly #reader: JsonReader;
  readonly #writer: JsonWriter;
  readonly #dynamic: DynamicMethod<MethodKind>;
  readonly #clientName: string;

  constructor(registry: SchemaRegistry, service: ServiceSchema, method: MethodSchema, clientName: string) {
    const codecs = new DynamicCodecs(registry);
    this.path = `/${service.typeName}/${method.name}`;
    this.kind = kindOf(method);
    this.#method = method;
    this.#registry = registry;
    this.#reader = new JsonReader(registry, codecs);
    this.#writer = new JsonWriter(registry, codecs);
    this.#clientName = clientName;
    this.#dynamic = {
      service: service.typeName,
      name: method.name,
      path: this.path,
      kind: this.kind,
      input: codecs.codec(method.input),
      output: codecs.codec(method.output),
    };
  }

  /**
   * Read one request from JSON text. A header that is left out is filled in, as every robot wants one.
   * @throws {JsonError} with the path in the message
   */
  request(text: string): DynamicMessage {
    const message = this.#reader.message(this.#method.input, parseJson(text));
    const header = this.#registry.message(this.#method.input).fields.find(({ protoName }) => protoName === "header");
    if (header?.value.kind === "message" && header.value.typeName === REQUEST_HEADER) {
      message["header"] ??= { requestTimestamp: localTimeToTimestamp(wallClock()), clientName: this.#clientName };
    }
    return message;
  }

  /** Call, and yield each response as JSON. @throws {RpcError | JsonError} */
  async *responses(
    channel: Channel,
    requests: AsyncIterable<DynamicMessage>,
    options: CallOptions,
  ): AsyncGenerator<PlainJson, void, void> {
    for await (const response of this.#call(channel, requests, options)) {
      yield this.#writer.message(this.#method.output, response);
    }
  }

  async *#call(
    channel: Channel,
    requests: AsyncIterable<DynamicMessage>,
    options: CallOptions,
  ): AsyncGenerator<DynamicMessage, void, void> {
    const method = this.#dynamic;
    switch (method.kind) {
      case "unary":
        yield await channel.unary(method as DynamicMethod<"unary">, await only(requests), options);
        return;
      case "server-streaming":
        yield* channel.serverStreaming(method as DynamicMethod<"server-streaming">, await only(requests), options);
        return;
      case "client-streaming":
        yield await channel.clientStreaming(method as DynamicMethod<"client-streaming">, requests, options);
        return;
      case "bidi-streaming":
        yield* channel.bidiStreaming(method as DynamicMethod<"bidi-streaming">, requests, options);
    }
  }
}

async function only(requests: AsyncIterable<DynamicMessage>): Promise<DynamicMessage> {
  for await (const request of requests) return request;
  throw new TypeError("the call takes one request, and there was none");
}
