/** Custom parameters that nobody set: what their specification says they are. */
import type {
  CustomParam_SpecInit,
  CustomParamInit,
  DictParam_SpecInit,
  DictParamInit,
} from "../../messages/bosdyn/api/service_customization.ts";
import { isAtLeast, isAtMost, specKind } from "./kinds.ts";

/**
 * Fill in the parameters that are missing, at any depth, with their defaults. Where there is none: 0, brought within
 * bounds; the first option; `false`; as many values as a list must have; the first choice. What is given stays as it is.
 * A region of interest has no default but the one that is specified; neither has a list within a list that must have
 * values, nor one that must have more than a thousand.
 */
export function withCustomParamDefaults(params: DictParamInit, spec: DictParam_SpecInit): DictParamInit {
  return fill(params, spec, false);
}

/** The default of one parameter; `undefined` if it has none. */
export function defaultOf(spec: CustomParam_SpecInit): CustomParamInit | undefined {
  return defaultIn(spec, false);
}

/** @param isInList whether it becomes the element of a list, where lists of lists would grow beyond measure */
function fill(params: DictParamInit, spec: DictParam_SpecInit, isInList: boolean): DictParamInit {
  const values = new Map(params.values ?? []);
  for (const [key, child] of spec.specs ?? []) {
    const filled = complete(values.get(key), child.spec ?? {}, isInList);
    if (filled !== undefined) values.set(key, filled);
  }
  return { ...params, values };
}

function defaultIn(spec: CustomParam_SpecInit, isInList: boolean): CustomParamInit | undefined {
  switch (specKind(spec)) {
    case undefined:
      return undefined;
    case "dictSpec":
      return { dictValue: fill({}, spec.dictSpec ?? {}, isInList) };
    case "listSpec":
      return listDefault(spec, isInList);
    case "oneOfSpec":
      return oneOfDefault(spec, isInList);
    case "intSpec": {
      const { defaultValue, minValue, maxValue } = spec.intSpec ?? {};
      return {
        intValue: {
          value: defaultValue === undefined ? nearestZero(minValue, maxValue, 0n) : (defaultValue.value ?? 0n),
        },
      };
    }
    case "doubleSpec": {
      const { defaultValue, minValue, maxValue } = spec.doubleSpec ?? {};
      return {
        doubleValue: {
          value: defaultValue === undefined ? nearestZero(minValue, maxValue, 0) : (defaultValue.value ?? 0),
        },
      };
    }
    case "stringSpec": {
      const { defaultValue = "", options = [], editable = false } = spec.stringSpec ?? {};
      return { stringValue: { value: defaultValue === "" && !editable ? (options[0] ?? "") : defaultValue } };
    }
    case "boolSpec":
      return { boolValue: { value: spec.boolSpec?.defaultValue?.value ?? false } };
    case "roiSpec": {
      const { defaultArea: area, serviceAndSource } = spec.roiSpec ?? {};
      return area === undefined ? undefined : { roiValue: { area, serviceAndSource } };
    }
  }
}

/** Fill in what is missing within a value that is there; one of another kind is for the check to find. */
function complete(
  given: CustomParamInit | undefined,
  spec: CustomParam_SpecInit,
  isInList: boolean,
): CustomParamInit | undefined {
  if (given === undefined) return defaultIn(spec, isInList);
  if (given.dictValue !== undefined && spec.dictSpec !== undefined) {
    return { ...given, dictValue: fill(given.dictValue, spec.dictSpec, isInList) };
  }
  return given;
}

/** Of what a specification may make a list, at most. */
const MAX_DEFAULT_VALUES = 1000n;

function listDefault(
  { listSpec: { minNumberOfValues, elementSpec = {} } = {} }: CustomParam_SpecInit,
  isInList: boolean,
): CustomParamInit | undefined {
  const least = minNumberOfValues?.value ?? 0n;
  const element = least > 0n && !isInList ? defaultIn(elementSpec, true) : undefined;
  if (least > MAX_DEFAULT_VALUES || (least > 0n && element === undefined)) return undefined;
  const values = element === undefined ? [] : Array.from({ length: Number(least) }, () => element);
  return { listValue: { values } };
}

function oneOfDefault(
  { oneOfSpec: { specs = new Map(), defaultKey = "" } = {} }: CustomParam_SpecInit,
  isInList: boolean,
): CustomParamInit | undefined {
  const key = defaultKey === "" ? (specs.keys().next().value ?? "") : defaultKey;
  const child = specs.get(key);
  if (child === undefined) return undefined;
  return { oneOfValue: { key, values: new Map([[key, fill({}, child.spec ?? {}, isInList)]]) } };
}

function nearestZero<T extends number | bigint>(
  min: { readonly value?: T | undefined } | undefined,
  max: { readonly value?: T | undefined } | undefined,
  zero: T,
): T {
  if (!isAtLeast(zero, min, zero)) return min?.value ?? zero;
  if (!isAtMost(zero, max, zero)) return max?.value ?? zero;
  return zero;
}
