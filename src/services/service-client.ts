/**
 * What every service client shares: the request header on the way out, its check on the way in, and errors in the
 * robot's terms. Clients whose RPCs need more than that are `DeclaredClient`s.
 */
import { type CallOptions, type Channel, RpcError, type UnaryCall, type UnaryCaller } from "../grpc/index.ts";
import type { RequestHeaderInit, ResponseHeader } from "../messages/bosdyn/api/header.ts";
import { IncompleteResponseError } from "./errors/response-errors.ts";
import { classifyRpcError } from "./errors/rpc-errors.ts";
import { checkHeader } from "./header-check.ts";
import type { LeaseProvider } from "./lease-provider.ts";
import type { RobotClock } from "./request-times.ts";
import { type LocalTime, localTimeToTimestamp } from "./time.ts";
import { wallClock } from "./wall-clock.ts";

/** How a client presents itself, and what it may draw on. */
export interface ServiceClientOptions {
  /** `client_name` of every request header, seen in the robot's logs. Default `spotwire`. */
  readonly clientName?: string | undefined;
  /** This machine's wall clock. Default: the system's, to the microsecond. */
  readonly now?: (() => LocalTime) | undefined;
  /**
   * The robot's clock against ours, for requests that hold local times and for their `clockIdentifier`. Without one such
   * a request fails with `RobotTimeUnknownError` before it is sent.
   */
  readonly robotClock?: RobotClock | undefined;
  /** Lends leases to requests that need one and have none. Default: they go without. */
  readonly leases?: LeaseProvider | undefined;
}

/** A class of clients, as a Robot needs it. */
export interface ServiceClientClass<Client> {
  new (channel: Channel, options?: ServiceClientOptions): Client;
  /** Its usual entry in the robot's directory, for example `robot-state`; empty if it has none and the caller must say. */
  readonly serviceName: string;
  /** Full protobuf name of its service. */
  readonly serviceType: string;
}

/** The base of service clients. */
export abstract class ServiceClient {
  readonly #channel: UnaryCaller;
  readonly #clientName: string;
  readonly #now: () => LocalTime;

  /** @param channel carries the calls; its authority must be that of the service */
  constructor(channel: UnaryCaller, options: ServiceClientOptions = {}) {
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
   * Call a unary method whose response says no more of how it went than its header.
   * @throws {RpcError} the network failed, classified as in `spotwire/services`
   * @throws {ResponseError} the robot said no
   */
  protected async call<II, O extends { readonly header?: ResponseHeader | undefined }>(
    method: UnaryCall<II, O>,
    request: Omit<II, "header">,
    options?: CallOptions,
  ): Promise<O> {
    try {
      const response = await this.#channel.unary(method, { ...request, header: this.requestHeader() } as II, options);
      checkHeader(method.path, response);
      return response;
    } catch (error) {
      throw classified(error);
    }
  }
}

/** Give what a call threw its class, where it has one. */
export function classified(error: unknown): unknown {
  return error instanceof RpcError ? classifyRpcError(error) : error;
}

/** The value of a field that a response must have. @throws {IncompleteResponseError} */
export function requireField<T>(value: T | undefined, field: string, method: string, response: unknown): T {
  if (value !== undefined) return value;
  throw new IncompleteResponseError({ method, response, status: 0, detail: `the response lacks ${field}` });
}
