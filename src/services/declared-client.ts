/**
 * A client whose RPCs have declared facts: leases and times to fill in on the way out, outcomes to check on the way in, in
 * all four call kinds.
 */
import type {
  BidiStreamingCall,
  CallOptions,
  Channel,
  ClientStreamingCall,
  Requests,
  ServerStreamingCall,
  UnaryCall,
} from "../grpc/index.ts";
import type { ResponseHeader } from "../messages/bosdyn/api/header.ts";
import { SpotError } from "../errors.ts";
import { checkHeader } from "./header-check.ts";
import { BODY_RESOURCE, type LeaseProvider } from "./lease-provider.ts";
import { convertLocalTimes, localToRobotTimestamp, type RobotClock, RobotTimeUnknownError } from "./request-times.ts";
import { checkOutcome, leaseResultsOf } from "./response-checks.ts";
import type { RpcFacts } from "./rpc-facts.ts";
import { classified, ServiceClient, type ServiceClientOptions } from "./service-client.ts";
import type { LocalTime } from "./time.ts";

const NO_FACTS: RpcFacts = {};
/** Codes by which a robot says that a time was not as it should be; its clock may have been set. */
const ABOUT_TIME = /_(EXPIRED|TOO_DISTANT|NO_TIMESYNC)$/;

/** The base of clients that come with facts. */
export abstract class DeclaredClient extends ServiceClient {
  readonly #channel: Channel;
  readonly #robotClock: RobotClock | undefined;
  readonly #leases: LeaseProvider | undefined;

  /** @param channel carries the calls; its authority must be that of the service */
  constructor(channel: Channel, options: ServiceClientOptions = {}) {
    super(channel, options);
    this.#channel = channel;
    this.#robotClock = options.robotClock;
    this.#leases = options.leases;
  }

  /**
   * Complete a request as its facts say: header, lease, times, clock. The caller's object stays as it is.
   * @throws {RobotTimeUnknownError} it needs a robot clock and there is none
   */
  protected prepare<II>(request: Omit<II, "header">, facts: RpcFacts = NO_FACTS): II {
    const { times, lease } = facts;
    const converted =
      times === undefined ? request : convertLocalTimes(request, times, (local) => this.#toRobot(local, facts));
    const prepared: Record<string, unknown> = { ...converted };
    if (facts.headerless !== true) prepared["header"] = this.requestHeader();
    if (namesClock(facts)) prepared["clockIdentifier"] ??= this.#robotClock?.clockIdentifier;
    if (facts.clockIdentifier === "required" && prepared["clockIdentifier"] === undefined) {
      throw new RobotTimeUnknownError(
        "the request must name this client's clock, and the client was made without one: give it a Robot's timeSync",
      );
    }
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
    // Whoever takes a client's clock identifier is the robot itself; a payload's service may have a clock of its own.
    if (namesClock(facts) && message.header !== undefined) this.#robotClock?.observe?.(message.header);
    if (this.#leases !== undefined && (facts.lease !== undefined || facts.leaseInside === true)) {
      for (const result of leaseResultsOf(message, facts)) this.#leases.observe(result);
    }
    try {
      checkOutcome(method, message, facts);
    } catch (error) {
      if (error instanceof SpotError && ABOUT_TIME.test(error.code)) this.#robotClock?.doubt?.();
      throw error;
    }
    return response;
  }

  /**
   * Call a unary method.
   * @throws {RpcError} the network failed, classified as in `spotwire/services`
   * @throws {ResponseError} the robot said no
   */
  protected override async call<II, O>(
    method: UnaryCall<II, O>,
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
  protected async *stream<II, O>(
    method: ServerStreamingCall<II, O>,
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
  protected async upload<II, O>(
    method: ClientStreamingCall<II, O>,
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
  protected async *converse<II, O>(
    method: BidiStreamingCall<II, O>,
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

function namesClock({ clockIdentifier = false }: RpcFacts): boolean {
  return clockIdentifier !== false;
}

/** A lease that is empty but present counts as set; a list of none does not. */
function isUnset(lease: unknown): boolean {
  return lease === undefined || (Array.isArray(lease) && lease.length === 0);
}
