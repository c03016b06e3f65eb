/**
 * Keeps a service in the robot's directory: registers it, says again and again that it lives, and takes it out at the
 * end. The robot forgets nothing by itself, but raises a fault for a service that stays silent.
 */
import process from "node:process";
import { type Clock, RpcError, systemClock } from "../grpc/index.ts";
import type { EndpointInit, ServiceEntryInit } from "../messages/bosdyn/api/directory.ts";
import { RetryableUnavailableError, TimedOutError } from "../services/errors/rpc-errors.ts";
import {
  type DirectoryRegistrationClient,
  ServiceAlreadyExistsError,
  ServiceDoesNotExistError,
} from "../services/registration/directory-registration.ts";
import { type ErrorAction, RetryPacing } from "../services/error-action.ts";

/** What registration needs of a `DirectoryRegistrationClient`. */
export type RegistrationClient = Pick<
  DirectoryRegistrationClient,
  "registerService" | "updateService" | "unregisterService"
>;

/** How the directory is to list the service. */
export interface RegistrationEntry {
  /** Unique name within the robot; clients look it up by this. */
  readonly name: string;
  /** Full protobuf name: `typeName` of the service object. */
  readonly type: string;
  /** Host name by which the robot's proxy is to route calls, for example `my-camera.spot.robot`. Unique too. */
  readonly authority: string;
  /** Whether calls must carry a user token. Default true. */
  readonly userTokenRequired?: boolean;
}

/** What to register, and how to keep it so. */
export interface RegisterServiceOptions {
  readonly client: RegistrationClient;
  readonly entry: RegistrationEntry;
  /** Where the robot reaches the service; see `localAddressTowards`. */
  readonly endpoint: { readonly hostIp: string; readonly port: number };
  /** From one sign of life to the next, in milliseconds. Default 30 000. */
  readonly intervalMs?: number | undefined;
  /** Silence after which the robot raises a fault. Default 2.5 intervals; 0 turns the check off. */
  readonly livenessTimeoutMs?: number | undefined;
  /**
   * Take an entry of that name out first, instead of updating it: the robot then asks the service anew what it offers,
   * and clears its faults. Default false.
   */
  readonly reset?: boolean | undefined;
  /** Deadline of each call, in milliseconds. Default 30 000. */
  readonly timeoutMs?: number | undefined;
  /**
   * Decides what follows an `RpcError`, other than one that passes by itself: a lost connection, a deadline. Default: the
   * error goes to `onWarning`, and the loop resumes.
   */
  readonly onError?: ((error: RpcError) => ErrorAction | undefined) | undefined;
  /**
   * Hears of every other failure that the loop survives: deadlines, refusals of the robot, what `onError` throws. Default: a
   * warning of the process.
   */
  readonly onWarning?: ((error: unknown) => void) | undefined;
  readonly clock?: Clock | undefined;
}

interface RegistrationRequest {
  readonly serviceEntry: ServiceEntryInit;
  readonly endpoint: EndpointInit;
}

/** How the loop ended. */
export type RegistrationEnd = { readonly reason: "stopped" } | { readonly reason: "aborted"; readonly error: unknown };

const INTERVAL_MS = 30_000;
const TIMEOUT_MS = 30_000;
const STOP_TIMEOUT_MS = 5000;
const LIVENESS_INTERVALS = 2.5;

/**
 * Register a service and keep it registered until `stop()`.
 * @throws {RpcError | ResponseError} the first registration failed; no loop runs then
 * @throws {RangeError} an interval or timeout is not positive, or the robot would give the service up between two signs
 * @example
 * ```ts
 * await using registration = await registerService({
 *   client: robot.client(DirectoryRegistrationClient),
 *   entry: { name: "my-camera", type: ImageService.typeName, authority: "my-camera.spot.robot" },
 *   endpoint: { hostIp: await localAddressTowards("192.168.50.3"), port: 21_000 },
 * });
 * ```
 */
export async function registerService(options: RegisterServiceOptions): Promise<ServiceRegistration> {
  checkTimes(options);
  const request = registrationRequest(options);
  const { client, entry, reset = false, timeoutMs = TIMEOUT_MS } = options;
  if (reset) {
    await unregister(options, timeoutMs);
    await client.registerService(request, { timeoutMs });
  } else {
    try {
      await client.registerService(request, { timeoutMs });
    } catch (error) {
      if (!(error instanceof ServiceAlreadyExistsError)) throw error;
      await client.updateService(request, { timeoutMs });
    }
  }
  return new ServiceRegistration(options, request, entry.name);
}

/** A service in the robot's directory. Made by `registerService`. */
export class ServiceRegistration implements AsyncDisposable {
  /** Its name in the directory. */
  readonly name: string;
  /** Resolves when the loop has ended, by `stop()` or because `onError` said `abort`; the entry may outlive it. */
  readonly ended: Promise<RegistrationEnd>;
  readonly #options: RegisterServiceOptions;
  readonly #request: RegistrationRequest;
  readonly #clock: Clock;
  readonly #inFlight = new AbortController();
  #wake: (() => void) | undefined;
  #stopping: Promise<void> | undefined;
  #heartbeats = 1;
  #lastError: unknown;

  /** Keep alive what is registered already. */
  constructor(options: RegisterServiceOptions, request: RegistrationRequest, name: string) {
    this.name = name;
    this.#options = options;
    this.#request = request;
    this.#clock = options.clock ?? systemClock;
    this.ended = this.#run();
  }

  /** Signs of life that the robot has taken, the first registration included. */
  get heartbeats(): number {
    return this.#heartbeats;
  }

  /** Why the latest attempt failed; `undefined` if it did not. */
  get lastError(): unknown {
    return this.#lastError;
  }

  /**
   * End the loop and take the service out of the directory; one that is out already is no error. May be called again.
   * Waits `timeoutMs` for an attempt under way, and again for taking it out. Default 5000.
   * @throws {RpcError | ResponseError} the robot still lists the service, as far as is known
   */
  stop({ timeoutMs = STOP_TIMEOUT_MS }: { readonly timeoutMs?: number } = {}): Promise<void> {
    this.#stopping ??= this.#stop(timeoutMs);
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #stop(timeoutMs: number): Promise<void> {
    // Cut short only when late: a registration that arrived after its removal would bring the entry back.
    const cancel = this.#clock.after(timeoutMs, () => this.#inFlight.abort());
    this.#wake?.();
    await this.ended;
    cancel();
    await unregister(this.#options, timeoutMs);
  }

  /** Never rejects: `#beat` and `#warn` deal with whatever fails. */
  async #run(): Promise<RegistrationEnd> {
    const { intervalMs = INTERVAL_MS } = this.#options;
    const pacing = new RetryPacing(intervalMs);
    let waitMs = intervalMs;
    for (;;) {
      await this.#wait(waitMs);
      if (this.#isStopping) return { reason: "stopped" };
      const startedAt = this.#clock.now();
      const { action, error } = await this.#beat();
      if (action === "abort") return { reason: "aborted", error };
      waitMs = Math.max(0, pacing.next(action) - (this.#clock.now() - startedAt));
    }
  }

  get #isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  #wait(ms: number): Promise<void> {
    if (this.#isStopping) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  /** Register again: to a robot that has the entry it is a sign of life, to one that has restarted an entry. */
  async #beat(): Promise<{ readonly action: ErrorAction; readonly error?: unknown }> {
    const { client, timeoutMs = TIMEOUT_MS } = this.#options;
    this.#lastError = undefined;
    try {
      await client.registerService(this.#request, { timeoutMs, signal: this.#inFlight.signal });
    } catch (error) {
      if (!(error instanceof ServiceAlreadyExistsError)) {
        this.#lastError = error;
        return { action: this.#decide(error), error };
      }
    }
    this.#heartbeats++;
    return { action: "resume-normal" };
  }

  #decide(error: unknown): ErrorAction {
    // Whoever stops the loop has no use for its last errors.
    if (this.#isStopping || error instanceof RetryableUnavailableError) return "resume-normal";
    const { onError } = this.#options;
    if (onError === undefined || !(error instanceof RpcError) || error instanceof TimedOutError) {
      this.#warn(error);
      return "default";
    }
    try {
      return onError(error) ?? "default";
    } catch (thrown) {
      this.#warn(thrown);
      return "default";
    }
  }

  #warn(error: unknown): void {
    const { onWarning } = this.#options;
    if (onWarning === undefined) {
      process.emitWarning(asError(error));
      return;
    }
    try {
      onWarning(error);
    } catch (thrown) {
      process.emitWarning(asError(thrown));
    }
  }
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}

function registrationRequest(options: RegisterServiceOptions): RegistrationRequest {
  const { name, type, authority, userTokenRequired = true } = options.entry;
  const livenessTimeoutSecs = livenessMs(options) / 1000;
  return {
    serviceEntry: { name, type, authority, userTokenRequired, livenessTimeoutSecs },
    endpoint: { hostIp: options.endpoint.hostIp, port: options.endpoint.port },
  };
}

async function unregister({ client, entry }: RegisterServiceOptions, timeoutMs: number): Promise<void> {
  try {
    await client.unregisterService({ serviceName: entry.name }, { timeoutMs });
  } catch (error) {
    if (!(error instanceof ServiceDoesNotExistError)) throw error;
  }
}

function livenessMs({ livenessTimeoutMs, intervalMs = INTERVAL_MS }: RegisterServiceOptions): number {
  return livenessTimeoutMs ?? LIVENESS_INTERVALS * intervalMs;
}

function checkTimes(options: RegisterServiceOptions): void {
  const { intervalMs = INTERVAL_MS, timeoutMs = TIMEOUT_MS } = options;
  for (const [name, value] of Object.entries({ intervalMs, timeoutMs })) {
    if (!(value > 0 && value < Infinity)) throw new RangeError(`${name} must be a positive number, not ${value}`);
  }
  const liveness = livenessMs(options);
  if (!(liveness === 0 || liveness > intervalMs)) {
    throw new RangeError(`livenessTimeoutMs must be 0, or longer than the interval of ${intervalMs}: ${liveness}`);
  }
}
