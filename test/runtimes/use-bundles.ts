/** Uses the bundles of examples/bundles on one runtime, against a robot of this process: plainly, and in every mode. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BundleChoices, type Program, PROGRAMS } from "../../examples/bundles/build.ts";
import { startSimulator } from "../../src/sim/index.ts";
import { makeBundle } from "../bundles/make-bundle.ts";
import { lookAt, putMap, type Scene, use } from "../bundles/uses.ts";
import { MODES } from "./modes.ts";
import type { Runtime } from "./runtimes.ts";

/** What became of a use. */
export interface UseResult {
  /** `robot-id, esm, node:http2`, and the mode. */
  readonly name: string;
  readonly error?: string;
  readonly peakRssBytes: number;
  /** What the runtime said besides: its warnings. */
  readonly said: string;
}

const CHOICES: readonly Omit<BundleChoices, "roots">[] = [
  { format: "esm", http2: "node" },
  { format: "cjs", http2: "node" },
  { format: "esm", http2: "own" },
];

/** Snapshots of the large map: 20 of 11 MiB. */
const LARGE_MAP = { waypoints: 20, snapshotBytes: 11 * 1_048_576 } as const;

/** Programs that let one choose. The lean client of the others is over `node:http2`. */
const CHOOSING: readonly Program[] = ["map-downloader", "image-service"];

/** Use every bundle on a runtime. */
export async function useBundles(runtime: Runtime): Promise<readonly UseResult[]> {
  return withScene(runtime, { waypoints: 3, snapshotBytes: 100_000 }, async (scene) => {
    const results: UseResult[] = [];
    for (const choices of CHOICES) {
      for (const program of choices.http2 === "own" ? CHOOSING : PROGRAMS) {
        const file = await bundleFor(scene, program, choices);
        const name = `${program}, ${choices.format}, ${choices.http2 === "own" ? "own HTTP/2" : "node:http2"}`;
        results.push(await tryUse(name, program, { ...runtime, file }, scene));
      }
    }
    for (const mode of MODES.filter((each) => each.runtimes.test(runtime.name))) {
      for (const program of mode.programs) {
        const file = await bundleFor(scene, program, { format: "esm", http2: "node" });
        const options = mode.options(runtime, file, scene.folder);
        results.push(
          await tryUse(`${program}, ${mode.name}`, program, { binary: runtime.binary, options, file }, scene),
        );
      }
    }
    return results;
  });
}

/** Download 220 MiB with a heap of 64 MiB. */
export async function downloadInLittleMemory(runtime: Runtime): Promise<readonly UseResult[]> {
  return withScene(runtime, LARGE_MAP, async (scene) => {
    const results: UseResult[] = [];
    for (const http2 of ["node", "own"] as const) {
      const file = await bundleFor(scene, "map-downloader", { format: "esm", http2 });
      const options = ["--max-old-space-size=64"];
      const name = `map-downloader, 220 MiB in a heap of 64 MiB, ${http2 === "own" ? "own HTTP/2" : "node:http2"}`;
      results.push(await tryUse(name, "map-downloader", { binary: runtime.binary, options, file }, scene));
    }
    return results;
  });
}

async function withScene<T>(
  runtime: Runtime,
  map: { readonly waypoints: number; readonly snapshotBytes: number },
  action: (scene: Scene) => Promise<T>,
): Promise<T> {
  // Away from the repository: no folder of packages is above it.
  const folder = await mkdtemp(join(tmpdir(), `spotwire-${runtime.name}-`));
  await using simulator = await startSimulator();
  await using robot = await lookAt(simulator);
  const scene = { simulator, robot, folder };
  try {
    await putMap(scene, map.waypoints, map.snapshotBytes);
    return await action(scene);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bundleFor(scene: Scene, program: Program, choices: Omit<BundleChoices, "roots">): Promise<string> {
  return (await makeBundle(scene.folder, program, { ...choices, rootsPem: scene.simulator.rootsPem })).file;
}

async function tryUse(
  name: string,
  program: Program,
  command: Parameters<typeof use>[1],
  scene: Scene,
): Promise<UseResult> {
  try {
    const { peakRssBytes, stderr } = await use(program, command, scene);
    return { name, peakRssBytes, said: stderr.replace(/^\d+ of \d+ snapshots\n/gm, "").trim() };
  } catch (error) {
    return { name, error: error instanceof Error ? error.message : String(error), peakRssBytes: 0, said: "" };
  }
}
