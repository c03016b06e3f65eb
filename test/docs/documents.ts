/** The documents of the repository, the blocks in them, and programs made of blocks. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";

const run = promisify(execFile);

/** The repository. */
export const ROOT: string = resolve(import.meta.dirname, "../..");

/** A block of code in a document. */
export interface Block {
  /** Its fence's words: `ts`, or `ts run` where a test runs it and holds its output against the text block behind it. */
  readonly info: string;
  readonly code: string;
  /** The text block that follows directly, if one does: what the program prints. */
  readonly output: string | undefined;
}

/** Paths of all documents that show code, from the root of the repository. */
export async function documentPaths(): Promise<string[]> {
  const docs = await readdir(join(ROOT, "docs"), { recursive: true });
  return ["README.md", "CONTRIBUTING.md", ...docs.map((file) => join("docs", file))].filter((file) =>
    file.endsWith(".md"),
  );
}

/** The blocks of a document in one language. Those that are indented, in lists, are taken too. */
export async function blocksOf(path: string, language: string): Promise<Block[]> {
  const text = await readFile(join(ROOT, path), "utf8");
  const blocks = [...text.matchAll(/^( *)```(\w+(?: run)?)\n([\s\S]*?)^\1```$/gm)].map(
    ({ 0: whole, 1: indent = "", 2: info = "", 3: code = "", index }) => ({
      info,
      code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
      end: index + whole.length,
    }),
  );
  return blocks
    .filter(({ info }) => info.split(" ")[0] === language)
    .map(({ info, code, end }) => ({
      info,
      code,
      output: /^\n\n```text\n([\s\S]*?)^```$/m.exec(atStart(text, end))?.[1],
    }));
}

/** What begins directly behind a block; nothing, if that is no text block. */
function atStart(text: string, end: number): string {
  const rest = text.slice(end);
  return rest.startsWith("\n\n```text\n") ? rest : "";
}

/** What a program prints may differ from the document in numbers, and in the serial number of a simulator. */
export function outputPattern(output: string): RegExp {
  const escaped = output.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const pattern = escaped.replaceAll(/SIM-[0-9A-F]{8}|(?<!\w)\d+(?:\\\.\d+)?(?!\w)/g, (text) =>
    text.startsWith("SIM-") ? "SIM-[0-9A-F]{8}" : String.raw`\d+(?:\.\d+)?`,
  );
  return new RegExp(`^${pattern}$`);
}

/** The package as its users see it: every subpath leads to its source, from a folder two below the root. */
export async function sourcePaths(): Promise<Record<string, string[]>> {
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

/** A folder for programs, inside the repository, so that its packages are found. Whoever makes it removes it. */
export class ProgramFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Make one. */
  static async make(): Promise<ProgramFolder> {
    await mkdir(join(ROOT, "coverage"), { recursive: true });
    return new ProgramFolder(await mkdtemp(join(ROOT, "coverage", "docs-")));
  }

  /** Bundle a program for Node as its users would, and run it. @returns what it printed */
  async run(code: string): Promise<string> {
    const alias = Object.entries(await sourcePaths())
      .filter(([name]) => !name.includes("*"))
      .map(([name, [path]]) => [name, resolve(this.path, path ?? "")] as const)
      .sort(([a], [b]) => b.length - a.length);
    const outfile = join(this.path, "program.mjs");
    await build({
      stdin: { contents: code, resolveDir: ROOT, loader: "ts" },
      alias: Object.fromEntries(alias),
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20.19",
      banner: {
        js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
      },
    });
    const { stdout } = await run(process.execPath, [outfile], { timeout: 60_000 });
    return stdout;
  }

  /** Remove it. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
