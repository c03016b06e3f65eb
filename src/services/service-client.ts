/** What every service client shares: the request header, the checks of the response, errors in the robot's terms. */
import {
  type CallOptions,
  type Channel,
  type ResponseStream,
  RpcError,
  type ServerStreamingMethod,
  type UnaryMethod,
} from "../grpc/index.ts";
import type { RequestHeaderInit } from "../messages/bosdyn/api/header.ts";
import { IncompleteResponseError } from "./errors/response-errors.ts";
import { classifyRpcError } from "./errors/rpc-errors.ts";
import { type CheckedResponse, checkResponse, type StatusTable } from "./response-checks.ts";
import { type LocalTime, localTimeToTimestamp } from "./time.ts";
import { wallClock } from "./wall-clock.ts";

/** How a client presents itself. */
export interface ServiceClientOptions {
  /** `client_name` of every request header, seen in the robot's logs. Default `spotwire`. */
  readonly clientName?: string | undefined;
  /** This machine's wall clock. Default: the system's, to the microsecond. */
  readonly now?: (() => LocalTime) | undefined;
}

/** A class of clients, as a Robot needs it. */
export interface ServiceClientClass<Client> {
  new (channel: Channel, options?: ServiceClientOptions): Client;
  /** Its usual entry in the robot's directory, for example `robot-state`. */
  readonly serviceName: string;
  /** Full protobuf name of its service. */
  readonly serviceType: string;
}

/** The base of service clients. */
export abstract class ServiceClient {
  readonly #channel: Channel;
  readonly #clientName: string;
  readonly #now: () => LocalTime;

  /** @param channel carries the calls; its authority must be that of the service */
  constructor(channel: Channel, options: ServiceClientOptions = {}) {
    this.#channel = channel;
    this.#clientName = options.clientName ?? "spotwire";
    this.#now = options.now ?? wallClock;
  }

  /** This machine's wall clock, the one that stamps request headers. */
  protected now(): LocalTime {
    return this.#now();
  }

  /** A new request header: stamped now, so that a retried request is never stamped in the past. */
  protected requestHeader(): RequestHeaderInit {
    return { requestTimestamp: localTimeToTimestamp(this.#now()), clientName: this.#clientName };
  }

  /**
   * Call a unary method with a fresh header and check the response.
   * @throws {RpcError} the network failed, classified as in `spotwire/services`
   * @throws {ResponseError} the robot said no
   */
  protected async call<
    I,
    II extends { readonly header?: RequestHeaderInit | undefined },
    O extends CheckedResponse,
    OI,
  >(
    method: UnaryMethod<I, II, O, OI>,
    request: Omit<II, "header">,
    options: CallOptions | undefined,
    table?: StatusTable,
  ): Promise<O> {
    const response = await this.#send(method, { ...request, header: this.requestHeader() } as unknown as II, options);
    checkResponse(method.path, response, table);
    return response;
  }

  /** Call a server-streaming method with a fresh header; errors while reading are classified like any other. */
  protected async *stream<I, II extends { readonly header?: RequestHeaderInit | undefined }, O, OI>(
    method: ServerStreamingMethod<I, II, O, OI>,
    request: Omit<II, "header">,
    options: CallOptions,
  ): AsyncGenerator<O, undefined, undefined> {
    const header = this.requestHeader();
    const responses: ResponseStream<O> = this.#channel.serverStreaming(
      method,
      { ...request, header } as unknown as II,
      options,
    );
    try {
      yield* responses;
    } catch (error) {
      throw classified(error);
    }
  }

  async #send<I, II, O, OI>(method: UnaryMethod<I, II, O, OI>, request: II, options?: CallOptions): Promise<O> {
    try {
      return await this.#channel.unary(method, request, options);
    } catch (error) {
      throw classified(error);
    }
  }
}

function classified(error: unknown): unknown {
  return error instanceof RpcError ? classifyRpcError(error) : error;
}

/** The value of a field that a response must have. @throws {IncompleteResponseError} */
export function requireField<T>(value: T | undefined, field: string, method: string, response: unknown): T {
  if (value !== undefined) return value;
  throw new IncompleteResponseError({ method, response, status: 0, detail: `the response lacks ${field}` });
}
