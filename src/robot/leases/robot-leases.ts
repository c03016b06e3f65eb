/** The leases of one robot: acquires them, and lends them to every request of the robot's clients. */
import type { CallOptions } from "../../grpc/index.ts";
import type { Lease } from "../../messages/bosdyn/api/lease.ts";
import { LeaseServiceCalls } from "../../messages/bosdyn/api/lease_service.ts";
import { LeaseClient } from "../../services/control/lease.ts";
import { BODY_RESOURCE } from "../../services/lease-provider.ts";
import { isValidLease } from "../../services/leases/derive-lease.ts";
import { requireField, type ServiceClientClass } from "../../services/service-client.ts";
import { LeaseAlreadyHeldError } from "./errors.ts";
import { HeldLease, type HoldOptions } from "./held-lease.ts";
import type { LeaseSlot } from "./lease-slot.ts";
import { LeaseWallet } from "./lease-wallet.ts";

/** How to acquire a lease, and how to keep it. */
export interface AcquireLeaseOptions extends HoldOptions {
  /** Gives up acquiring. No effect on a lease already handed out. */
  readonly signal?: AbortSignal | undefined;
}

/** What leases need of a `Robot`. */
export interface LeasedRobot {
  client<Client>(clientClass: ServiceClientClass<Client>): Client;
  readonly leaseSlot: LeaseSlot;
  readonly clientName: string;
  readonly closed: AbortSignal;
}

/** Acquires leases of one robot. Made by `leasesOf`. */
export class RobotLeases {
  /**
   * What the robot's clients draw on. A delegate, who was given a lease and must not return it, adds it here instead of
   * acquiring one. Sub-leases carry the name of the request headers, by which an operator can tell programs apart.
   */
  readonly wallet: LeaseWallet;
  readonly #robot: LeasedRobot;
  /** Resources whose lease is held, or being acquired. */
  readonly #held = new Set<string>();

  constructor(robot: LeasedRobot) {
    this.#robot = robot;
    this.wallet = new LeaseWallet(robot.clientName);
    robot.leaseSlot.provider = this.wallet;
  }

  /**
   * Acquire the lease of a resource that nobody holds, or whose owner has gone silent, and keep it alive until it is
   * returned. From then on every request of the robot's clients that needs a lease of it carries one. Needs a login.
   * @param resource default `body`: the whole robot
   * @throws {ResourceAlreadyClaimedError} somebody else has it
   * @throws {LeaseAlreadyHeldError} this program has it
   * @throws {InvalidResourceError} the robot has no such resource
   * @throws {RangeError} the period is not positive
   * @throws {RpcError | ResponseError}
   * @example
   * ```ts
   * await using lease = await leasesOf(robot).acquire();
   * ```
   */
  acquire(resource: string = BODY_RESOURCE, options: AcquireLeaseOptions = {}): Promise<HeldLease> {
    return this.#hold(resource, options, async (client, call) => {
      const response = await client.acquireLease({ resource }, call);
      return usableLease(response, LeaseServiceCalls.acquireLease.path);
    });
  }

  /**
   * Take the lease of a resource from whoever has it: it interrupts another operator, so it is for a person to decide and
   * never for a program. Otherwise like `acquire`.
   * @throws {LeaseAlreadyHeldError | InvalidResourceError | RangeError | RpcError | ResponseError}
   */
  take(resource: string = BODY_RESOURCE, options: AcquireLeaseOptions = {}): Promise<HeldLease> {
    return this.#hold(resource, options, async (client, call) => {
      const response = await client.takeLease({ resource }, call);
      return usableLease(response, LeaseServiceCalls.takeLease.path);
    });
  }

  async #hold(
    resource: string,
    { signal, ...options }: AcquireLeaseOptions,
    ask: (client: LeaseClient, call: CallOptions) => Promise<Lease>,
  ): Promise<HeldLease> {
    const { periodMs, timeoutMs } = options;
    if (periodMs !== undefined && !(periodMs > 0 && periodMs < Infinity)) {
      throw new RangeError(`periodMs must be a positive number, and is ${periodMs}`);
    }
    if (this.#held.has(resource)) throw new LeaseAlreadyHeldError(resource);
    this.#held.add(resource);
    const onEnd = (): void => void this.#held.delete(resource);
    try {
      const client = this.#robot.client(LeaseClient);
      const call = { ...(timeoutMs !== undefined && { timeoutMs }), ...(signal !== undefined && { signal }) };
      const state = this.wallet.add(await ask(client, call));
      return new HeldLease({ client, wallet: this.wallet, state, closed: this.#robot.closed, onEnd }, options);
    } catch (error) {
      onEnd();
      throw error;
    }
  }
}

function usableLease(response: { readonly lease: Lease | undefined }, path: string): Lease {
  return requireField(isValidLease(response.lease) ? response.lease : undefined, "a valid lease", path, response);
}

const LEASES = /* @__PURE__ */ new WeakMap<LeasedRobot, RobotLeases>();

/**
 * The leases of a robot, the same object at every call. A function rather than a part of `Robot`, so that a program which
 * only looks has nothing of it in its bundle.
 * @example
 * ```ts
 * await using lease = await leasesOf(robot).acquire("body", { onLost: ({ owner }) => console.error("lost to", owner) });
 * await robot.client(RobotCommandClient).robotCommand({ command });
 * ```
 */
export function leasesOf(robot: LeasedRobot): RobotLeases {
  let leases = LEASES.get(robot);
  if (leases === undefined) LEASES.set(robot, (leases = new RobotLeases(robot)));
  return leases;
}
