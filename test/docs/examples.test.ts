/** Every TypeScript block in README.md and docs/ compiles under the project's own options; README's first one runs. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, "../..");
const BLOCK = /^```ts\n([\s\S]*?)^```$/gm;

/** The package as its users see it: every subpath leads to its source. */
async function sourcePaths(): Promise<Record<string, string[]>> {
  const { exports } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
    exports: Record<string, { default: string } | string>;
  };
  const paths: Record<string, string[]> = {};
  for (const [subpath, target] of Object.entries(exports)) {
    if (typeof target === "string") continue;
    const source = target.default.replace("./dist/", "../../src/").replace(/\.js$/, ".ts");
    paths[`spotwire${subpath.slice(1)}`] = [source];
  }
  return paths;
}

async function documents(): Promise<string[]> {
  const docs = await readdir(join(ROOT, "docs"), { recursive: true });
  return ["README.md", "CONTRIBUTING.md", ...docs.map((file) => join("docs", file))].filter((file) =>
    file.endsWith(".md"),
  );
}

let folder: string;

beforeAll(async () => {
  // Inside the repository, so that the compiler finds its packages.
  await mkdir(join(ROOT, "coverage"), { recursive: true });
  folder = await mkdtemp(join(ROOT, "coverage", "docs-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it("compiles every TypeScript block of the documents", { timeout: 120_000 }, async () => {
  let blocks = 0;
  for (const file of await documents()) {
    const text = await readFile(join(ROOT, file), "utf8");
    for (const [, code] of text.matchAll(BLOCK)) {
      blocks++;
      await writeFile(join(folder, `${file.replaceAll(/[/.]/g, "-")}-${blocks}.ts`), `${code ?? ""}\nexport {};\n`);
    }
  }
  expect(blocks).toBeGreaterThanOrEqual(2);
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
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const { stdout } = await run(process.execPath, [tsc, "--project", folder]).catch(
    (error: unknown) => error as { stdout: string },
  );
  expect(stdout).toBe("");
});

it("runs the first block of README.md as it stands", { timeout: 60_000 }, async () => {
  const readme = await readFile(join(ROOT, "README.md"), "utf8");
  const [, code] = [...readme.matchAll(BLOCK)][0] ?? [];
  const { build } = await import("esbuild");
  const alias = Object.fromEntries(
    Object.entries(await sourcePaths())
      .filter(([name]) => !name.includes("*"))
      .map(([name, [path]]) => [name, resolve(folder, path ?? "")]),
  );
  const outfile = join(folder, "readme.mjs");
  await build({
    stdin: { contents: code ?? "", resolveDir: ROOT, loader: "ts" },
    alias: Object.fromEntries(Object.entries(alias).sort(([a], [b]) => b.length - a.length)),
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    banner: {
      js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
    },
  });
  const { stdout } = await run(process.execPath, [outfile]);
  expect(stdout).toMatch(/^SIM-[0-9A-F]{8}\nclock skew \d+ ns, battery 9\d(\.\d+)? %\n$/);
});
