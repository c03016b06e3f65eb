/**
 * The software e-stop: endpoints that must all allow it for the motors to have power. Without a configuration nobody
 * objects; with one, an endpoint that is not registered says CUT.
 */
import { randomUUID } from "node:crypto";
import {
  type EstopConfigInit,
  type EstopEndpointInit,
  type EstopSystemStatusInit,
  EstopStopLevel as Level,
} from "../../messages/bosdyn/api/estop.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { Motors } from "../parts.ts";
import type { TimedPart } from "../timeline.ts";
import { EstopEndpointRecord, isAcceptable, PDB_ROOTED } from "./estop-endpoint.ts";

/** Hears of endpoints, for whatever else looks after silence. */
export interface EndpointWatcher {
  registered(endpoint: EstopEndpointInit): void;
  /** It checked in as it should. */
  heard(endpoint: EstopEndpointInit): void;
  /** It is no endpoint any more. */
  gone(endpoint: EstopEndpointInit): void;
}

/** How setting a configuration ended. */
export type SetConfigResult = "ok" | "invalid-id" | "motors-on" | "invalid-config";
/** How registering ended: the endpoint as the robot knows it, or why not. */
export type RegisterResult = EstopEndpointRecord | "endpoint-mismatch" | "config-mismatch" | "invalid-endpoint";
/** How deregistering ended. */
export type DeregisterResult = "ok" | "endpoint-mismatch" | "config-mismatch" | "motors-on";

/** The motors that it switches off. */
export type SwitchedMotors = Pick<Motors, "cut" | "settleThenCut"> & { readonly isOff: boolean };

/** The robot's own bound is not published. */
const MAX_ENDPOINTS = 20;

/** The e-stop of one robot. */
export class Estop implements TimedPart {
  /** Robot uptime as far as the e-stop has got: what happened in between happens in its order. */
  #nowMs: number;
  readonly #motors: SwitchedMotors;
  readonly #watcher: EndpointWatcher;
  #configId: string = randomUUID();
  #endpoints: readonly EstopEndpointRecord[] = [];

  constructor(clock: SimClock, motors: SwitchedMotors, watcher: EndpointWatcher) {
    this.#nowMs = clock.uptimeMs();
    this.#motors = motors;
    this.#watcher = watcher;
  }

  /** The configuration in force. */
  get config(): EstopConfigInit {
    return { uniqueId: this.#configId, endpoints: this.#endpoints.map(({ endpoint }) => endpoint) };
  }

  /** The most restrictive level of any endpoint. */
  get level(): Level {
    return Math.min(Level.ESTOP_LEVEL_NONE, ...this.#endpoints.map((each) => each.level(this.#nowMs)));
  }

  /** Whether an endpoint that allowed power has fallen silent. */
  get hasTimedOut(): boolean {
    return this.#endpoints.some((each) => each.hasTimedOut(this.#nowMs));
  }

  /** Everything, endpoint by endpoint. */
  status(): EstopSystemStatusInit {
    const { level } = this;
    const objecting = this.#endpoints.filter((each) => each.level(this.#nowMs) !== Level.ESTOP_LEVEL_NONE);
    return {
      endpoints: this.#endpoints.map((each) => each.status(this.#nowMs)),
      stopLevel: level,
      stopLevelDetails: objecting.map((each) => describe(each, this.#nowMs)).join("; "),
    };
  }

  /** Put a configuration in force; all registrations are forgotten. */
  setConfig({ endpoints = [] }: EstopConfigInit, targetConfigId: string): SetConfigResult {
    if (targetConfigId !== this.#configId) return "invalid-id";
    if (!this.#motors.isOff) return "motors-on";
    const roots = endpoints.filter(({ role }) => role === PDB_ROOTED);
    if (endpoints.length > MAX_ENDPOINTS || roots.length > 1 || !endpoints.every(isAcceptable)) return "invalid-config";
    for (const each of this.#endpoints) if (each.isRegistered) this.#watcher.gone(each.endpoint);
    this.#endpoints = endpoints.map((endpoint) => new EstopEndpointRecord(endpoint));
    this.#configId = randomUUID();
    return "ok";
  }

  /** Take a client for an endpoint, which says CUT until it checks in. */
  register(target: EstopEndpointInit, targetConfigId: string, endpoint: EstopEndpointInit): RegisterResult {
    if (targetConfigId !== this.#configId) return "config-mismatch";
    const found = this.#endpoints.find((each) => matches(target, each.endpoint));
    if (found === undefined) return "endpoint-mismatch";
    if (endpoint.role !== found.endpoint.role || !isAcceptable(endpoint)) return "invalid-endpoint";
    if (found.isRegistered) this.#watcher.gone(found.endpoint);
    found.register(endpoint);
    this.#watcher.registered(found.endpoint);
    this.#enforce();
    return found;
  }

  /** Forget the client of an endpoint, which then says CUT. */
  deregister(target: EstopEndpointInit, targetConfigId: string): DeregisterResult {
    if (targetConfigId !== this.#configId) return "config-mismatch";
    const found = this.#endpoints.find((each) => each.isRegistered && matches(target, each.endpoint));
    if (found === undefined || (target.uniqueId ?? "") === "") return "endpoint-mismatch";
    if (!this.#motors.isOff) return "motors-on";
    found.deregister();
    this.#watcher.gone(found.endpoint);
    return "ok";
  }

  /** Take a check-in. @returns what it said was right, and the next challenge; `undefined` if there is no such endpoint */
  checkIn(
    endpoint: EstopEndpointInit,
    answer: { readonly challenge: bigint; readonly response: bigint; readonly level: Level },
  ): { readonly isRight: boolean; readonly challenge: bigint } | undefined {
    const found = this.#endpoints.find((each) => each.isRegistered && !each.isLost && isSame(endpoint, each.endpoint));
    if (found === undefined) return undefined;
    const isRight = found.checkIn(answer.challenge, answer.response, answer.level, this.#nowMs);
    if (isRight) this.#watcher.heard(found.endpoint);
    this.#enforce();
    return { isRight, challenge: found.challenge };
  }

  /** Lose every endpoint, as if each had fallen silent for its timeout; their clients are unknown from now on. */
  loseEndpoints(): void {
    for (const each of this.#endpoints) each.lose(this.#nowMs);
    this.#enforce();
  }

  step(uptimeMs: number): void {
    this.#nowMs = uptimeMs;
    this.#enforce();
  }

  #enforce(): void {
    const { level } = this;
    if (level === Level.ESTOP_LEVEL_CUT) this.#motors.cut();
    else if (level === Level.ESTOP_LEVEL_SETTLE_THEN_CUT) this.#motors.settleThenCut();
  }
}

/** What is set of a target must be that of the endpoint; the role always. */
function matches({ role = "", name = "", uniqueId = "" }: EstopEndpointInit, endpoint: EstopEndpointInit): boolean {
  return (
    role === endpoint.role &&
    (name === "" || name === endpoint.name) &&
    (uniqueId === "" || uniqueId === endpoint.uniqueId)
  );
}

/** Whoever checks in says who it is as it registered: role, name and the id that it was given. */
function isSame({ role = "", name = "", uniqueId = "" }: EstopEndpointInit, endpoint: EstopEndpointInit): boolean {
  return uniqueId === endpoint.uniqueId && role === endpoint.role && name === (endpoint.name ?? "");
}

function describe(each: EstopEndpointRecord, nowMs: number): string {
  const { role, name } = each.endpoint;
  const said = each.level(nowMs) === Level.ESTOP_LEVEL_CUT ? "CUT" : "SETTLE_THEN_CUT";
  const why = !each.isRegistered
    ? "is not registered"
    : each.hasTimedOut(nowMs)
      ? "has fallen silent"
      : "does not allow it";
  return `${role}${name === undefined || name === "" ? "" : ` (${name})`} ${why}: ${said}`;
}
