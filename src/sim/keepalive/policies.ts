/** Keepalive policies: what the robot does by itself when a client falls silent. */
import {
  GetStatusResponse_PolicyControlAction as ControlAction,
  type ActionAfterInit,
  type LivePolicyInit,
  type PolicyInit,
} from "../../messages/bosdyn/api/keepalive/keepalive.ts";
import type { EventInit } from "../../messages/bosdyn/api/data_buffer.ts";
import type { LeaseInit } from "../../messages/bosdyn/api/lease.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { durationMs, toTimestamp } from "../clock/timestamps.ts";
import type { TimedPart } from "../timeline.ts";

/** What policies do, done by the parts that can. */
export interface PolicyDeeds {
  /** The name of the client whose lease it is, or was made of; `undefined` if it is nobody's any more. */
  readonly ownerOf: (lease: LeaseInit) => string | undefined;
  readonly makeStale: (lease: LeaseInit) => void;
  /** Sit down, then motors off. */
  readonly motorsOff: () => void;
  readonly robotOff: () => void;
  readonly recordEvents: (events: readonly EventInit[]) => void;
}

interface Live {
  readonly id: bigint;
  readonly policy: PolicyInit;
  readonly clientName: string;
  checkedInAt: bigint;
  checkedInAtMs: number;
  /** Actions carried out since the last check-in. */
  readonly done: Set<ActionAfterInit>;
}

/** Policies in force at once; the robot's own bound is not published. */
const MAX_POLICIES = 100;

/** The policies of one robot. */
export class Policies implements TimedPart {
  readonly #clock: SimClock;
  readonly #deeds: PolicyDeeds;
  readonly #live = new Map<bigint, Live>();
  #nextId = 1n;

  constructor(clock: SimClock, deeds: PolicyDeeds) {
    this.#clock = clock;
    this.#deeds = deeds;
  }

  /** Whether there is room for one more. */
  get hasRoom(): boolean {
    this.#prune();
    return this.#live.size < MAX_POLICIES;
  }

  /** Whether every lease that a policy speaks of is the client's own: nobody makes another's lease stale. */
  hasGoodLeases({ associatedLeases = [], actions = [] }: PolicyInit, clientName: string): boolean {
    const leases = [...associatedLeases, ...actions.flatMap(({ leaseStale }) => leaseStale?.leases ?? [])];
    return leases.every((lease) => this.#deeds.ownerOf(lease) === clientName);
  }

  /** Put a policy in force, counting from now. */
  add(policy: PolicyInit, clientName: string): LivePolicyInit & { readonly policyId: bigint } {
    this.#prune();
    const id = this.#nextId++;
    const [checkedInAt, checkedInAtMs] = [this.#clock.now(), this.#clock.uptimeMs()];
    const live: Live = { id, policy, clientName, checkedInAt, checkedInAtMs, done: new Set() };
    this.#live.set(id, live);
    return { ...describe(live), policyId: id };
  }

  /** Whether there is a policy of an id. */
  has(id: bigint): boolean {
    this.#prune();
    return this.#live.has(id);
  }

  /** End a policy. @returns what it was; `undefined` if there is none of that id */
  remove(id: bigint): LivePolicyInit | undefined {
    const live = this.#live.get(id);
    this.#live.delete(id);
    return live && describe(live);
  }

  /** Start a policy's time again. @returns when that was, in robot time; `undefined` if there is none of that id */
  checkIn(id: bigint): bigint | undefined {
    const live = this.#live.get(id);
    if (live === undefined) return undefined;
    live.checkedInAt = this.#clock.now();
    live.checkedInAtMs = this.#clock.uptimeMs();
    live.done.clear();
    return live.checkedInAt;
  }

  /** All in force. */
  list(): LivePolicyInit[] {
    this.#prune();
    return [...this.#live.values()].map(describe);
  }

  /** What policies make the robot do now: each lasts until its policy is checked in with, or removed. */
  get controlActions(): ControlAction[] {
    const actions = new Set<ControlAction>();
    for (const { done } of this.#live.values()) {
      for (const { controlledMotorsOff, immediateRobotOff } of done) {
        if (controlledMotorsOff !== undefined) actions.add(ControlAction.POLICY_CONTROL_ACTION_MOTORS_OFF);
        if (immediateRobotOff !== undefined) actions.add(ControlAction.POLICY_CONTROL_ACTION_ROBOT_OFF);
      }
    }
    return [...actions].sort((a, b) => a - b);
  }

  step(uptimeMs: number): void {
    this.#prune();
    for (const live of this.#live.values()) {
      for (const action of live.policy.actions ?? []) {
        const isDue = uptimeMs - live.checkedInAtMs > durationMs(action.after ?? {});
        if (!isDue || live.done.has(action)) continue;
        live.done.add(action);
        this.#perform(action);
      }
    }
  }

  /** End those whose leases are not their owners' any more. */
  #prune(): void {
    for (const { id, policy } of this.#live.values()) {
      const isGood = (policy.associatedLeases ?? []).every((lease) => this.#deeds.ownerOf(lease) !== undefined);
      if (!isGood) this.#live.delete(id);
    }
  }

  #perform({ recordEvent, controlledMotorsOff, immediateRobotOff, leaseStale }: ActionAfterInit): void {
    if (recordEvent !== undefined) this.#deeds.recordEvents(recordEvent.events ?? []);
    if (controlledMotorsOff !== undefined) this.#deeds.motorsOff();
    if (immediateRobotOff !== undefined) this.#deeds.robotOff();
    for (const lease of leaseStale?.leases ?? []) this.#deeds.makeStale(lease);
  }
}

function describe({ id, policy, clientName, checkedInAt }: Live): LivePolicyInit {
  return { policyId: id, policy, clientName, lastCheckin: toTimestamp(checkedInAt) };
}
