/**
 * A small runner that stands in for vitest where vitest does not run: Bun, Deno, browsers. The files of the tests are the
 * real ones, bundled with `vitest` led here, so that every runtime runs the same tests; `expect` is vitest's own, which is
 * plain JavaScript. Tests run one after another, in the order in which they stand.
 */

/** What a test or a hook does. */
export type Body = () => unknown;

/** Options of a test or of a group of tests. */
export interface TestOptions {
  /** Milliseconds. Default 20,000, as in vitest.config.ts. */
  readonly timeout?: number;
}

/** One test. */
export interface Test {
  readonly name: string;
  readonly body: Body;
  readonly timeoutMs: number;
}

/** A group of tests. */
export interface Group {
  readonly name: string;
  readonly parent: Group | undefined;
  readonly timeoutMs: number;
  readonly members: (Group | Test)[];
  readonly hooks: Readonly<Record<"beforeAll" | "afterAll" | "beforeEach" | "afterEach", Body[]>>;
}

const DEFAULT_TIMEOUT_MS = 20_000;

let current = group("", undefined, DEFAULT_TIMEOUT_MS);
let finishers: Body[] = [];

/** Take everything that was declared since the last time. */
export function takeDeclared(): Group {
  const whole = current;
  current = group("", undefined, DEFAULT_TIMEOUT_MS);
  return whole;
}

/** Declare a test. */
export function declareTest(name: string, body: Body, options: TestOptions): void {
  current.members.push({ name, body, timeoutMs: options.timeout ?? current.timeoutMs });
}

/** Declare a group by what its function declares. */
export function declareGroup(name: string, declare: Body, options: TestOptions): void {
  const outer = current;
  current = group(name, outer, options.timeout ?? outer.timeoutMs);
  outer.members.push(current);
  try {
    declare();
  } finally {
    current = outer;
  }
}

/** Declare a hook of the group that is being declared. */
export function declareHook(kind: keyof Group["hooks"], body: Body): void {
  current.hooks[kind].push(body);
}

/** Have something done once the test that runs is over, the last first. */
export function onTestFinished(finish: Body): void {
  finishers.push(finish);
}

/** Take what is to be done at the end of a test, in that order. */
export function takeFinishers(): readonly Body[] {
  const taken = finishers.reverse();
  finishers = [];
  return taken;
}

function group(name: string, parent: Group | undefined, timeoutMs: number): Group {
  return {
    name,
    parent,
    timeoutMs,
    members: [],
    hooks: { beforeAll: [], afterAll: [], beforeEach: [], afterEach: [] },
  };
}
