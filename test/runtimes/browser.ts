/** The rooms that need no Node, in Debian's Chromium: their own tests, in one script of a page. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";
import { chromium } from "playwright-core";
import { inPlace } from "./bundle-suites.ts";
import { ROOT } from "./runtimes.ts";
import type { SuiteResult } from "./run-suite.ts";
import type { Outcome } from "./standin/run-declared.ts";

const CHROMIUM = process.env["SPOTWIRE_CHROMIUM"] ?? "/usr/bin/chromium";
const STANDIN = join(import.meta.dirname, "standin");

/** Tests of `wire`, `messages` and `inspect` that have nothing to do with a network. */
export const BROWSER_SUITES: Readonly<Record<string, readonly string[]>> = {
  wire: ["bare-double", "enum-name", "field-names", "reader", "text-cache", "utf8", "writer"].map(
    (name) => `test/wire/${name}.test.ts`,
  ),
  messages: ["test/runtimes/core/messages.test.ts"],
  inspect: ["hex/parse", "proto/inspect-message"].map((name) => `test/inspect/${name}.test.ts`),
};

/** Run them. @throws {Error} there is no Chromium */
export async function runInBrowser(): Promise<{
  readonly version: string;
  readonly results: Readonly<Record<string, SuiteResult>>;
}> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  try {
    const results: Record<string, SuiteResult> = {};
    for (const [name, files] of Object.entries(BROWSER_SUITES)) {
      const page = await browser.newPage();
      const start = performance.now();
      const complaints: string[] = [];
      page.on("pageerror", ({ message }) => complaints.push(message));
      await page.addScriptTag({ content: await bundleForBrowser(files) });
      if (complaints.length > 0) throw new Error(`the script of ${name}: ${complaints.join(", ")}`);
      const outcomes = await page.evaluate<Outcome[]>("runSuite()");
      const failed = outcomes.filter(({ error }) => error !== undefined);
      results[name] = {
        passed: outcomes.length - failed.length,
        failures: failed.map(({ name: test, error = "" }) => ({ file: `test/${name}`, test, reason: error })),
        ms: Math.round(performance.now() - start),
      };
      await page.close();
    }
    return { version: browser.version(), results };
  } finally {
    await browser.close();
  }
}

async function bundleForBrowser(files: readonly string[]): Promise<string> {
  const imports = [...files, "test/runtimes/standin/browser-program.ts"].map(
    (file) => `import ${JSON.stringify(`./${file}`)};`,
  );
  const { outputFiles } = await build({
    stdin: { contents: imports.join("\n"), resolveDir: ROOT, loader: "ts" },
    absWorkingDir: ROOT,
    bundle: true,
    format: "iife",
    platform: "browser",
    target: "es2023",
    keepNames: true,
    write: false,
    alias: {
      vitest: join(STANDIN, "vitest.ts"),
      "node:fs": join(STANDIN, "browser-files.ts"),
      "node:path": join(STANDIN, "browser-path.ts"),
      "node:util": join(STANDIN, "browser-util.ts"),
    },
    // Asked by the tests for their seed; the rooms themselves may not name it (test/architecture.test.ts).
    define: { "process.env": "{}", "process.stderr.write": "console.debug" },
    inject: [join(STANDIN, "browser-buffer.ts")],
    plugins: [embeddedVectors, sideEffects, inPlace],
    logLevel: "error",
    logLimit: 5,
  });
  return outputFiles[0]?.text ?? "";
}

/** Tests are imported for what they do, whatever package.json says of the library. */
const sideEffects: Plugin = {
  name: "side-effects",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^\.\/test\// }, ({ path }) => ({ path: join(ROOT, path), sideEffects: true }));
  },
};

/** A page has no files: the vectors are in its script. */
const embeddedVectors: Plugin = {
  name: "embedded-vectors",
  setup: (bundler) => {
    bundler.onResolve({ filter: /^embedded-vectors$/ }, () => ({ path: "vectors", namespace: "embedded" }));
    bundler.onLoad({ filter: /.*/, namespace: "embedded" }, () => {
      const folder = join(ROOT, "test/vectors");
      const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) =>
        /\.(hex|json)$/.test(file),
      );
      const entries = files.map((file) => [join(folder, file), readFileSync(join(folder, file), "utf8")]);
      return { contents: JSON.stringify(Object.fromEntries(entries)), loader: "json" };
    });
  },
};
