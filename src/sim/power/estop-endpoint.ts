/** One endpoint of the software e-stop: its challenge, what it last said, and how long ago. */
import { randomBytes, randomUUID } from "node:crypto";
import {
  type EstopEndpointInit,
  type EstopEndpointWithStatusInit,
  EstopStopLevel as Level,
} from "../../messages/bosdyn/api/estop.ts";
import { durationMs, durationOf } from "../clock/timestamps.ts";

/** The endpoint that the robot's firmware checks. */
export const PDB_ROOTED = "PDB_rooted";

/** Longest timeout of `PDB_rooted`, in milliseconds. */
const MAX_PDB_TIMEOUT_MS = 65_530_000;
/** Between settling and cutting where the endpoint does not say. A robot has 3 to 4 s. */
const DEFAULT_CUT_AFTER_MS = 3000;
const MAX_NAME_CHARACTERS = 256;
const ALL_ONES = 0xffff_ffff_ffff_ffffn;

/** Whether the robot takes an endpoint as it is described. */
export function isAcceptable({ role = "", name = "", timeout, cutPowerTimeout }: EstopEndpointInit): boolean {
  const timeoutMs = durationMs(timeout ?? {});
  const cutMs = cutPowerTimeout === undefined ? timeoutMs : durationMs(cutPowerTimeout);
  return (
    role !== "" &&
    role.length <= MAX_NAME_CHARACTERS &&
    name.length <= MAX_NAME_CHARACTERS &&
    timeoutMs > 0 &&
    cutMs >= timeoutMs &&
    (role !== PDB_ROOTED || timeoutMs <= MAX_PDB_TIMEOUT_MS)
  );
}

/** An endpoint of the active configuration. */
export class EstopEndpointRecord {
  #endpoint: EstopEndpointInit;
  #isRegistered = false;
  #challenge = newChallenge();
  /** Robot uptime of the last good check-in. */
  #heardAtMs: number | undefined;
  #said: Level = Level.ESTOP_LEVEL_CUT;
  #isLost = false;

  constructor(endpoint: EstopEndpointInit) {
    this.#endpoint = described(endpoint, randomUUID());
  }

  /** As the robot knows it. */
  get endpoint(): EstopEndpointInit {
    return this.#endpoint;
  }

  get isRegistered(): boolean {
    return this.#isRegistered;
  }

  /** Whether the robot hears of it no more, though it is registered. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** For the next check-in. */
  get challenge(): bigint {
    return this.#challenge;
  }

  /** Whether it allowed power and then fell silent. @param uptimeMs when: robot uptime, milliseconds */
  hasTimedOut(uptimeMs: number): boolean {
    const { ESTOP_LEVEL_NONE } = Level;
    return this.#isRegistered && this.#said === ESTOP_LEVEL_NONE && this.level(uptimeMs) !== ESTOP_LEVEL_NONE;
  }

  /** What it says, or its silence does. @param uptimeMs when: robot uptime, milliseconds */
  level(uptimeMs: number): Level {
    if (!this.#isRegistered || this.#heardAtMs === undefined) return Level.ESTOP_LEVEL_CUT;
    const silentMs = uptimeMs - this.#heardAtMs;
    const timeoutMs = durationMs(this.#endpoint.timeout ?? {});
    const { cutPowerTimeout } = this.#endpoint;
    const cutMs = cutPowerTimeout === undefined ? timeoutMs + DEFAULT_CUT_AFTER_MS : durationMs(cutPowerTimeout);
    if (silentMs > cutMs) return Level.ESTOP_LEVEL_CUT;
    return silentMs > timeoutMs ? Math.min(this.#said, Level.ESTOP_LEVEL_SETTLE_THEN_CUT) : this.#said;
  }

  /** Take a client for this endpoint. One that was it before is not any more, so the id is new then. */
  register(endpoint: EstopEndpointInit): void {
    const uniqueId = this.#isRegistered ? randomUUID() : this.#endpoint.uniqueId;
    this.#endpoint = described(endpoint, uniqueId ?? randomUUID());
    this.#isRegistered = true;
    this.#isLost = false;
    this.#heardAtMs = undefined;
    this.#said = Level.ESTOP_LEVEL_CUT;
    this.#challenge = newChallenge();
  }

  /** Forget the client. */
  deregister(): void {
    this.#isRegistered = false;
    this.#heardAtMs = undefined;
  }

  /** Hear of it no more, and take its timeout for passed: the robot settles, then cuts. */
  lose(uptimeMs: number): void {
    if (!this.#isRegistered || this.#heardAtMs === undefined) return;
    this.#isLost = true;
    this.#heardAtMs = Math.min(this.#heardAtMs, uptimeMs - durationMs(this.#endpoint.timeout ?? {}) - 1);
  }

  /** Take a check-in. A wrong pair counts for nothing. @returns whether challenge and response were right */
  checkIn(challenge: bigint, response: bigint, level: Level, uptimeMs: number): boolean {
    const isRight = challenge === this.#challenge && response === (challenge ^ ALL_ONES);
    this.#challenge = newChallenge();
    if (!isRight) return false;
    this.#heardAtMs = uptimeMs;
    this.#said = level;
    return true;
  }

  /** As the service reports it. */
  status(uptimeMs: number): EstopEndpointWithStatusInit {
    const heardAtMs = this.#heardAtMs;
    return {
      endpoint: this.#endpoint,
      stopLevel: this.level(uptimeMs),
      timeSinceValidResponse: heardAtMs === undefined ? undefined : durationOf(uptimeMs - heardAtMs),
    };
  }
}

function described(endpoint: EstopEndpointInit, uniqueId: string): EstopEndpointInit {
  const { role, name, timeout, cutPowerTimeout } = endpoint;
  return { role, name, timeout, cutPowerTimeout, uniqueId };
}

/** Random, and never 0: that is what a client sends that has none yet. */
function newChallenge(): bigint {
  return randomBytes(8).readBigUInt64BE() || 1n;
}
