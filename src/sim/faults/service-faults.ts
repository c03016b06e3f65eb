/** Service faults: what services and payloads say is wrong with themselves. They last until they are cleared. */
import {
  ServiceFault,
  ServiceFault_Severity as Severity,
  type ServiceFaultIdInit,
  type ServiceFaultInit,
} from "../../messages/bosdyn/api/service_fault.ts";
import type { ServiceFaultStateInit } from "../../messages/bosdyn/api/robot_state.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { fromTimestamp, toDuration, toTimestamp } from "../clock/timestamps.ts";
import { worstByAttribute } from "./worst-by-attribute.ts";

interface Entry {
  readonly fault: ServiceFaultInit;
  readonly onset: bigint;
}

/** What became of a fault that was to be raised. */
export type TriggerResult = "ok" | "already-active" | "too-large" | "too-many";

/** Faults active at once; the robot's own bounds are not published. */
const MAX_ACTIVE = 200;
const MAX_FAULT_BYTES = 16 * 1024;
const MAX_HISTORICAL = 20;

/** The faults of one robot's services and payloads. */
export class ServiceFaults {
  readonly #clock: SimClock;
  readonly #active = new Map<string, Entry>();
  readonly #historical: ServiceFaultInit[] = [];

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  /** Raise a fault, with now for an onset if it has none. One with the same id that is active already stays as it is. */
  trigger(fault: ServiceFaultInit): TriggerResult {
    const key = keyOf(fault.faultId ?? {});
    if (this.#active.has(key)) return "already-active";
    if (this.#active.size >= MAX_ACTIVE) return "too-many";
    if (ServiceFault.encode(fault).length > MAX_FAULT_BYTES) return "too-large";
    const onset = fault.onsetTimestamp === undefined ? this.#clock.now() : fromTimestamp(fault.onsetTimestamp);
    this.#active.set(key, { fault, onset });
    return "ok";
  }

  /** Clear the fault of an id. @returns how many there were: 0 or 1 */
  clear(id: ServiceFaultIdInit): number {
    return this.#clearWhere((_, key) => key === keyOf(id));
  }

  /** Clear every fault of a service. @returns how many there were */
  clearService(serviceName: string): number {
    return this.#clearWhere(({ faultId }) => faultId?.serviceName === serviceName);
  }

  /** Clear every fault of a payload. @returns how many there were */
  clearPayload(payloadGuid: string): number {
    return this.#clearWhere(({ faultId }) => faultId?.payloadGuid === payloadGuid);
  }

  /** All of them, as the robot reports them. */
  state(): ServiceFaultStateInit {
    const faults = [...this.#active.values()].map((entry) => this.#message(entry));
    const weighed = faults.map(({ attributes = [], severity = Severity.SEVERITY_UNKNOWN }) => ({
      attributes,
      severity,
    }));
    return { faults, historicalFaults: this.#historical, aggregated: worstByAttribute(weighed) };
  }

  #clearWhere(matches: (fault: ServiceFaultInit, key: string) => boolean): number {
    const found = [...this.#active].filter(([key, { fault }]) => matches(fault, key));
    for (const [key, entry] of found) {
      this.#active.delete(key);
      this.#historical.push(this.#message(entry));
      if (this.#historical.length > MAX_HISTORICAL) this.#historical.shift();
    }
    return found.length;
  }

  #message({ fault, onset }: Entry): ServiceFaultInit {
    const lasted = this.#clock.now() - onset;
    return { ...fault, onsetTimestamp: toTimestamp(onset), duration: toDuration(lasted > 0n ? lasted : 0n) };
  }
}

function keyOf({ faultName = "", serviceName = "", payloadGuid = "" }: ServiceFaultIdInit): string {
  return JSON.stringify([faultName, serviceName, payloadGuid]);
}
