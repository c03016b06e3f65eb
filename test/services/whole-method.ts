/**
 * From the half of a method that a client holds to the whole: a channel in memory stands for the robot, so it decodes
 * requests and encodes responses, which clients have no codecs for.
 */
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { AnyMethod } from "./api.ts";

const MESSAGES = resolve(import.meta.dirname, "../../src/messages");
const found = new Map<string, AnyMethod>();

/** Find a generated method by what a client knows of it. @throws {Error} no module has it */
export async function wholeMethod({ service, path }: { service: string; path: string }): Promise<AnyMethod> {
  if (!found.has(path)) await load(service);
  const method = found.get(path);
  if (method === undefined) throw new Error(`no generated module has ${path}`);
  return method;
}

/** Load the module of a service: mostly `bosdyn.api.ImageService` is in `bosdyn/api/image_service.ts`. */
async function load(service: string): Promise<void> {
  const [name = "", ...packages] = service.split(".").reverse();
  const directory = join(MESSAGES, ...packages.reverse());
  const likely = `${name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase()}.ts`;
  const files =
    likely.endsWith("service.ts") && existsSync(join(directory, likely))
      ? [likely]
      : (await readdir(directory)).filter((file) => file.endsWith("service.ts"));
  for (const file of files) remember((await import(join(directory, file))) as Record<string, unknown>);
}

function remember(module: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(module)) {
    if (name.endsWith("Calls") || typeof value !== "object" || value === null) continue;
    for (const method of Object.values(value) as AnyMethod[]) {
      if (typeof method === "object" && "path" in method) found.set(method.path, method);
    }
  }
}
