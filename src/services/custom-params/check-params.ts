/**
 * Custom parameters held against the specification that a service gives of them, as the services do: on the client's side
 * before they travel, on a service's side to answer with what is wrong. Keys that are missing are fine.
 */
import {
  CustomParamError_Status,
  type CustomParam_SpecInit,
  type CustomParamErrorInit,
  type CustomParamInit,
  type DictParam_SpecInit,
  type DictParamInit,
  type ListParam_SpecInit,
  type ListParamInit,
  type OneOfParam_SpecInit,
  type OneOfParamInit,
  type RegionOfInterestParam_SpecInit,
  type RegionOfInterestParamInit,
  type StringParam_SpecInit,
  whichCustomParamValue,
} from "../../messages/bosdyn/api/service_customization.ts";
import { isAtLeast, isAtMost, specKind, VALUE_OF_SPEC } from "./kinds.ts";

/** Of a value with much wrong, as many sentences as anybody reads. */
const MAX_PROBLEMS = 50;

/**
 * Check parameters.
 * @returns what is wrong, as a service answers it (`customParamError`): a sentence for each value with the path of its
 * keys, and the status of the first. `undefined` if nothing is wrong
 * @example
 * ```ts
 * const customParamError = checkCustomParams(request.params ?? {}, SPEC);
 * if (customParamError !== undefined) return { status: Status.STATUS_CUSTOM_PARAMS_ERROR, customParamError };
 * ```
 */
export function checkCustomParams(params: DictParamInit, spec: DictParam_SpecInit): CustomParamErrorInit | undefined {
  const found = new Findings();
  checkDict(params, spec, "", found);
  return found.result();
}

/** What was found so far. */
class Findings {
  readonly #messages: string[] = [];
  #status: CustomParamError_Status = CustomParamError_Status.STATUS_OK;

  add(status: CustomParamError_Status, path: string, problem: string): void {
    if (this.#messages.length === 0) this.#status = status;
    if (this.#messages.length < MAX_PROBLEMS)
      this.#messages.push(`${path === "" ? "the parameters" : path}: ${problem}`);
  }

  invalid(path: string, problem: string): void {
    this.add(CustomParamError_Status.STATUS_INVALID_VALUE, path, problem);
  }

  get isFull(): boolean {
    return this.#messages.length >= MAX_PROBLEMS;
  }

  result(): CustomParamErrorInit | undefined {
    return this.#messages.length === 0 ? undefined : { status: this.#status, errorMessages: this.#messages };
  }
}

function checkDict(
  { values = new Map() }: DictParamInit,
  spec: DictParam_SpecInit,
  path: string,
  found: Findings,
): void {
  for (const [key, value] of values) {
    if (found.isFull) return;
    const at = path === "" ? key : `${path}.${key}`;
    const child = spec.specs?.get(key);
    if (child === undefined) {
      found.add(CustomParamError_Status.STATUS_UNSUPPORTED_PARAMETER, at, "there is no such parameter");
    } else {
      checkValue(value, child.spec ?? {}, at, found);
    }
  }
}

function checkValue(param: CustomParamInit, spec: CustomParam_SpecInit, path: string, found: Findings): void {
  const kind = specKind(spec);
  // A kind of a newer release: the service knows what it means.
  if (kind === undefined) return;
  const given = whichCustomParamValue(param);
  if (given !== VALUE_OF_SPEC[kind]) {
    found.invalid(
      path,
      `is ${given === undefined ? "empty" : `a ${nameOf(given)}`}, not a ${nameOf(VALUE_OF_SPEC[kind])}`,
    );
    return;
  }
  switch (kind) {
    case "dictSpec":
      checkDict(param.dictValue ?? {}, spec.dictSpec ?? {}, path, found);
      return;
    case "listSpec":
      checkList(param.listValue ?? {}, spec.listSpec ?? {}, path, found);
      return;
    case "oneOfSpec":
      checkOneOf(param.oneOfValue ?? {}, spec.oneOfSpec ?? {}, path, found);
      return;
    case "intSpec":
      checkRange(param.intValue?.value ?? 0n, spec.intSpec ?? {}, 0n, path, found);
      return;
    case "doubleSpec":
      checkRange(param.doubleValue?.value ?? 0, spec.doubleSpec ?? {}, 0, path, found);
      return;
    case "stringSpec":
      checkString(param.stringValue?.value ?? "", spec.stringSpec ?? {}, path, found);
      return;
    case "roiSpec":
      checkRegion(param.roiValue ?? {}, spec.roiSpec ?? {}, path, found);
      return;
    case "boolSpec":
      return;
  }
}

function checkList({ values = [] }: ListParamInit, spec: ListParam_SpecInit, path: string, found: Findings): void {
  const { minNumberOfValues: min, maxNumberOfValues: max, elementSpec = {} } = spec;
  const count = BigInt(values.length);
  if (!isAtLeast(count, min, 0n)) found.invalid(path, `has ${count} values, less than ${min?.value ?? 0n}`);
  if (!isAtMost(count, max, 0n)) found.invalid(path, `has ${count} values, more than ${max?.value ?? 0n}`);
  for (const [index, value] of values.entries()) {
    if (found.isFull) return;
    checkValue(value, elementSpec, `${path}[${index}]`, found);
  }
}

function checkOneOf(
  { key = "", values = new Map() }: OneOfParamInit,
  spec: OneOfParam_SpecInit,
  path: string,
  found: Findings,
): void {
  if (spec.specs?.has(key) !== true) found.invalid(path, `has no choice ${JSON.stringify(key)}`);
  for (const [choice, value] of values) {
    if (found.isFull) return;
    const child = spec.specs?.get(choice);
    if (child === undefined) {
      found.add(CustomParamError_Status.STATUS_UNSUPPORTED_PARAMETER, `${path}.${choice}`, "there is no such choice");
    } else {
      checkDict(value, child.spec ?? {}, `${path}.${choice}`, found);
    }
  }
}

interface Range<T> {
  readonly minValue?: { readonly value?: T | undefined } | undefined;
  readonly maxValue?: { readonly value?: T | undefined } | undefined;
}

function checkRange<T extends number | bigint>(
  value: T,
  { minValue, maxValue }: Range<T>,
  zero: T,
  path: string,
  found: Findings,
): void {
  if (typeof value === "number" && !Number.isFinite(value)) found.invalid(path, `${value} is no number`);
  else if (!isAtLeast(value, minValue, zero)) found.invalid(path, `${value} is less than ${minValue?.value ?? zero}`);
  else if (!isAtMost(value, maxValue, zero)) found.invalid(path, `${value} is more than ${maxValue?.value ?? zero}`);
}

function checkString(
  value: string,
  { options = [], editable = false }: StringParam_SpecInit,
  path: string,
  found: Findings,
): void {
  if (editable || options.length === 0 || options.includes(value)) return;
  found.invalid(path, `${JSON.stringify(value)} is none of ${options.map((each) => JSON.stringify(each)).join(", ")}`);
}

function checkRegion(
  { area }: RegionOfInterestParamInit,
  spec: RegionOfInterestParam_SpecInit,
  path: string,
  found: Findings,
): void {
  if (area?.rectangle !== undefined && spec.allowsRectangle !== true) found.invalid(path, "may not be a rectangle");
  if (area?.polygon !== undefined && spec.allowsPolygon !== true) found.invalid(path, "may not be a polygon");
}

/** `intValue` is an int. */
function nameOf(member: string): string {
  return member.replace(/Value$/u, "").replace(/[A-Z]/gu, (letter) => ` ${letter.toLowerCase()}`);
}
