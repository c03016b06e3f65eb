/** The kinds of custom parameters: which value goes with which specification, and how bounds are read. */
import {
  type CustomParam_SpecInit,
  whichCustomParam_SpecSpec,
} from "../../messages/bosdyn/api/service_customization.ts";

/** The value that each kind of specification describes. */
export const VALUE_OF_SPEC = {
  dictSpec: "dictValue",
  listSpec: "listValue",
  intSpec: "intValue",
  doubleSpec: "doubleValue",
  stringSpec: "stringValue",
  roiSpec: "roiValue",
  boolSpec: "boolValue",
  oneOfSpec: "oneOfValue",
} as const;

/** A kind of specification. */
export type SpecKind = keyof typeof VALUE_OF_SPEC;

/** Which kind a specification is of; `undefined` for none that this release knows. */
export function specKind(spec: CustomParam_SpecInit): SpecKind | undefined {
  return whichCustomParam_SpecSpec(spec);
}

/** A bound in a message: absent, it bounds nothing; present without a number, it is 0. */
export type Bound<T> = { readonly value?: T | undefined } | undefined;

/** Whether a number keeps to a lower bound. A NaN does not, if there is one. */
export function isAtLeast<T extends number | bigint>(value: T, bound: Bound<T>, zero: T): boolean {
  return bound === undefined || value >= (bound.value ?? zero);
}

/** Whether a number keeps to an upper bound. A NaN does not, if there is one. */
export function isAtMost<T extends number | bigint>(value: T, bound: Bound<T>, zero: T): boolean {
  return bound === undefined || value <= (bound.value ?? zero);
}
