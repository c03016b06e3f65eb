/**
 * The inspector's page as one HTML file: script and style are inside, and its policy allows these two by their hashes and
 * nothing else. It is served by `spotwire inspect`, and opens from a disk.
 */
import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { deflateRawSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { API_SCHEMA_JSON } from "../../src/reflect/api-data.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Bundle `src/page/view/main.ts` with its style; returns the size in bytes. */
export async function bundlePage(outfile: string): Promise<number> {
  const html = pageOf(...(await Promise.all([bundle("main.ts", "js"), bundle("style/page.css", "css")])));
  await mkdir(dirname(outfile), { recursive: true });
  await writeFile(outfile, html);
  return Buffer.byteLength(html);
}

async function bundle(entry: string, kind: "js" | "css"): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [`src/page/view/${entry}`],
    bundle: true,
    minify: true,
    platform: "browser",
    format: "esm",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
    write: false,
    outfile: `page.${kind}`,
    plugins: [packedSchema],
  });
  return outputFiles[0]?.text.trim() ?? "";
}

/** The schema is half a megabyte of text that says little: packed it is a quarter. */
const packedSchema: Plugin = {
  name: "packed-schema",
  setup: (bundler) => {
    bundler.onLoad({ filter: /[/\\]reflect[/\\]api-data\.ts$/ }, () => ({
      contents: `
        const packed = Uint8Array.from(atob(${JSON.stringify(packed(API_SCHEMA_JSON))}), (unit) => unit.charCodeAt(0));
        const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
        export const API_SCHEMA_JSON = await new Response(stream).text();`,
      loader: "js",
    }));
  },
};

function packed(text: string): string {
  return deflateRawSync(text, { level: 9 }).toString("base64");
}

function pageOf(script: string, style: string): string {
  // What would end the element early, or change how its end is found (HTML, "Restrictions for contents of script elements").
  if (/<\/script|<script|<!--|\r/i.test(script)) throw new Error("the page's script cannot stand in an HTML file");
  if (/<\/style|\r/i.test(style)) throw new Error("the page's style cannot stand in an HTML file");
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(script)}'`,
    `style-src '${hashOf(style)}'`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>spotwire inspect</title>
<style>${style}</style>
</head>
<body>
<noscript>This page needs JavaScript. All of it is in this file: nothing is loaded from anywhere.</noscript>
<script type="module">${script}</script>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
