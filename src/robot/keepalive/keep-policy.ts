/**
 * Keeps a keepalive policy: the robot does what the policy says when this program falls silent, and as long as it checks
 * in, it does not.
 */
import { type Clock, systemClock } from "../../grpc/index.ts";
import type { Policy, PolicyInit } from "../../messages/bosdyn/api/keepalive/keepalive.ts";
import { KeepaliveServiceCalls } from "../../messages/bosdyn/api/keepalive/keepalive_service.ts";
import { InvalidPolicyError, KeepaliveClient } from "../../services/control/keepalive.ts";
import type { ErrorAction } from "../../services/error-action.ts";
import { RetryPacing } from "../../services/error-action.ts";
import { RetryableRpcError } from "../../services/errors/rpc-errors.ts";
import { requireField, type ServiceClientClass } from "../../services/service-client.ts";
import { durationNanos } from "../../services/time.ts";
import { Repeater } from "../background/repeater.ts";
import { warn } from "../background/tell.ts";

/** How to keep a policy. */
export interface KeepPolicyOptions {
  /** From one check-in to the next, in milliseconds. Default: a third of the shortest delay of the policy's actions. */
  readonly intervalMs?: number | undefined;
  /** Whether `Symbol.asyncDispose` takes the policy back. Default true: the program ends in order, nothing is to happen. */
  readonly removeAtEnd?: boolean | undefined;
  /**
   * Hears of a check-in that failed for another reason than the network, which passes, and decides what follows. Where the
   * robot has no such policy any more the check-ins end, whatever it says. Default: a warning of the process, and the next
   * one is tried.
   */
  readonly onError?: ((error: unknown) => ErrorAction | undefined) | undefined;
  readonly clock?: Clock | undefined;
}

/** What a policy needs of a `Robot`. */
export interface PolicyRobot {
  client<Client>(clientClass: ServiceClientClass<Client>): Client;
  readonly closed: AbortSignal;
}

/**
 * Add a policy, and check in for it until it is given up.
 * @throws {KeepaliveInvalidLeaseError} one of its leases is not in use by this client
 * @throws {RangeError} it has no action, or an action no delay
 * @throws {InvalidRequestError} the robot does not take such a policy
 * @throws {ResponseError | RpcError}
 * @example
 * ```ts
 * const policy = { name: "sit if I am gone", actions: [{ after: { seconds: 10n }, controlledMotorsOff: {} }] };
 * await using kept = await keepPolicy(robot, policy);
 * ```
 */
export async function keepPolicy(
  robot: PolicyRobot,
  policy: PolicyInit,
  options: KeepPolicyOptions = {},
): Promise<KeptPolicy> {
  const delays = (policy.actions ?? []).map(({ after = {} }) => Number(durationNanos(after)) / 1e6);
  const shortestMs = Math.min(...delays);
  if (!(shortestMs > 0 && shortestMs < Infinity)) {
    throw new RangeError(`policy ${JSON.stringify(policy.name)} needs an action, and each action a positive delay`);
  }
  const { intervalMs = shortestMs / 3 } = options;
  if (!(intervalMs > 0 && intervalMs < shortestMs)) {
    throw new RangeError(`intervalMs is ${intervalMs}: it must be positive and shorter than ${shortestMs}, a delay`);
  }
  const client = robot.client(KeepaliveClient);
  const response = await client.modifyPolicy({ toAdd: policy });
  const { path } = KeepaliveServiceCalls.modifyPolicy;
  const added = requireField(response.addedPolicy, "added_policy", path, response);
  return new KeptPolicy(client, robot.closed, { policyId: added.policyId, policy: added.policy, intervalMs }, options);
}

/** A policy at work. Made by `keepPolicy`; hold it with `await using`. */
export class KeptPolicy implements AsyncDisposable {
  readonly policyId: bigint;
  /** As the robot has it. */
  readonly policy: Policy | undefined;
  readonly #client: Pick<KeepaliveClient, "checkIn" | "modifyPolicy">;
  readonly #options: KeepPolicyOptions;
  readonly #over = new AbortController();
  readonly #closed: AbortSignal;
  readonly #pacing: RetryPacing;
  #lastError: unknown;
  #removing: Promise<void> | undefined;

  constructor(
    client: Pick<KeepaliveClient, "checkIn" | "modifyPolicy">,
    closed: AbortSignal,
    added: { readonly policyId: bigint; readonly policy: Policy | undefined; readonly intervalMs: number },
    options: KeepPolicyOptions = {},
  ) {
    const { intervalMs } = added;
    this.policyId = added.policyId;
    this.policy = added.policy;
    this.#client = client;
    this.#closed = closed;
    this.#options = options;
    this.#pacing = new RetryPacing(intervalMs);
    closed.addEventListener("abort", this.#onClosed);
    if (closed.aborted) this.#onClosed();
    new Repeater({
      attempt: () => this.#attempt(intervalMs),
      clock: options.clock ?? systemClock,
      signal: this.signal,
      firstWaitMs: intervalMs,
    });
  }

  /** Aborted when there are no more check-ins; the reason says why. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Why the latest check-in failed; `undefined` if it did not. */
  get lastError(): unknown {
    return this.#lastError;
  }

  /** Check in no more, and take the policy back; one that the robot does not have is no error. @throws {ResponseError | RpcError} */
  remove(): Promise<void> {
    // One that failed may be tried again.
    this.#removing ??= this.#remove().catch((error: unknown) => {
      this.#removing = undefined;
      throw error;
    });
    return this.#removing;
  }

  /** Take the policy back, unless `removeAtEnd` is false; then it only ends the check-ins, and the robot acts. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#options.removeAtEnd === false || this.#closed.aborted) this.#end(new Error("no more check-ins"));
    else await this.remove();
  }

  async #remove(): Promise<void> {
    this.#end(new Error("the policy was taken back"));
    try {
      await this.#client.modifyPolicy({ policyIdsToRemove: [this.policyId] });
    } catch (error) {
      if (!(error instanceof InvalidPolicyError)) throw error;
    }
  }

  async #attempt(intervalMs: number): Promise<number | undefined> {
    try {
      await this.#client.checkIn({ policyId: this.policyId }, { signal: this.signal, timeoutMs: intervalMs });
      this.#lastError = undefined;
      this.#pacing.next("resume-normal");
      return intervalMs;
    } catch (error) {
      if (this.signal.aborted) return undefined;
      this.#lastError = error;
      const action = error instanceof RetryableRpcError ? "default" : this.#decide(error);
      if (action !== "abort") return this.#pacing.next(action);
      this.#end(error);
      return undefined;
    }
  }

  #decide(error: unknown): ErrorAction {
    // Whatever anybody says, the robot has nothing any more to check in for.
    const last = error instanceof InvalidPolicyError ? "abort" : undefined;
    try {
      if (this.#options.onError === undefined) warn(error);
      const wanted = this.#options.onError?.(error);
      return last ?? wanted ?? "default";
    } catch (thrown) {
      warn(thrown);
      return last ?? "default";
    }
  }

  readonly #onClosed = (): void => this.#end(this.#closed.reason);

  #end(reason: unknown): void {
    if (this.signal.aborted) return;
    this.#closed.removeEventListener("abort", this.#onClosed);
    this.#over.abort(reason);
  }
}
