/** Services that are not the robot's own: registered in its directory by whoever hosts them, who must stay heard of. */
import type { EndpointInit, ServiceEntryInit } from "../../messages/bosdyn/api/directory.ts";
import { ServiceFault_Severity } from "../../messages/bosdyn/api/service_fault.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { toTimestamp } from "../clock/timestamps.ts";
import type { ServiceFaults } from "../faults/service-faults.ts";
import type { TimedPart } from "../timeline.ts";

/** A service as its host describes it. */
export interface Registration {
  readonly entry: ServiceEntryInit & { readonly name: string; readonly authority: string };
  /** Where the robot would reach it. */
  readonly endpoint: EndpointInit;
}

/** What became of a registration. */
export type RegistrationResult = "ok" | "already-exists" | "nonexistent" | "authority-taken" | "too-many";

interface Entry extends Registration {
  heardAt: bigint;
  heardAtMs: number;
}

/** Services registered at once; the robot's own bound is not published. */
const MAX_SERVICES = 200;
/** The name of the fault of a service whose host is not heard of. */
const LIVENESS_FAULT = "liveness-timeout";

/** The registered services of one robot. */
export class RegisteredServices implements TimedPart {
  readonly #clock: SimClock;
  readonly #faults: ServiceFaults;
  readonly #entries = new Map<string, Entry>();
  #own: readonly { readonly name: string; readonly authority: string }[] = [];

  constructor(clock: SimClock, faults: ServiceFaults) {
    this.#clock = clock;
    this.#faults = faults;
  }

  /** Reserve the names and authorities of the robot's own services. */
  reserve(own: readonly { readonly name: string; readonly authority: string }[]): void {
    this.#own = own;
  }

  /** Add a service, whose faults are forgotten. To register what is registered is a sign of life, though refused. */
  register(registration: Registration): RegistrationResult {
    const { name, authority } = registration.entry;
    const before = this.#entries.get(name);
    if (before !== undefined) this.#hear(before);
    if (before !== undefined || this.#own.some((each) => each.name === name)) return "already-exists";
    if (this.#isTaken(name, authority)) return "already-exists";
    if (this.#entries.size >= MAX_SERVICES) return "too-many";
    this.#faults.clearService(name);
    this.#entries.set(name, { ...registration, heardAt: this.#clock.now(), heardAtMs: this.#clock.uptimeMs() });
    return "ok";
  }

  /** Describe a registered service anew. */
  update(registration: Registration): RegistrationResult {
    const { name, authority } = registration.entry;
    const before = this.#entries.get(name);
    if (before === undefined) return "nonexistent";
    if (this.#isTaken(name, authority)) return "authority-taken";
    const entry: Entry = { ...registration, heardAt: before.heardAt, heardAtMs: before.heardAtMs };
    this.#entries.set(name, entry);
    this.#hear(entry);
    return "ok";
  }

  /** Remove a service. @returns whether there was one of that name */
  unregister(name: string): boolean {
    if (!this.#entries.delete(name)) return false;
    this.#faults.clear(livenessFault(name));
    return true;
  }

  /** All of them, as the directory lists them. */
  entries(): ServiceEntryInit[] {
    return [...this.#entries.values()].map(({ entry, heardAt }) => ({ ...entry, lastUpdate: toTimestamp(heardAt) }));
  }

  step(uptimeMs: number): void {
    for (const { entry, heardAtMs } of this.#entries.values()) {
      const { name, livenessTimeoutSecs = 0 } = entry;
      if (livenessTimeoutSecs <= 0 || uptimeMs - heardAtMs <= livenessTimeoutSecs * 1000) continue;
      this.#faults.trigger({
        faultId: livenessFault(name),
        errorMessage: `${name} has not been heard of for ${livenessTimeoutSecs} s`,
        attributes: ["liveness"],
        severity: ServiceFault_Severity.SEVERITY_CRITICAL,
      });
    }
  }

  #hear(entry: Entry): void {
    entry.heardAt = this.#clock.now();
    entry.heardAtMs = this.#clock.uptimeMs();
    this.#faults.clear(livenessFault(entry.entry.name));
  }

  /** Whether calls to an authority go to another than the service of a name. */
  #isTaken(name: string, authority: string): boolean {
    const others = [...this.#own, ...[...this.#entries.values()].map(({ entry }) => entry)];
    return others.some((each) => each.name !== name && each.authority === authority);
  }
}

function livenessFault(serviceName: string): { readonly faultName: string; readonly serviceName: string } {
  return { faultName: LIVENESS_FAULT, serviceName };
}
