/** Specifications of custom parameters, looked over before a service offers them. */
import type {
  CustomParam_SpecInit,
  DictParam_SpecInit,
  OneOfParam_ChildSpecInit,
} from "../../messages/bosdyn/api/service_customization.ts";
import { checkCustomParams } from "./check-params.ts";
import { defaultOf } from "./default-params.ts";
import { specKind } from "./kinds.ts";

const NO_CHOICES: ReadonlyMap<string, OneOfParam_ChildSpecInit> = new Map();

/**
 * Look a specification over: bounds that contradict each other, defaults out of bounds or none of the options, a default
 * choice that there is not.
 * @returns a sentence for each problem, with the path of its keys; none if it is sound
 */
export function customParamSpecProblems(spec: DictParam_SpecInit): string[] {
  return [...dictProblems(spec, "")];
}

function* dictProblems({ specs = new Map() }: DictParam_SpecInit, path: string): Generator<string> {
  for (const [key, child] of specs) yield* specProblems(child.spec ?? {}, path === "" ? key : `${path}.${key}`);
}

function* specProblems(spec: CustomParam_SpecInit, path: string): Generator<string> {
  const kind = specKind(spec);
  switch (kind) {
    case undefined:
      yield `${path}: is of no kind`;
      return;
    case "dictSpec":
      yield* dictProblems(spec.dictSpec ?? {}, path);
      return;
    case "listSpec": {
      const { elementSpec, minNumberOfValues, maxNumberOfValues } = spec.listSpec ?? {};
      yield* contradiction(minNumberOfValues, maxNumberOfValues, path);
      if (elementSpec === undefined) yield `${path}: does not say what its values are`;
      else yield* specProblems(elementSpec, `${path}[]`);
      return;
    }
    case "oneOfSpec": {
      const { specs = NO_CHOICES, defaultKey = "" } = spec.oneOfSpec ?? {};
      if (defaultKey !== "" && !specs.has(defaultKey)) yield `${path}: has no choice ${JSON.stringify(defaultKey)}`;
      for (const [choice, child] of specs) yield* dictProblems(child.spec ?? {}, `${path}.${choice}`);
      return;
    }
    case "intSpec":
    case "doubleSpec": {
      const bounds = spec.intSpec ?? spec.doubleSpec ?? {};
      yield* contradiction(bounds.minValue, bounds.maxValue, path);
      if (bounds.defaultValue !== undefined) yield* badDefault(spec, path);
      return;
    }
    case "stringSpec":
      if (spec.stringSpec?.defaultValue) yield* badDefault(spec, path);
      return;
    case "boolSpec":
    case "roiSpec":
      return;
  }
}

type Wrapped = { readonly value?: number | bigint | undefined } | undefined;

function* contradiction(min: Wrapped, max: Wrapped, path: string): Generator<string> {
  if (min === undefined || max === undefined) return;
  const [least, most] = [min.value ?? 0, max.value ?? 0];
  if (!(least <= most)) yield `${path}: the least, ${least}, is more than the most, ${most}`;
}

function* badDefault(spec: CustomParam_SpecInit, path: string): Generator<string> {
  const value = defaultOf(spec);
  if (value === undefined) return;
  const wrong = checkCustomParams({ values: new Map([[path, value]]) }, { specs: new Map([[path, { spec }]]) });
  for (const message of wrong?.errorMessages ?? []) yield `${message}, and is the default`;
}
