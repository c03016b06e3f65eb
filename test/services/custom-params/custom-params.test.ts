import { describe, expect, it } from "vitest";
import {
  type CustomParam_SpecInit,
  type CustomParamInit,
  DictParam,
  type DictParam_SpecInit,
  type DictParamInit,
} from "../../../src/messages/bosdyn/api/service_customization.ts";
import { checkCustomParams } from "../../../src/services/custom-params/check-params.ts";
import { customParamSpecProblems } from "../../../src/services/custom-params/check-spec.ts";
import { withCustomParamDefaults } from "../../../src/services/custom-params/default-params.ts";

const dict = (specs: Record<string, CustomParam_SpecInit>): DictParam_SpecInit => ({
  specs: new Map(Object.entries(specs).map(([key, spec]) => [key, { spec }])),
});
const params = (values: Record<string, CustomParamInit>): DictParamInit => ({
  values: new Map(Object.entries(values)),
});
const int = (value: bigint): CustomParamInit => ({ intValue: { value } });
const double = (value: number): CustomParamInit => ({ doubleValue: { value } });
const text = (value: string): CustomParamInit => ({ stringValue: { value } });

const SPEC = dict({
  count: { intSpec: { minValue: { value: -2n }, maxValue: { value: 5n }, defaultValue: { value: 3n } } },
  ratio: { doubleSpec: { minValue: { value: 0.5 } } },
  mode: { stringSpec: { options: ["fast", "slow"] } },
  label: { stringSpec: { options: ["a"], editable: true } },
  flag: { boolSpec: { defaultValue: { value: true } } },
  list: {
    listSpec: {
      elementSpec: { intSpec: { maxValue: {} } },
      minNumberOfValues: { value: 1n },
      maxNumberOfValues: { value: 2n },
    },
  },
  inner: { dictSpec: dict({ depth: { intSpec: {} } }) },
  choice: {
    oneOfSpec: {
      specs: new Map([
        ["x", { spec: dict({ n: { intSpec: {} } }) }],
        ["y", {}],
      ]),
      defaultKey: "x",
    },
  },
  region: { roiSpec: { allowsRectangle: true } },
});

describe("checkCustomParams", () => {
  it("has nothing against values of the right kind within their bounds, nor against missing ones", () => {
    const good = params({
      count: int(5n),
      ratio: double(0.5),
      mode: text("slow"),
      label: text("anything"),
      flag: { boolValue: { value: false } },
      list: { listValue: { values: [int(-4n), int(0n)] } },
      inner: { dictValue: params({ depth: int(9n) }) },
      choice: { oneOfValue: { key: "x", values: new Map([["x", params({ n: int(1n) })]]) } },
      region: { roiValue: { area: { rectangle: { cols: 1, rows: 1 } } } },
    });
    expect(checkCustomParams(good, SPEC)).toBeUndefined();
    expect(checkCustomParams(DictParam.decode(DictParam.encode(good)), SPEC)).toBeUndefined();
    expect(checkCustomParams({}, SPEC)).toBeUndefined();
  });

  const rows: readonly [string, Record<string, CustomParamInit>, number, string][] = [
    ["an unknown key", { other: int(1n) }, 3, "other: there is no such parameter"],
    ["too little", { count: int(-3n) }, 4, "count: -3 is less than -2"],
    ["too much", { count: int(6n) }, 4, "count: 6 is more than 5"],
    ["another kind", { count: double(3) }, 4, "count: is a double, not a int"],
    ["an empty value", { count: {} }, 4, "count: is empty, not a int"],
    ["no number", { ratio: double(NaN) }, 4, "ratio: NaN is no number"],
    ["infinity where nothing bounds it", { ratio: double(Infinity) }, 4, "ratio: Infinity is no number"],
    ["none of the options", { mode: text("") }, 4, 'mode: "" is none of "fast", "slow"'],
    ["too few values", { list: { listValue: {} } }, 4, "list: has 0 values, less than 1"],
    [
      "too many values",
      { list: { listValue: { values: [int(0n), int(0n), int(0n)] } } },
      4,
      "list: has 3 values, more than 2",
    ],
    [
      "a bad element, over a bound of 0",
      { list: { listValue: { values: [int(0n), int(1n)] } } },
      4,
      "list[1]: 1 is more than 0",
    ],
    [
      "an unknown key within",
      { inner: { dictValue: params({ z: int(1n) }) } },
      3,
      "inner.z: there is no such parameter",
    ],
    ["an unknown choice", { choice: { oneOfValue: { key: "z" } } }, 4, 'choice: has no choice "z"'],
    [
      "values of an unknown choice",
      { choice: { oneOfValue: { key: "x", values: new Map([["z", {}]]) } } },
      3,
      "choice.z: there is no such choice",
    ],
    [
      "a bad value of a choice",
      { choice: { oneOfValue: { key: "x", values: new Map([["x", params({ n: text("") })]]) } } },
      4,
      "choice.x.n: is a string, not a int",
    ],
    [
      "a shape that is not allowed",
      { region: { roiValue: { area: { polygon: {} } } } },
      4,
      "region: may not be a polygon",
    ],
  ];
  for (const [name, values, status, message] of rows) {
    it(`objects to ${name}, with its path`, () => {
      expect(checkCustomParams(params(values), SPEC)).toEqual({ status, errorMessages: [message] });
    });
  }

  it("tells of everything that is wrong, up to fifty things, with the status of the first", () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`k${index}`, int(1n)]));
    const found = checkCustomParams(params({ count: int(9n), ...many }), SPEC);
    expect(found?.status).toBe(4);
    expect(found?.errorMessages).toHaveLength(50);
  });

  it("leaves kinds of a newer release to the service", () => {
    expect(checkCustomParams(params({ new: {} }), dict({ new: {} }))).toBeUndefined();
  });
});

describe("withCustomParamDefaults", () => {
  it("fills in what is missing, at any depth, so that it passes the check", () => {
    const filled = withCustomParamDefaults(params({ count: int(1n), inner: { dictValue: {} } }), SPEC);
    expect(filled.values?.get("count")).toEqual(int(1n));
    expect(filled.values?.get("ratio")).toEqual(double(0.5));
    expect(filled.values?.get("mode")).toEqual(text("fast"));
    expect(filled.values?.get("label")).toEqual(text(""));
    expect(filled.values?.get("flag")).toEqual({ boolValue: { value: true } });
    expect(filled.values?.get("list")).toEqual({ listValue: { values: [int(0n)] } });
    expect(filled.values?.get("inner")).toEqual({ dictValue: params({ depth: int(0n) }) });
    expect(filled.values?.get("choice")).toEqual({
      oneOfValue: { key: "x", values: new Map([["x", params({ n: int(0n) })]]) },
    });
    expect(filled.values?.has("region")).toBe(false);
    expect(checkCustomParams(filled, SPEC)).toBeUndefined();
    expect(withCustomParamDefaults({}, SPEC).values?.get("count")).toEqual(int(3n));
  });

  it("leaves what it is given as it is", () => {
    const given = params({ inner: { dictValue: {} } });
    withCustomParamDefaults(given, SPEC);
    expect(given).toEqual(params({ inner: { dictValue: {} } }));
  });

  it("does not let a specification make lists without end", () => {
    const long = (elementSpec: CustomParam_SpecInit, least = 1000n): CustomParam_SpecInit => ({
      listSpec: { minNumberOfValues: { value: least }, elementSpec },
    });
    const filled = withCustomParamDefaults(
      {},
      dict({
        nested: long(long(long({ intSpec: {} }))),
        huge: long({ intSpec: {} }, 2n ** 40n),
        within: long({ dictSpec: dict({ l: long({ intSpec: {} }) }) }, 1n),
      }),
    );
    expect([...(filled.values?.keys() ?? [])]).toEqual(["within"]);
    expect(filled.values?.get("within")).toEqual({ listValue: { values: [{ dictValue: { values: new Map() } }] } });
  });
});

describe("customParamSpecProblems", () => {
  it("finds nothing in a sound one", () => {
    expect(customParamSpecProblems(SPEC)).toEqual([]);
  });

  const rows: readonly [CustomParam_SpecInit, string][] = [
    [{}, "p: is of no kind"],
    [{ intSpec: { minValue: { value: 2n }, maxValue: {} } }, "p: the least, 2, is more than the most, 0"],
    [
      { doubleSpec: { minValue: { value: NaN }, maxValue: { value: 1 } } },
      "p: the least, NaN, is more than the most, 1",
    ],
    [{ intSpec: { defaultValue: { value: 9n }, maxValue: { value: 5n } } }, "p: 9 is more than 5, and is the default"],
    [{ stringSpec: { options: ["a"], defaultValue: "b" } }, 'p: "b" is none of "a", and is the default'],
    [{ oneOfSpec: { defaultKey: "z" } }, 'p: has no choice "z"'],
    [{ listSpec: {} }, "p: does not say what its values are"],
    [{ listSpec: { elementSpec: {} } }, "p[]: is of no kind"],
    [{ dictSpec: dict({ q: {} }) }, "p.q: is of no kind"],
  ];
  for (const [spec, problem] of rows) {
    it(`finds "${problem}"`, () => {
      expect(customParamSpecProblems(dict({ p: spec }))).toEqual([problem]);
    });
  }
});
