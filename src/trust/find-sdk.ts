/**
 * Finds the root's file in a Python SDK that is installed on this computer. Python is asked where it looks for packages;
 * nothing of the SDK is run.
 */
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import { SDK_ROOT_PATH } from "./boston-dynamics-root.ts";

/** Where to look. */
export interface FindSdkOptions {
  /** Interpreters to ask, in order; default `python3`, `python`, `/usr/bin/python3`. */
  readonly pythons?: readonly string[] | undefined;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

const PYTHONS = ["python3", "python", "/usr/bin/python3"];
const TIMEOUT_MS = 10_000;
const run = promisify(execFile);

/** With -I neither the current folder nor PYTHONPATH counts; the user's own packages are asked for by name. */
const ASK = "import json, site, sys; print(json.dumps([*sys.path, site.getusersitepackages()]))";

/** Path of the SDK's `robot.pem`, the first one found; undefined where there is none. */
export async function findSdkRootFile({ pythons = PYTHONS, signal }: FindSdkOptions = {}): Promise<string | undefined> {
  for (const python of pythons) {
    for (const folder of await packageFolders(python, signal)) {
      const path = join(folder, ...SDK_ROOT_PATH);
      if (await isFile(path)) return path;
    }
  }
  return undefined;
}

async function packageFolders(python: string, signal: AbortSignal | undefined): Promise<string[]> {
  try {
    const { stdout } = await run(python, ["-I", "-c", ASK], { timeout: TIMEOUT_MS, signal });
    const folders: unknown = JSON.parse(stdout);
    if (!Array.isArray(folders)) return [];
    return folders.filter((each): each is string => typeof each === "string" && isAbsolute(each));
  } catch {
    signal?.throwIfAborted();
    return []; // not installed, or not a Python
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
