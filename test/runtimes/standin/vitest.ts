/** What stands where the tests import `vitest`. What is not here, no test of the suites uses. */
import { fn, isMockFunction, restoreAllMocks, spyOn } from "@vitest/spy";
import { expect } from "./expect.ts";
import { type Body, declareGroup, declareHook, declareTest, onTestFinished, type TestOptions } from "./registry.ts";
import { rowName } from "./row-name.ts";
import { waitFor } from "./wait-for.ts";

export { expect, onTestFinished };

type Declare = (name: string, body: Body, options: TestOptions) => void;
type RowBody = (...row: unknown[]) => unknown;

/** `it` or `describe`, in both orders of their arguments. */
interface Declaration {
  (name: string, ...rest: readonly unknown[]): void;
  each: (table: readonly unknown[]) => (name: string, ...rest: readonly unknown[]) => void;
  concurrent: Declaration;
  skipIf: (condition: unknown) => Declaration;
}

/** What vitest gives a test. */
const CONTEXT = { expect, onTestFinished };

function declaration(declare: Declare): Declaration {
  const plain = (name: string, ...rest: readonly unknown[]): void => {
    const { body, options } = split(rest);
    declare(name, () => body(CONTEXT), options);
  };
  const each =
    (table: readonly unknown[]) =>
    (name: string, ...rest: readonly unknown[]) => {
      const { body, options } = split(rest);
      for (const [index, value] of table.entries()) {
        const row: readonly unknown[] = Array.isArray(value) ? value : [value];
        declare(rowName(name, row, index), () => body(...row), options);
      }
    };
  const made = Object.assign(plain, {
    each,
    skipIf: (condition: unknown) => (condition ? refuseToSkip() : made),
  }) as Declaration;
  made.concurrent = made;
  return made;
}

function refuseToSkip(): never {
  throw new Error("a test would be skipped here in silence: leave its file out of the suites, with a reason");
}

function split(rest: readonly unknown[]): { readonly body: RowBody; readonly options: TestOptions } {
  const body = rest.find((part) => typeof part === "function") as RowBody | undefined;
  if (body === undefined) throw new TypeError("a test without a body");
  const options = rest.find((part) => typeof part === "object" && part !== null) as TestOptions | undefined;
  const timeout = rest.find((part) => typeof part === "number");
  return { body, options: timeout === undefined ? (options ?? {}) : { timeout } };
}

/** Declare a test. */
export const it: Declaration = declaration(declareTest);
/** Declare a test. */
export const test: Declaration = it;
/** Declare a group of tests. */
export const describe: Declaration = declaration(declareGroup);

/** Declare what is done once before the tests of a group. */
export const beforeAll = (body: Body): void => declareHook("beforeAll", body);
/** Declare what is done once after the tests of a group. */
export const afterAll = (body: Body): void => declareHook("afterAll", body);
/** Declare what is done before each test of a group. */
export const beforeEach = (body: Body): void => declareHook("beforeEach", body);
/** Declare what is done after each test of a group. */
export const afterEach = (body: Body): void => declareHook("afterEach", body);

/** Fakes, and patience. */
export const vi = {
  fn,
  spyOn,
  isMockFunction,
  restoreAllMocks,
  mocked: <T>(value: T): T => value,
  waitFor,
} as const;
