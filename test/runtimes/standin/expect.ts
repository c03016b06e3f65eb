/** vitest's own `expect`, set up by hand. */
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  type ExpectStatic,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from "@vitest/expect";
import { type Patience, waitFor } from "./wait-for.ts";

chai.use(JestExtend);
chai.use(JestChaiExpect);
chai.use(JestAsymmetricMatchers);

/** State what a value must be. */
export const expect: ExpectStatic = Object.assign(
  (value: unknown, message?: string) => chai.expect(value, message),
  chai.expect,
  (globalThis as unknown as Record<symbol, object>)[ASYMMETRIC_MATCHERS_OBJECT],
) as unknown as ExpectStatic;
expect.poll = ((look: () => unknown, options?: Patience) => {
  const matchers = {};
  return new Proxy(matchers, {
    get:
      (_, matcher) =>
      (...expected: unknown[]) =>
        waitFor(async () => {
          const matched = expect(await look()) as unknown as Record<string | symbol, (...values: unknown[]) => void>;
          matched[matcher]?.(...expected);
        }, options),
  });
}) as unknown as ExpectStatic["poll"];
expect.getState = () => getState(expect);
expect.setState = (state) => setState(state, expect);
setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null }, expect);
