/**
 * What every service client shares: the request header, leases and times on the way out, the checks of the response on
 * the way in, and errors in the robot's terms.
 */
import {
  type BidiStreamingMethod,
  type CallOptions,
  type Channel,
  type ClientStreamingMethod,
  type Requests,
  RpcError,
  type ServerStreamingMethod,
  type UnaryMethod,
} from "../grpc/index.ts";
import type { RequestHeaderInit, ResponseHeader } from "../messages/bosdyn/api/header.ts";
import { SpotError } from "../errors.ts";
import { IncompleteResponseError } from "./errors/response-errors.ts";
import { classifyRpcError } from "./errors/rpc-errors.ts";
import { BODY_RESOURCE, type LeaseProvider } from "./lease-provider.ts";
import { convertLocalTimes, localToRobotTimestamp, type RobotClock } from "./request-times.ts";
import { checkHeader, checkOutcome, leaseResultsOf } from "./response-checks.ts";
import type { RpcFacts } from "./rpc-facts.ts";
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

const NO_FACTS: RpcFacts = {};

/** The base of service clients. */
export abstract class ServiceClient {
  readonly #channel: Channel;
  readonly #clientName: string;
  readonly #now: () => LocalTime;
  readonly #robotClock: RobotClock | undefined;
  readonly #leases: LeaseProvider | undefined;

  /** @param channel carries the calls; its authority must be that of the service */
  constructor(channel: Channel, options: ServiceClientOptions = {}) {
    this.#channel = channel;
    this.#clientName = options.clientName ?? "spotwire";
    this.#now = options.now ?? wallClock;
    this.#robotClock = options.robotClock;
    this.#leases = options.leases;
  }

  /** This machine's wall clock, the one that stamps request headers. */
  protected now(): LocalTime {
    return this.#now();
  }

  /** A new request header: stamped now, so that a retried request is never stamped in the past. */
  protected requestHeader(): RequestHeaderInit {
    return { requestTimestamp: localTimeToTimestamp(this.#now()), clientName: this.#clientName };
  }

  /** Complete a request as its facts say: header, lease, times, clock. The caller's object stays as it is. */
  protected prepare<II>(request: Omit<II, "header">, facts: RpcFacts = NO_FACTS): II {
    const { times, lease } = facts;
    const converted =
      times === undefined ? request : convertLocalTimes(request, times, (local) => this.#toRobot(local, facts));
    const prepared: Record<string, unknown> = { ...converted };
    if (facts.headerless !== true) prepared["header"] = this.requestHeader();
    if (facts.clockIdentifier === true) prepared["clockIdentifier"] ??= this.#robotClock?.clockIdentifier;
    if (lease !== undefined && isUnset(prepared[lease])) {
      const lent = this.#leases?.attach(BODY_RESOURCE);
      if (lent !== undefined) prepared[lease] = lease === "leases" ? [lent] : lent;
    }
    return prepared as II;
  }

  /** Check a response as its facts say, and pass it on. @throws {ResponseError} the robot said no */
  protected accept<O>(method: string, response: O, facts: RpcFacts = NO_FACTS): O {
    const message = response as O & { readonly header?: ResponseHeader | undefined };
    // Decoded messages have one fixed shape: a message without a header field has no such property.
    if ("header" in message && facts.uncheckedHeader !== true) checkHeader(method, message);
    if (this.#leases !== undefined && (facts.lease !== undefined || facts.leaseInside === true)) {
      for (const result of leaseResultsOf(message, facts)) this.#leases.observe(result);
    }
    checkOutcome(method, message, facts);
    return response;
  }

  /**
   * Call a unary method.
   * @throws {RpcError} the network failed, classified as in `spotwire/services`
   * @throws {ResponseError} the robot said no
   */
  protected async call<I, II, O, OI>(
    method: UnaryMethod<I, II, O, OI>,
    request: Omit<II, "header">,
    options?: CallOptions,
    facts: RpcFacts = NO_FACTS,
  ): Promise<O> {
    const prepared = this.prepare<II>(request, facts);
    try {
      const response = await this.#channel.unary(method, prepared, withDeadline(options, facts));
      return this.accept(method.path, response, facts);
    } catch (error) {
      throw classified(error);
    }
  }

  /** Call a server-streaming method, and check each response before the caller sees it. */
  protected async *stream<I, II, O, OI>(
    method: ServerStreamingMethod<I, II, O, OI>,
    request: Omit<II, "header">,
    options?: CallOptions,
    facts: RpcFacts = NO_FACTS,
  ): AsyncGenerator<O, undefined, undefined> {
    const prepared = this.prepare<II>(request, facts);
    try {
      for await (const response of this.#channel.serverStreaming(method, prepared, withDeadline(options, facts))) {
        yield this.accept(method.path, response, facts);
      }
    } catch (error) {
      throw classified(error);
    }
  }

  /** Call a client-streaming method; each request is completed when it is pulled. What the source throws, this throws. */
  protected async upload<I, II, O, OI>(
    method: ClientStreamingMethod<I, II, O, OI>,
    requests: Requests<Omit<II, "header">>,
    options?: CallOptions,
    facts: RpcFacts = NO_FACTS,
  ): Promise<O> {
    const source = new PreparedRequests(requests, (request) => this.prepare<II>(request, facts));
    try {
      const response = await this.#channel.clientStreaming(method, source.read(), withDeadline(options, facts));
      return this.accept(method.path, response, facts);
    } catch (error) {
      throw source.failure?.error ?? classified(error);
    }
  }

  /** Call a bidi-streaming method. */
  protected async *converse<I, II, O, OI>(
    method: BidiStreamingMethod<I, II, O, OI>,
    requests: Requests<Omit<II, "header">>,
    options?: CallOptions,
    facts: RpcFacts = NO_FACTS,
  ): AsyncGenerator<O, undefined, undefined> {
    const source = new PreparedRequests(requests, (request) => this.prepare<II>(request, facts));
    try {
      const responses = this.#channel.bidiStreaming(method, source.read(), withDeadline(options, facts));
      for await (const response of responses) yield this.accept(method.path, response, facts);
    } catch (error) {
      throw source.failure?.error ?? classified(error);
    }
  }

  #toRobot(local: LocalTime, { timesBestEffort }: RpcFacts): ReturnType<typeof localToRobotTimestamp> | undefined {
    try {
      return localToRobotTimestamp(local, this.#robotClock);
    } catch (error) {
      if (timesBestEffort === true && error instanceof SpotError) return undefined;
      throw error;
    }
  }
}

/** A caller's requests, completed one by one. It keeps what the source threw, which the call itself only wraps. */
class PreparedRequests<T, II> {
  failure: { readonly error: unknown } | undefined;
  readonly #requests: Requests<T>;
  readonly #prepare: (request: T) => II;

  constructor(requests: Requests<T>, prepare: (request: T) => II) {
    this.#requests = requests;
    this.#prepare = prepare;
  }

  async *read(): AsyncGenerator<II, undefined, undefined> {
    try {
      for await (const request of this.#requests) yield this.#prepare(request);
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}

/** The caller's own options object, unless the RPC has a deadline of its own and the caller names none. */
function withDeadline(options: CallOptions | undefined, { timeoutMs }: RpcFacts): CallOptions | undefined {
  if (timeoutMs === undefined || options?.timeoutMs !== undefined) return options;
  return { ...options, timeoutMs };
}

/** A lease that is empty but present counts as set; a list of none does not. */
function isUnset(lease: unknown): boolean {
  return lease === undefined || (Array.isArray(lease) && lease.length === 0);
}

function classified(error: unknown): unknown {
  return error instanceof RpcError ? classifyRpcError(error) : error;
}

/** The value of a field that a response must have. @throws {IncompleteResponseError} */
export function requireField<T>(value: T | undefined, field: string, method: string, response: unknown): T {
  if (value !== undefined) return value;
  throw new IncompleteResponseError({ method, response, status: 0, detail: `the response lacks ${field}` });
}
