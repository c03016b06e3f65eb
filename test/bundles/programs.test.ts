/** The programs of examples/bundles as single files, alone in a folder, on this Node: they do what they are for. */
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BundleChoices, PROGRAMS } from "../../examples/bundles/build.ts";
import { type Simulator, startSimulator } from "../../src/sim/index.ts";
import { makeBundle } from "./make-bundle.ts";
import { RunningProgram } from "./running-program.ts";
import { lookAt, putMap, type Scene, use } from "./uses.ts";

let scene: Scene;
let other: Simulator;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "spotwire-bundles-"));
  const simulator = await startSimulator();
  scene = { simulator, robot: await lookAt(simulator), folder };
  other = await startSimulator();
  await putMap(scene, 3, 100_000);
});

afterAll(async () => {
  await scene.robot.close();
  await Promise.all([scene.simulator.close(), other.close()]);
  await rm(scene.folder, { recursive: true });
});

const CHOICES: readonly Omit<BundleChoices, "roots">[] = [
  { format: "esm", http2: "node" },
  { format: "cjs", http2: "node" },
  { format: "esm", http2: "own" },
];

const here = (file: string) => ({ binary: process.execPath, options: [], file });

describe.each(CHOICES)("a bundle ($format, $http2 HTTP/2)", (choices) => {
  it("runs where there is no folder of packages", async () => {
    for (let folder = scene.folder; ; folder = dirname(folder)) {
      await expect(access(join(folder, "node_modules"))).rejects.toThrow("ENOENT");
      if (folder === dirname(folder)) break;
    }
  });

  for (const program of PROGRAMS) {
    it(`of ${program} does what it is for, and says nothing besides`, async () => {
      const { file } = await makeBundle(scene.folder, program, { ...choices, rootsPem: scene.simulator.rootsPem });
      const { stderr } = await use(program, here(file), scene);
      expect(stderr).toBe(program === "map-downloader" ? "1 of 3 snapshots\n2 of 3 snapshots\n3 of 3 snapshots\n" : "");
    });
  }

  it("says in one sentence, with exit code 1, that it trusts another robot", async () => {
    const { file } = await makeBundle(scene.folder, "robot-id", { ...choices, rootsPem: other.rootsPem });
    const { ended } = new RunningProgram(here(file), [`127.0.0.1:${scene.simulator.port}`]);
    const { how, stdout, stderr } = await ended;
    expect([how, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^[^\n]*(certificate|trust)[^\n]*\n$/);
  });
});
