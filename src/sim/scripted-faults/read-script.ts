/** A fault script as somebody wrote it, in JSON: every mistake is named with its place. */
import type { FaultScript, ScheduledFault } from "./fault.ts";

/** Faults in one script at most. */
const MAX_FAULTS = 1000;

type Check = (value: unknown) => string | undefined;

const number =
  (least: number, most: number, what: string): Check =>
  (value) =>
    typeof value === "number" && value >= least && value <= most
      ? undefined
      : `must be ${what}, from ${least} to ${most}`;
const oneOf =
  (...texts: readonly string[]): Check =>
  (value) =>
    texts.includes(value as string) ? undefined : `must be one of ${texts.join(", ")}`;
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? undefined : check(value);

const DAY_MS = 86_400_000;
const someTime = number(0, DAY_MS, "milliseconds");
const text: Check = (value) =>
  typeof value === "string" && value !== "" ? undefined : "must be the name of a service";
const chance: Check = (value) => {
  if (!Array.isArray(value)) return someTime(value);
  const [least, most] = value as readonly unknown[];
  const isRange = value.length === 2 && someTime(least) === undefined && someTime(most) === undefined;
  return isRange && (least as number) <= (most as number)
    ? undefined
    : "must be milliseconds, or [least, most] of them";
};
const interval: Check = (value) => {
  const least: unknown = Array.isArray(value) ? value[0] : value;
  // More often would be an endless row at one instant.
  return chance(value) ?? (typeof least === "number" && least >= 10 ? undefined : "must be 10 ms or more");
};

const FIELDS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  "drop-connections": {},
  delay: { delayMs: number(0, 60_000, "milliseconds"), forMs: someTime, service: optional(text) },
  http: { status: number(400, 599, "an HTTP status"), forMs: someTime, service: optional(text) },
  "expire-tokens": {},
  "steal-lease": { forMs: someTime },
  "lose-estop": {},
  battery: { percent: number(0, 100, "a percentage") },
  "behavior-fault": { cause: oneOf("fall", "hardware", "lease-timeout") },
  "clock-jump": { jumpMs: number(-DAY_MS, DAY_MS, "milliseconds") },
};

/** The kinds of fault there are, in the order of their description. */
export const FAULT_KINDS: readonly string[] = Object.keys(FIELDS);

/**
 * Read a script.
 * @throws {SyntaxError} it is no JSON
 * @throws {RangeError} it is no script; the message names the place
 */
export function readFaultScript(json: string): FaultScript {
  return checkFaultScript(JSON.parse(json));
}

/** Let a script through that makes sense. @throws {RangeError} names the place */
export function checkFaultScript(value: unknown): FaultScript {
  const { seed, faults, ...others } = object(value, "a fault script");
  unknownFields(others, "a fault script", ["seed", "faults"]);
  if (seed !== undefined) refuse("seed", number(0, 2 ** 32 - 1, "an integer")(seed));
  if (seed !== undefined && !Number.isInteger(seed)) refuse("seed", "must be an integer");
  if (!Array.isArray(faults) || faults.length > MAX_FAULTS) {
    throw new RangeError(`faults: must be a list of at most ${MAX_FAULTS}`);
  }
  faults.forEach((fault, i) => checkFault(fault, `faults[${i}]`, { atMs: chance, everyMs: optional(interval) }));
  return { ...(seed !== undefined && { seed: seed as number }), faults: faults as ScheduledFault[] };
}

/** Let one fault through that makes sense. @throws {RangeError} names the place */
export function checkFault(value: unknown, place: string, more: Readonly<Record<string, Check>> = {}): void {
  const { fault, ...fields } = object(value, place);
  const own = typeof fault === "string" ? FIELDS[fault] : undefined;
  if (own === undefined) throw new RangeError(`${place}.fault: must be one of ${FAULT_KINDS.join(", ")}`);
  const checks = { ...own, ...more };
  for (const [name, check] of Object.entries(checks)) refuse(`${place}.${name}`, check(fields[name]));
  unknownFields(
    Object.fromEntries(Object.entries(fields).filter(([name]) => !(name in checks))),
    place,
    Object.keys(checks),
  );
}

function object(value: unknown, place: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new RangeError(`${place}: must be an object`);
}

function refuse(place: string, objection: string | undefined): void {
  if (objection !== undefined) throw new RangeError(`${place}: ${objection}`);
}

function unknownFields(others: Record<string, unknown>, place: string, known: readonly string[]): void {
  const [name] = Object.keys(others);
  if (name !== undefined) throw new RangeError(`${place}: there is no field ${name}, only ${known.join(", ")}`);
}
