/** Ways to run a bundle that leave it less: without code from strings, with frozen built-ins, without files, in little memory. */
import type { Program } from "../../examples/bundles/build.ts";
import type { Runtime } from "./runtimes.ts";

/** A way to run a bundle. */
export interface Mode {
  readonly name: string;
  /** The runtimes that have it. */
  readonly runtimes: RegExp;
  readonly programs: readonly Program[];
  /** The options of the runtime. @param file the bundle @param folder where it may write */
  readonly options: (runtime: Runtime, file: string, folder: string) => readonly string[];
}

const ALL: readonly Program[] = ["robot-id", "state-monitor", "map-downloader", "image-service"];

/** All of them. */
export const MODES: readonly Mode[] = [
  {
    name: "--disallow-code-generation-from-strings",
    runtimes: /^node-26$/,
    programs: ALL,
    options: () => ["--disallow-code-generation-from-strings"],
  },
  {
    name: "--frozen-intrinsics",
    runtimes: /^node-26$/,
    programs: ALL,
    options: () => ["--frozen-intrinsics"],
  },
  {
    name: "--permission, network alone",
    runtimes: /^node-26$/,
    programs: ["robot-id", "state-monitor", "image-service"],
    options: (_runtime, file) => ["--permission", "--allow-net", `--allow-fs-read=${file}`],
  },
  {
    name: "--permission, network and one folder",
    runtimes: /^node-26$/,
    programs: ["map-downloader"],
    options: (_runtime, file, folder) => [
      "--permission",
      "--allow-net",
      `--allow-fs-read=${file}`,
      `--allow-fs-read=${folder}`,
      `--allow-fs-write=${folder}`,
    ],
  },
  {
    name: "--permission, no files",
    runtimes: /^node-2[24]$/,
    programs: ["robot-id", "state-monitor", "image-service"],
    // These cannot forbid the network, and so need no leave for it.
    options: (_runtime, file) => ["--permission", `--allow-fs-read=${file}`],
  },
];
