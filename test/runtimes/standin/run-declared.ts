/** Runs what a file of tests declared. */
import { type Body, type Group, takeDeclared, takeFinishers, type Test } from "./registry.ts";

/** How a test ended. */
export interface Outcome {
  /** The names of its groups and its own, with ` > ` between them. */
  readonly name: string;
  /** Why it failed; absent where it passed. */
  readonly error?: string;
  readonly ms: number;
}

// Before a test puts a clock of its own in their place.
const { setTimeout, clearTimeout, performance } = globalThis;

/** Errors that nobody caught, since the last test. */
const strays: unknown[] = [];

/** Put an error that nobody caught on the account of the test that runs. */
export function noteStray(error: unknown): void {
  strays.push(error);
}

/** Run every test that was declared since the last time. @param report hears of each as it ends */
export async function runDeclared(report: (outcome: Outcome) => void): Promise<void> {
  await runGroup(takeDeclared(), [], report);
}

async function runGroup(group: Group, path: readonly string[], report: (outcome: Outcome) => void): Promise<void> {
  const names = group.parent === undefined ? path : [...path, group.name];
  const failure = await attempt(() => inTurn(group.hooks.beforeAll), group.timeoutMs);
  if (failure !== undefined) report({ name: [...names, "beforeAll"].join(" > "), error: failure, ms: 0 });
  else {
    for (const member of group.members) {
      if ("members" in member) await runGroup(member, names, report);
      else await runTest(member, group, names, report);
    }
  }
  const after = await attempt(() => inTurn(group.hooks.afterAll.toReversed()), group.timeoutMs);
  if (after !== undefined) report({ name: [...names, "afterAll"].join(" > "), error: after, ms: 0 });
}

async function runTest(
  test: Test,
  group: Group,
  path: readonly string[],
  report: (outcome: Outcome) => void,
): Promise<void> {
  const groups = [group];
  for (let outer = group.parent; outer !== undefined; outer = outer.parent) groups.unshift(outer);
  const before = groups.flatMap(({ hooks }) => hooks.beforeEach);
  const after = groups.toReversed().flatMap(({ hooks }) => hooks.afterEach);
  const start = performance.now();
  const errors = [
    await attempt(() => inTurn([...before, test.body]), test.timeoutMs),
    await attempt(() => inTurn(after), test.timeoutMs),
    await attempt(() => inTurn(takeFinishers()), test.timeoutMs),
    ...strays.splice(0).map((error) => `nobody caught: ${textOf(error)}`),
  ].filter((error) => error !== undefined);
  const [error] = errors;
  const ms = Math.round(performance.now() - start);
  report({ name: [...path, test.name].join(" > "), ms, ...(error !== undefined && { error }) });
}

async function inTurn(bodies: readonly Body[]): Promise<void> {
  for (const body of bodies) await body();
}

/** Do something within a time. @returns what went wrong */
async function attempt(body: () => Promise<void>, timeoutMs: number): Promise<string | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const overdue = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([body(), overdue]);
    return undefined;
  } catch (error) {
    return textOf(error);
  } finally {
    clearTimeout(timer);
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `, because of ${textOf(error.cause)}`;
  return `${error.name}: ${error.message}${cause}`;
}
