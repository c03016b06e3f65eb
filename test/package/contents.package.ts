import { beforeAll, describe, expect, it } from "vitest";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { readFile } from "node:fs/promises";
import { output, ownProgram, packed, type Tarball } from "./tarball.ts";

let tarball: Tarball;
beforeAll(async () => {
  tarball = await packed();
});

/** What has a place in the package. */
const WANTED = [
  /^(?:LICENSE|NOTICE|README\.md|CHANGELOG\.md|package\.json)$/,
  /^dist\/(?:[a-z0-9_-]+\/)*[A-Za-z0-9_-]+\.(?:js|d\.ts|js\.map)$/,
  /^dist\/(?:spotwire\.mjs|inspect\.html)$/,
  /^protos\/(?:.+\.proto|README\.md)$/,
  /^test\/vectors\/.+\.(?:hex|json|md|bin)$/,
];

describe("the package", () => {
  it("holds what its users need and nothing of those who make it", () => {
    expect(tarball.files.filter((file) => !WANTED.some((pattern) => pattern.test(file)))).toEqual([]);
    for (const file of ["dist/index.js", "dist/index.d.ts", "dist/spotwire.mjs", "dist/inspect.html", "NOTICE"]) {
      expect(tarball.files).toContain(file);
    }
  });

  it("has every file that its exports name", async () => {
    const { exports } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8")) as {
      exports: Record<string, string | Record<string, string>>;
    };
    const targets = Object.values(exports).flatMap((each) => (typeof each === "string" ? [each] : Object.values(each)));
    expect(targets.length).toBeGreaterThan(40);
    for (const target of targets) {
      const [before = "", after = ""] = target.replace(/^\.\//, "").split("*");
      const found = tarball.files.some((file) => file.startsWith(before) && file.endsWith(after));
      expect(found, target).toBe(true);
    }
  });

  it("is as publint wants it", async () => {
    const { messages, pkg } = await publint({ pack: { tarball: (await readFile(tarball.path)).buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it("has types that resolve, for every export", async () => {
    const attw = (profile: string): Promise<string> =>
      output(ownProgram("attw"), [tarball.path, "--profile", profile], tarball.folder);
    await attw("esm-only");
    // Nobody should resolve it as packages were in 2015; that it says so shows that it looks.
    await expect(attw("strict")).rejects.toThrow("node10");
  });
});
