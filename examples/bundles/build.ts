/**
 * Make one file of a program in this folder: everything it needs is inside, the trust anchor too. Node runs it where
 * nothing else is, no folder of packages and no PEM file.
 *
 *     npx tsx build.ts robot-id --roots robot-root.pem                # dist/robot-id.mjs
 *     npx tsx build.ts robot-id --roots robot-root.pem --format cjs   # dist/robot-id.cjs
 *     npx tsx build.ts map-downloader --roots robot-root.pem --http2 own
 *
 * To have a bundle of your own, copy this folder into a project that has `spotwire` and `esbuild`, and change a program.
 */
import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { build, type BuildOptions } from "esbuild";

/** What there is to bundle: one file each, beside this one. */
export const PROGRAMS = ["robot-id", "state-monitor", "map-downloader", "image-service"] as const;

/** A program of this folder. */
export type Program = (typeof PROGRAMS)[number];

/** What differs from one bundle to another. */
export interface BundleChoices {
  /** PEM file with the roots that robots are trusted by. */
  readonly roots: string;
  readonly format: "esm" | "cjs";
  /**
   * Whose HTTP/2 the programs with a whole `Robot` bring: the runtime's `node:http2`, or the library's own. The lean client
   * of the first two is over `node:http2` always.
   */
  readonly http2: "node" | "own";
}

/** esbuild's options for one program. */
export function bundleOptions(program: Program, { roots, format, http2 }: BundleChoices): BuildOptions {
  return {
    entryPoints: [resolve(import.meta.dirname, `${program}.ts`)],
    outfile: `dist/${program}.${format === "esm" ? "mjs" : "cjs"}`,
    bundle: true,
    minify: true,
    format,
    platform: "node",
    target: "node20.19",
    // `import trustAnchor from "trust-anchor.pem"` becomes the text of that file.
    alias: { "trust-anchor.pem": resolve(roots) },
    loader: { ".pem": "text" },
    // A constant, so that what is not chosen is not in the file.
    define: { OWN_HTTP2: String(http2 === "own") },
  };
}

function refuse(): never {
  process.stderr.write(`build.ts ${PROGRAMS.join("|")} --roots PEM [--format esm|cjs] [--http2 node|own]\n`);
  process.exit(2);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      roots: { type: "string" },
      format: { type: "string", default: "esm" },
      http2: { type: "string", default: "node" },
    },
  });
  const program = PROGRAMS.find((name) => name === positionals[0]);
  const { roots, format, http2 } = values;
  if (program === undefined || roots === undefined) refuse();
  if ((format !== "esm" && format !== "cjs") || (http2 !== "node" && http2 !== "own")) refuse();
  const options = bundleOptions(program, { roots, format, http2 });
  // esbuild has said what is wrong.
  await build({ ...options, logLevel: "info" }).catch(() => (process.exitCode = 1));
}

// Only where it is the program: the tests take the options alone.
if (process.argv[1] === import.meta.filename) await main();
