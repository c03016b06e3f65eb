/** The same for a browser: every file of tests is in the bundle already. The page that loads it calls `runSuite`. */
import { noteStray, type Outcome, runDeclared } from "./run-declared.ts";

/** What of a page is used; its types are not those of Node. */
const page = globalThis as unknown as {
  addEventListener(
    name: string,
    listener: (event: { readonly reason?: unknown; readonly message?: string }) => void,
  ): void;
};
page.addEventListener("unhandledrejection", ({ reason }) => noteStray(reason));
page.addEventListener("error", ({ message }) => noteStray(message));

Object.assign(globalThis, {
  async runSuite(): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    await runDeclared((outcome) => outcomes.push(outcome));
    return outcomes;
  },
});
