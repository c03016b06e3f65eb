/** The vectors as a program of any language would walk them: by their manifest. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { hex } from "../../support/hex.ts";

export const DIRECTORY: string = join(import.meta.dirname, "../../vectors");

/** A line of the manifest. */
export interface Entry {
  readonly name: string;
  readonly kind: string;
  readonly description: string;
  readonly source: string;
  readonly files: readonly string[];
}

/** Header fields in their order. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** A vector, read. */
export interface Loaded<Json> {
  readonly name: string;
  readonly json: Json;
  /** None where they are in the JSON. */
  readonly bytes: Uint8Array;
  /** As they are written. */
  readonly text: string;
}

/** The whole manifest. */
export function readManifest(): { readonly format: number; readonly vectors: readonly Entry[] } {
  return JSON.parse(readFileSync(join(DIRECTORY, "index.json"), "utf8")) as ReturnType<typeof readManifest>;
}

/** Vectors of a kind, with their JSON and, where they have any, their bytes. @throws {Error} there is none */
export function vectorsOf<Json>(kind: string): Loaded<Json>[] {
  const found = readManifest().vectors.filter((each) => each.kind === kind);
  if (found.length === 0) throw new Error(`no vector is of kind ${kind}`);
  return found.map(({ name, files }) => {
    const read = (ending: string): string => {
      const file = files.find((each) => each.endsWith(ending));
      return file === undefined ? "" : readFileSync(join(DIRECTORY, file), "utf8");
    };
    const text = read(".hex");
    return { name, json: JSON.parse(read(".json")) as Json, bytes: hex(text), text };
  });
}

/** The cases of all vectors of a kind. */
export function casesOf<Case>(kind: string): Case[] {
  return vectorsOf<{ readonly cases: readonly Case[] }>(kind).flatMap(({ json }) => json.cases);
}
