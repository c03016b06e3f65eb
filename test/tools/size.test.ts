/** What our bundles may weigh, and that what is weighed works. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../../src/sim/index.ts";
import { bundled, sizeOf } from "../../tools/size/bundled.ts";
import { PURPOSES } from "../../tools/size/bundles.ts";
import { markdownTable, type Row, textTable, withTable } from "../../tools/size/table.ts";

const run = promisify(execFile);

describe("a bundle of ours", () => {
  for (const { name: purpose, ways } of PURPOSES) {
    for (const { name, budget, make } of ways) {
      if (budget === undefined) continue; // of others
      it(`is within ${budget} bytes gzipped: ${purpose}, ${name}`, { timeout: 30_000 }, async () => {
        expect(sizeOf(await make()).gzipped).toBeLessThanOrEqual(budget);
      });
    }
  }
});

describe("a program that is weighed", () => {
  let simulator: Simulator;
  let folder: string;

  beforeAll(async () => {
    simulator = await startSimulator();
    folder = await mkdtemp(join(tmpdir(), "spotwire-size-"));
  });
  afterAll(async () => {
    await simulator.close();
    await rm(folder, { recursive: true });
  });

  const programs = [
    "robot-id-call",
    "robot-id-lean",
    "robot-id-spotwire",
    "state-call",
    "state-lean",
    "state-spotwire",
  ];
  for (const name of programs) {
    it(`asks a robot and ends: ${name}`, { timeout: 20_000 }, async () => {
      const file = join(folder, `${name}.mjs`);
      await writeFile(file, await bundled({ program: `tools/size/programs/${name}.ts` }));
      const { port, rootsPem: roots, user, password } = simulator;
      const { stdout } = await run(process.execPath, [file, JSON.stringify({ port, roots, user, password })]);
      const [found] = JSON.parse(stdout) as [unknown];
      if (name.startsWith("robot-id")) expect(found).toMatch(/^SIM-/);
      else expect(found).toBeGreaterThan(0);
    });
  }
});

describe("the table of sizes", () => {
  const rows: Row[] = [
    { purpose: "the wire", name: "ours", budget: 4_000, minified: 10_000, gzipped: 4_001 },
    { purpose: "the wire", name: "theirs", budget: undefined, minified: 200_000, gzipped: 50_000 },
  ];

  it("says what is over its budget", () => {
    expect(textTable(rows)).toMatch("4.00 kB  OVER 4.00 kB");
    expect(textTable([{ ...rows[0], gzipped: 4_000 } as Row])).toMatch("within 4.00 kB");
  });

  it("goes to the place marked for it, as often as one likes", () => {
    const document = "before\n<!-- size -->\nold\n<!-- /size -->\nafter\n";
    const once = withTable(document, markdownTable(rows));
    expect(once).toMatch("| the wire | ours | 10.00 kB | 4.00 kB | 4.00 kB |\n|  | theirs |");
    expect(once).not.toMatch("old");
    expect(withTable(once, markdownTable(rows))).toBe(once);
    expect(() => withTable("no place", "")).toThrow("<!-- size -->");
  });
});
