/**
 * Reads byte vectors: `NAME.hex` in annotated hex, and beside it `NAME.json` with what it means.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { hex } from "./hex.ts";

/** A message type, its bytes, and what they say. */
export interface MessageVector {
  readonly name: string;
  readonly description: string;
  /** Spec section, tool and version, or capture. */
  readonly source: string;
  /** Exported name of the codec. */
  readonly message: string;
  readonly bytes: Uint8Array;
  /** The fields that are set. */
  readonly value: Record<string, unknown>;
}

/** Read every vector of a room: `test/vectors/<room>/`. */
export function readVectors(room: string): MessageVector[] {
  const directory = join(import.meta.dirname, "../vectors", room);
  return readdirSync(directory)
    .filter((file) => file.endsWith(".hex"))
    .map((file) => {
      const path = join(directory, file);
      const about = JSON.parse(readFileSync(path.replace(/\.hex$/, ".json"), "utf8"), revive) as MessageVector;
      return { ...about, name: file.replace(/\.hex$/, ""), bytes: hex(readFileSync(path, "utf8")) };
    });
}

/** JSON has no bigint, bytes or maps: `"5n"`, `{ "hex": "00 ff" }` and `{ "map": [[key, value]] }` stand for them. */
function revive(_key: string, value: unknown): unknown {
  if (typeof value === "string" && /^-?\d+n$/.test(value)) return BigInt(value.slice(0, -1));
  if (typeof value !== "object" || value === null) return value;
  if ("hex" in value && typeof value.hex === "string") return hex(value.hex);
  if ("map" in value && Array.isArray(value.map)) return new Map(value.map as [unknown, unknown][]);
  return value;
}
