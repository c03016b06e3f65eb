/**
 * Several connections to one authority, used in turn. On a lossy link one lost packet holds up all that comes after it on
 * its TCP connection; calls on the others go on. A connection that fails leaves the turn until it is back, and is tried
 * again when its turn would have come.
 */
import type { BidiStreamingCall, ClientStreamingCall, ServerStreamingCall, UnaryCall } from "../wire/method.ts";
import type { CallOptions } from "./call-options.ts";
import type { ResponseStream } from "./call-streaming.ts";
import type { Channel, GrpcChannel } from "./channel.ts";
import type { Requests } from "./request-pump.ts";
import type { ConnectivityState } from "./session-keeper.ts";
import type { ChannelStats } from "./unary-channel.ts";

/** Far above what helps: past a handful, connections compete with each other. */
const MAX_SIZE = 32;

const BEST_FIRST = ["ready", "connecting", "idle", "transient-failure"] as const;

/** A channel over several others. It owns them: closing it closes them. */
export class PooledChannel implements Channel {
  readonly #members: readonly GrpcChannel[];
  /** Those that could not connect, and have not since. */
  readonly #failing = new Set<GrpcChannel>();
  #turn = 0;

  /**
   * @param size how many connections, 1 to 32
   * @param make makes the channel of one of them; all must lead to the same authority
   * @throws {RangeError} the size is out of range
   */
  constructor(size: number, make: (index: number) => GrpcChannel) {
    if (!Number.isInteger(size) || size < 1 || size > MAX_SIZE) {
      throw new RangeError(`a pool has 1 to ${MAX_SIZE} connections, not ${size}`);
    }
    this.#members = Array.from({ length: size }, (_, index) => make(index));
    for (const member of this.#members) {
      member.watchState((state) => {
        if (state === "transient-failure") this.#failing.add(member);
        else if (state === "ready") this.#failing.delete(member);
      });
    }
  }

  /** The channels, in turn order. */
  get members(): readonly GrpcChannel[] {
    return this.#members;
  }

  get authority(): string {
    return (this.#members[0] as GrpcChannel).authority;
  }

  unary<II, O>(method: UnaryCall<II, O>, request: II, options?: CallOptions): Promise<O> {
    return this.#next().unary(method, request, options);
  }

  serverStreaming<II, O>(method: ServerStreamingCall<II, O>, request: II, options?: CallOptions): ResponseStream<O> {
    return this.#next().serverStreaming(method, request, options);
  }

  clientStreaming<II, O>(
    method: ClientStreamingCall<II, O>,
    requests: Requests<II>,
    options?: CallOptions,
  ): Promise<O> {
    return this.#next().clientStreaming(method, requests, options);
  }

  bidiStreaming<II, O>(
    method: BidiStreamingCall<II, O>,
    requests: Requests<II>,
    options?: CallOptions,
  ): ResponseStream<O> {
    return this.#next().bidiStreaming(method, requests, options);
  }

  /** The best of the members' states: ready before connecting, idle, transient failure, shutdown. */
  get state(): ConnectivityState {
    const states = this.#members.map((member) => member.state);
    return BEST_FIRST.find((state) => states.includes(state)) ?? "shutdown";
  }

  /** Connect all of them now. @throws {TransportError} not one of them came about */
  async connect(options?: { readonly waitForReady?: boolean }): Promise<void> {
    const attempts = await Promise.allSettled(this.#members.map((member) => member.connect(options)));
    const [failure] = attempts.filter((attempt) => attempt.status === "rejected");
    if (failure !== undefined && attempts.every((attempt) => attempt.status === "rejected")) throw failure.reason;
  }

  /** Measure a round trip on the connection whose turn it is, in milliseconds. @throws {TransportError} no session */
  ping(): Promise<number> {
    return this.#next().ping();
  }

  /** Sums over all members. */
  stats(): ChannelStats {
    return sumStats(this.#members);
  }

  /** Close every member; resolves when the sockets are closed. */
  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The next in turn that is not in trouble; with all in trouble, whoever's turn it is. */
  #next(): GrpcChannel {
    const size = this.#members.length;
    const inTurn = [...this.#members.slice(this.#turn), ...this.#members.slice(0, this.#turn)];
    const healthy = Math.max(
      inTurn.findIndex((member) => !this.#failing.has(member)),
      0,
    );
    // No call would try them again; before their back-off has passed, this does nothing.
    for (const member of inTurn.slice(0, healthy)) member.connect().catch(() => undefined);
    this.#turn = (this.#turn + healthy + 1) % size;
    return inTurn[healthy] as GrpcChannel;
  }
}

/** Add up what went over several channels. */
export function sumStats(channels: Iterable<{ stats(): ChannelStats }>): ChannelStats {
  const total = { calls: 0, failedCalls: 0, sessions: 0, bytesSent: 0, bytesReceived: 0 };
  for (const channel of channels) {
    const stats = channel.stats();
    for (const key of Object.keys(total) as (keyof ChannelStats)[]) total[key] += stats[key];
  }
  return total;
}
