/** The manifest of test/vectors names everything that is there, and everything that it names is well formed. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAnnotatedHex } from "../../../src/inspect/index.ts";
import { DIRECTORY, readManifest } from "./manifest.ts";

const { format, vectors } = readManifest();

function read(path: string): string {
  return readFileSync(join(DIRECTORY, path), "utf8");
}

describe("test/vectors/index.json", () => {
  it("names each file of the folder once, and no other", () => {
    const there = readdirSync(DIRECTORY, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(DIRECTORY.length + 1)
          .replaceAll("\\", "/"),
      );
    const listed = vectors.flatMap(({ files }) => files);
    expect([...listed, "README.md", "index.json"].sort()).toEqual(there.sort());
    expect(new Set(vectors.map(({ name }) => name)).size).toBe(vectors.length);
    expect(format).toBe(1);
  });

  it("says of each what it is, of which kind, and where it comes from", () => {
    for (const { name, kind, description, source } of vectors) {
      for (const text of [kind, description, source]) expect(text, name).toMatch(/\S/);
    }
  });

  it("names kinds that README.md explains, all of them", () => {
    const explained = [...(read("README.md").split("## ")[2] ?? "").matchAll(/^\| `([a-z0-9-]+)` +\|/gm)].map(
      ([, kind]) => kind,
    );
    expect([...new Set(explained)].sort()).toEqual([...new Set(vectors.map(({ kind }) => kind))].sort());
  });

  it("leads to annotated hex and JSON that can be read", () => {
    for (const path of vectors.flatMap(({ files }) => files)) {
      if (path.endsWith(".json")) expect(() => JSON.parse(read(path)) as unknown, path).not.toThrow();
      else expect(() => parseAnnotatedHex(read(path)), path).not.toThrow();
    }
  });
});
