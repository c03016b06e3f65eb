/** The public surface, name by name: growth is a decision, and so is every name taken away. */
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { VERSION } from "../src/version.ts";

const ROOT = resolve(import.meta.dirname, "..");
const packageJson = JSON.parse(await readFile(resolve(ROOT, "package.json"), "utf8")) as {
  version: string;
  exports: Record<string, { types: string; default: string } | string>;
};

const subpaths = Object.entries(packageJson.exports).flatMap(([subpath, target]) =>
  typeof target === "string" || subpath.includes("*")
    ? []
    : [{ subpath, source: target.default.replace("./dist/", "../src/").replace(/js$/, "ts") }],
);

describe("the package", () => {
  for (const { subpath, source } of subpaths) {
    it(`exports from ${subpath} what the snapshot says`, async () => {
      const module = (await import(source)) as Record<string, unknown>;
      expect(Object.keys(module).sort()).toMatchSnapshot();
      expect(module["default"]).toBeUndefined();
    });
  }

  it("says the version of package.json", () => {
    expect(VERSION).toBe(packageJson.version);
  });
});
