/** What is in the bundles of examples/bundles, and what is not: packages, ways to load more, files to read. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { builtinModules } from "node:module";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BundleChoices, type Program, PROGRAMS } from "../../examples/bundles/build.ts";
import { mintAuthority } from "../../src/tls/mint.ts";
import { makeBundle } from "./make-bundle.ts";

let folder: string;
let rootsPem: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spotwire-bundles-"));
  rootsPem = (await mintAuthority({ commonName: "contents", keyType: "ec" })).certificatePem;
});

afterAll(() => rm(folder, { recursive: true }));

/** Built-in modules that a program is known to want, beyond those of every connection. */
const WANTS: Readonly<Record<Program, readonly string[]>> = {
  "robot-id": [],
  "state-monitor": ["timers/promises"],
  "map-downloader": ["fs/promises", "path"],
  "image-service": ["events"],
};

const CHOICES: readonly Omit<BundleChoices, "roots">[] = [
  { format: "esm", http2: "node" },
  { format: "cjs", http2: "node" },
  { format: "esm", http2: "own" },
  { format: "cjs", http2: "own" },
];

for (const program of PROGRAMS) {
  describe.each(CHOICES)(`the bundle of ${program} ($format, $http2 HTTP/2)`, (choices) => {
    it("holds what it needs, and nothing that loads or reads more", async () => {
      const { text, metafile } = await makeBundle(folder, program, { ...choices, rootsPem });
      const [output] = Object.values(metafile.outputs);

      const imports = [...new Set(output?.imports.map(({ path }) => path.replace(/^node:/, "")))].sort();
      expect(imports.filter((name) => !builtinModules.includes(name))).toEqual([]);
      const files = imports.filter((name) =>
        /^(fs|path|events|timers|child_process|worker_threads|vm|module)/.test(name),
      );
      expect(files).toEqual(expect.arrayContaining([...WANTS[program]]));
      expect(imports.filter((name) => name.startsWith("fs"))).toEqual(
        program === "map-downloader" ? ["fs/promises"] : [],
      );
      for (const never of ["child_process", "module", "vm", "worker_threads", "dgram"])
        expect(imports).not.toContain(never);
      const isLean = program === "robot-id" || program === "state-monitor";
      expect(imports).toContain("http2");

      const packages = Object.keys(output?.inputs ?? {}).filter((file) => file.includes("node_modules"));
      expect(packages).toEqual([]);

      // The one import by a variable is the tracer's, and loads nothing unless SPOTWIRE_TRACE asks for it; the lean client has none.
      const loads = [...text.matchAll(/\bimport\(\s*([^)]*)\)/g)].map(([, what = ""]) => what);
      expect(loads).toHaveLength(isLean ? 0 : 1);
      if (!isLean) expect(text.includes(`${loads[0] ?? ""}="spotwire/trace"`)).toBe(true);
      // In CommonJS each built-in is required by its name; in ES modules nothing is.
      const requires = [...text.matchAll(/\brequire\(\s*([^)]*)\)/g)].map(([, what = ""]) => what);
      expect(requires.filter((what) => choices.format === "esm" || !/^"node:[a-z0-9/_]+"$/.test(what))).toEqual([]);
      expect(text).not.toMatch(/\beval\(|\bnew Function\b|\bFunction\(|createRequire|__dirname|import\.meta/);

      expect(text.replaceAll("\\n", "\n")).toContain(rootsPem.trim());
    });
  });
}
