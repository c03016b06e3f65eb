/** Importing a room does nothing: no handle, no timer, no listener, no global, and the process ends by itself. */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "..");
const EXPORTS: Readonly<Record<string, string | { readonly default: string }>> = manifest.exports;

/** Says what the process has, before and after. Listeners of a class of error count: they would be the process's. */
const PROGRAM = `
const state = () => ({
  globals: Object.getOwnPropertyNames(globalThis).sort(),
  listeners: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
  resources: process.getActiveResourcesInfo().filter((name) => !/^(?:FSReqPromise|CloseReq|FileHandle)$/.test(name)),
  environment: { ...process.env },
});
// Node's own modules have effects of their own.
for (const name of ["http2", "https", "dgram", "dns", "zlib", "process"]) await import("node:" + name);
const before = state();
const room = await import(process.argv[1]);
if (Object.keys(room).length === 0) throw new Error("exports nothing");
const after = state(); // before stdout is touched, which is a resource too
process.stdout.write(JSON.stringify([before, after]));
`;

describe("importing", () => {
  for (const [name, target] of Object.entries(EXPORTS)) {
    if (typeof target === "string") continue; // a file that is no module: package.json
    it(`${name} does nothing`, { timeout: 20_000 }, async () => {
      const module = resolve(ROOT, target.default.replace("*", "bosdyn/api/robot_state"));
      // Ended from outside where something keeps it alive.
      const { stdout } = await run(
        process.execPath,
        ["--input-type=module", "--eval", PROGRAM, pathToFileURL(module).href],
        { timeout: 15_000 },
      );
      const [before, after] = JSON.parse(stdout) as [unknown, unknown];
      expect(after).toEqual(before);
    });
  }
});
