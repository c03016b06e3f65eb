/**
 * One robot: its channels, its login, its directory, and typed clients on top of them. It imports no service beyond
 * those it needs to find the others, so that a program bundles only the clients it names.
 */
import {
  type Channel,
  type ChannelStats,
  type ClientInterceptor,
  diagnostics,
  GrpcChannel,
  type GrpcChannelOptions,
  keepalive,
  PooledChannel,
  sumStats,
  withInterceptors,
} from "../grpc/index.ts";
import type { ServiceEntry } from "../messages/bosdyn/api/directory.ts";
import type { RobotId } from "../messages/bosdyn/api/robot_id.ts";
import { AuthClient } from "../services/auth.ts";
import { DirectoryClient } from "../services/directory.ts";
import { RobotIdClient } from "../services/robot-id.ts";
import type { ServiceClientClass, ServiceClientOptions } from "../services/service-client.ts";
import { TimeSyncClient } from "../services/time-sync.ts";
import { wallClock } from "../services/wall-clock.ts";
import { Authorities } from "./authorities.ts";
import { type DialOptions, dial, dialHttps, type HttpsConnection } from "./dial.ts";
import { LeaseSlot } from "./leases/lease-slot.ts";
import { type KeepLoginOptions, Login } from "./login/login.ts";
import { RenewingChannel } from "./login/renewing-channel.ts";
import { RoutedChannel } from "./routed-channel.ts";
import { TimeSync } from "./time/time-sync.ts";

/** Both directions of every robot channel, in bytes: 100 MiB, as the reference client sets it. */
export const MAX_ROBOT_MESSAGE_BYTES: number = 100 * 1024 * 1024;

/**
 * How a robot's channels look for life: after 5 s of silence while a call waits, as the API's own clients have done, and
 * for 10 s, which outlasts a bad moment of a radio link.
 */
const KEEPALIVE = { intervalMs: 5_000, timeoutMs: 10_000 } as const;

/** A robot comes back into reach at any moment, and somebody waits for it: gRPC's usual two minutes are for data centres. */
const BACKOFF = { initialMs: 250, maxMs: 5_000 } as const;

/** What a caller may set on a robot's channels. */
export type RobotChannelOptions = Partial<
  Pick<
    GrpcChannelOptions,
    "encodings" | "retry" | "keepalive" | "idleTimeoutMs" | "backoff" | "observer" | "maxReceiveMessageBytes"
  >
>;

/** One connection, or several in turn. */
export type RobotChannel = GrpcChannel | PooledChannel;

/** What a Robot is made of; `connect` puts it together. */
export interface RobotParts extends DialOptions {
  readonly client: ServiceClientOptions;
  readonly userAgent: string;
  /** Connections to each authority. */
  readonly connectionsPerAuthority: number;
  readonly channelOptions: ((authority: string) => RobotChannelOptions) | undefined;
  readonly interceptors?: readonly ClientInterceptor[] | undefined;
  readonly keepLogin?: KeepLoginOptions | undefined;
}

/** How to choose a service for a client. */
export interface ClientChoice {
  /** Directory name, where it is not the client's usual one: `robot.client(ImageClient, { service: "my-camera" })`. */
  readonly service?: string;
  /**
   * Give the client a connection of its own, shared by all that name the same: `{ connection: "bulk" }` keeps a map's
   * download from standing before the next command. Default: the authority's shared one.
   */
  readonly connection?: string;
}

/** A connection to one robot. Make it with `connect`; close it with `close`, or hold it with `await using`. */
export class Robot {
  /** What was looked for, for messages to people. */
  readonly address: string;
  /** The robot's clock against ours. Nothing is exchanged before `establish()`. */
  readonly timeSync: TimeSync;
  /** Where its clients look for leases. `leasesOf(robot)` acquires them and fills it. */
  readonly leaseSlot: LeaseSlot = new LeaseSlot();
  readonly #parts: RobotParts;
  readonly #channels = new Map<string, RobotChannel>();
  /** By class, then by service and connection name: a subclass shares its base's service, not its clients. */
  readonly #clients = new Map<unknown, Map<string, unknown>>();
  readonly #authorities: Authorities;
  readonly #closed = new AbortController();
  readonly #login: Login;
  #closing: Promise<void> | undefined;

  constructor(parts: RobotParts) {
    this.#parts = parts;
    this.address = parts.resolver.describe();
    this.#authorities = new Authorities(() => this.client(DirectoryClient).list());
    this.#login = new Login({ auth: this.client(AuthClient), closed: this.closed }, parts.keepLogin);
    this.timeSync = new TimeSync(this.client(TimeSyncClient), { now: parts.client.now, closed: this.closed });
  }

  /**
   * The client of a service: one per class and service name. No I/O; the authority is looked up at the first call,
   * which throws `UnregisteredServiceError` if the directory has no such service.
   * @example
   * ```ts
   * const state = await robot.client(RobotStateClient).getRobotState();
   * ```
   */
  client<Client>(clientClass: ServiceClientClass<Client>, choice: ClientChoice = {}): Client {
    const { service = clientClass.serviceName, connection = "" } = choice;
    if (service === "")
      throw new TypeError(`${clientClass.name} has no usual directory name: say which with { service }`);
    let clients = this.#clients.get(clientClass) as Map<string, Client> | undefined;
    if (clients === undefined) this.#clients.set(clientClass, (clients = new Map<string, Client>()));
    const key = `${service} ${connection}`;
    let client = clients.get(key);
    if (client === undefined) {
      // TimeSync's own client is made before there is a TimeSync; it converts no times.
      const options = { ...this.#parts.client, robotClock: this.timeSync, leases: this.leaseSlot };
      const routed = new RoutedChannel(() => this.#channelOf(service, connection));
      // Logging in needs no token; a refusal there is the user's to hear.
      const isAuth = service === AuthClient.serviceName;
      const channel = isAuth ? routed : new RenewingChannel(routed, this.#login, this.#parts.client.now ?? wallClock);
      client = new clientClass(channel, options);
      clients.set(key, client);
    }
    return client;
  }

  /**
   * Log in by password. Every later call carries the token, which is renewed every hour until the robot is closed, and when
   * the robot refuses it; the password is not kept.
   * @throws {InvalidLoginError} the robot does not accept them
   * @throws {TemporarilyLockedOutError} too many failed logins; wait a minute
   * @throws {RpcError | ResponseError}
   */
  async login(username: string, password: string): Promise<void> {
    await this.#login.byPassword(username, password);
    this.timeSync.resume();
  }

  /**
   * Log in with a token that is still valid, for a new one; otherwise as `login`.
   * @throws {InvalidTokenError | RpcError | ResponseError}
   */
  async loginWithToken(token: string): Promise<void> {
    await this.#login.byToken(token);
    this.timeSync.resume();
  }

  /** Whether a login has succeeded. The robot may have refused its token since. */
  get isLoggedIn(): boolean {
    return this.token !== undefined;
  }

  /** The user token of now; to be kept like a password. `undefined` before the first login. */
  get token(): string | undefined {
    return this.#login.token;
  }

  /** Call back with every new token from now on, renewals too; each is to be kept like a password. @returns a function that ends it */
  watchToken(watcher: (token: string) => void): () => void {
    return this.#login.watch(watcher);
  }

  /**
   * Come by another token than one that the robot has just refused, beside the calls, which do so by themselves.
   * @returns whether there is one now
   */
  renewToken(refused: string): Promise<boolean> {
    return this.#login.renewAfter(refused);
  }

  /**
   * Open a connection of its own to the robot's web server, for HTTP/1.1, its certificates checked as those of every other.
   * Whoever asks closes its socket; closing the robot does not. `spotwire/downloads` goes through it.
   * @throws {ConnectError | TrustError | DiscoveryError | ProxyError}
   */
  openHttps(signal: AbortSignal): Promise<HttpsConnection> {
    return dialHttps(this.#parts, AbortSignal.any([signal, this.closed]));
  }

  /** Who this robot is. Needs no login. @throws {RpcError | ResponseError} */
  async id(): Promise<RobotId> {
    return this.client(RobotIdClient).getRobotId();
  }

  /** What this program calls itself towards the robot. */
  get clientName(): string {
    return this.#parts.client.clientName ?? "spotwire";
  }

  /** Aborted when `close` is called, for what runs alongside a Robot and is to end with it. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Every service in the robot's directory, read anew. Needs a login. @throws {RpcError | ResponseError} */
  async listServices(): Promise<readonly ServiceEntry[]> {
    return this.#authorities.refresh();
  }

  /** What went over all channels since `connect`. */
  stats(): ChannelStats {
    return sumStats(this.#channels.values());
  }

  /**
   * The shared channel of one authority.
   * @param connection names another one to the same authority. Default: the one that all share
   */
  channel(authority: string, connection = ""): RobotChannel {
    const key = `${authority} ${connection}`;
    let channel = this.#channels.get(key);
    if (channel === undefined) {
      channel = this.#openChannel(authority);
      this.#channels.set(key, channel);
    }
    return channel;
  }

  /** Cancel what runs and close every connection; resolves when the sockets are closed. Later calls fail. */
  close(): Promise<void> {
    this.#closed.abort();
    this.#closing ??= Promise.all([...this.#channels.values()].map((channel) => channel.close())).then(() => undefined);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #openChannel(authority: string): RobotChannel {
    const { connectionsPerAuthority: size } = this.#parts;
    const channel =
      size === 1 ? this.#openConnection(authority) : new PooledChannel(size, () => this.#openConnection(authority));
    // A channel opened after close() must refuse its calls like the others.
    if (this.#closing !== undefined) void channel.close();
    return channel;
  }

  #openConnection(authority: string): GrpcChannel {
    return new GrpcChannel({
      keepalive: keepalive(KEEPALIVE),
      backoff: BACKOFF,
      observer: diagnostics(),
      maxReceiveMessageBytes: MAX_ROBOT_MESSAGE_BYTES,
      ...this.#parts.channelOptions?.(authority),
      authority,
      address: this.address,
      connect: dial(authority, this.#parts),
      userAgent: this.#parts.userAgent,
      maxSendMessageBytes: MAX_ROBOT_MESSAGE_BYTES,
      // Read at each call: a new token needs no new channel. Before the login there is no header at all.
      callMetadata: () => (this.token === undefined ? undefined : { authorization: `Bearer ${this.token}` }),
    });
  }

  #channelOf(service: string, connection: string): Channel | Promise<Channel> {
    const known = this.#authorities.known(service);
    if (known !== undefined) return this.#intercepted(this.channel(known, connection));
    return this.#authorities.find(service).then((authority) => this.#intercepted(this.channel(authority, connection)));
  }

  /** Beneath the renewal of tokens, so that an interceptor sees each call that the robot sees. */
  #intercepted(channel: RobotChannel): Channel {
    const { interceptors = [] } = this.#parts;
    return interceptors.length === 0 ? channel : withInterceptors(channel, ...interceptors);
  }
}
