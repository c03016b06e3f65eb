/**
 * Every TypeScript block of README.md and docs/ compiles under the project's own options; README's first one runs, and so
 * does each whose fence says `ts run`.
 */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blocksOf, documentPaths, outputPattern, ProgramFolder, ROOT, sourcePaths } from "./documents.ts";
import { namesInTable, proofOfNames } from "./python-names.ts";

const run = promisify(execFile);
/** As a bundler's loader for text gives it; docs/guide/bundling.md tells of it. */
const PEM_MODULES = `declare module "*.pem" {\n  const text: string;\n  export default text;\n}\n`;

const documents = await documentPaths();
const programs = (
  await Promise.all(
    documents.map(async (path) =>
      (await blocksOf(path, "ts"))
        .map((block, i) => ({ ...block, name: `${path}, TypeScript block ${i + 1}` }))
        .filter(({ info, name }) => info === "ts run" || name === "README.md, TypeScript block 1"),
    ),
  )
).flat();

let folder: ProgramFolder;

beforeAll(async () => {
  folder = await ProgramFolder.make();
});

afterAll(() => folder.remove());

it(
  "compiles every TypeScript block of the documents, and the names that the guide for Python's users gives",
  {
    timeout: 120_000,
  },
  async () => {
    let blocks = 0;
    for (const path of documents) {
      for (const { code } of await blocksOf(path, "ts")) {
        blocks++;
        await writeFile(join(folder.path, `${path.replaceAll(/[/.]/g, "-")}-${blocks}.ts`), `${code}\nexport {};\n`);
      }
    }
    expect(blocks).toBeGreaterThanOrEqual(30);
    await writeFile(join(folder.path, "pem.d.ts"), PEM_MODULES);
    await writeFile(join(folder.path, "names.ts"), proofOfNames(await namesInTable()));
    const config = {
      extends: "../../tsconfig.json",
      compilerOptions: {
        paths: await sourcePaths(),
        rootDir: "../..",
        isolatedDeclarations: false,
        declaration: false,
        noUnusedLocals: false,
      },
      include: ["*.ts", "../../src/**/*.d.ts"],
    };
    await writeFile(join(folder.path, "tsconfig.json"), JSON.stringify(config));
    const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
    const { stdout } = await run(process.execPath, [tsc, "--project", folder.path]).catch(
      (error: unknown) => error as { stdout: string },
    );
    expect(stdout).toBe("");
  },
);

describe("a program of the documents does what they say:", () => {
  it("there are some in README.md, the quick start and the page on embedding", () => {
    const paths = new Set(programs.map(({ name }) => name.split(",")[0]));
    expect([...paths].sort()).toEqual(
      expect.arrayContaining(["README.md", "docs/guide/embedding.md", "docs/guide/quick-start.md"]),
    );
  });

  it.each(programs)("$name", { timeout: 90_000 }, async ({ code, output, name }) => {
    const printed = await folder.run(code);
    if (name.startsWith("README.md")) {
      expect(printed).toMatch(/^SIM-[0-9A-F]{8}\nclock skew \d+ ns, battery 9\d(\.\d+)? %\n$/);
    } else {
      if (output === undefined) throw new Error("a block that is run is followed by a text block: what it prints");
      expect(printed).toMatch(outputPattern(output));
    }
  });
});
