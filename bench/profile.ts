/**
 * Where the time goes, over our own HTTP/2 or node:http2: CPU of the client's process by source file, for small calls with
 * 64 in flight or for bulk.
 *
 *     npx tsx bench/profile.ts [--transport node] [--work download | upload]
 */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { startContender } from "./processes/contender-process.ts";
import { fastestServer, startServer } from "./servers/start-server.ts";
import type { BulkSetup } from "./bulk/contend-bulk.ts";
import type { UnarySetup } from "./unary/contend-unary.ts";

interface Profile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
}
interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

const SHOWN = 30;
const ROUNDS = 5;
/** Lines of each bundle, read once. */
const bundles = new Map<string, string[]>();

const { values } = parseArgs({
  options: { transport: { type: "string", default: "own" }, work: { type: "string", default: "unary" } },
});
const folder = await mkdtemp(join(tmpdir(), "spotwire-profile-"));
const server = await startServer(await fastestServer());
const { port, roots } = server;
const place = { port, roots, variant: values.transport };
const smallCalls: UnarySetup = { ...place, calls: 20_000, inFlight: 64 };
const bulk: BulkSetup = { ...place, work: "download", chunks: 32, chunkBytes: 4 * 1024 * 1024 };
const client = await startContender({
  name: values.transport,
  program: new URL(`${values.work === "unary" ? "unary" : "bulk"}/spotwire-client.ts`, import.meta.url),
  setup: values.work === "unary" ? smallCalls : { ...bulk, work: values.work as BulkSetup["work"] },
  flags: ["--cpu-prof", `--cpu-prof-dir=${folder}`],
});
for (let round = 0; round < ROUNDS; round++) await client.round();
await client.close();
await server.close();
const [file = ""] = await readdir(folder);
const shares = await sharesOf(JSON.parse(await readFile(join(folder, file), "utf8")) as Profile);
await rm(folder, { recursive: true });
const rows = [...shares].sort(([, a], [, b]) => b - a).slice(0, SHOWN);
process.stdout.write(rows.map(([place, share]) => `${(share * 100).toFixed(1).padStart(5)} %  ${place}\n`).join(""));

/** Share of the samples by place, the time without work left out. */
async function sharesOf({ nodes, samples }: Profile): Promise<Map<string, number>> {
  const places = new Map<number, string>();
  for (const { id, callFrame } of nodes) places.set(id, await placeOf(callFrame));
  const busy = samples.map((id) => places.get(id) ?? "").filter((place) => place !== "(idle)");
  const counts = new Map<string, number>();
  for (const place of busy) counts.set(place, (counts.get(place) ?? 0) + 1 / busy.length);
  return counts;
}

/** A source file of ours, a module of Node's, or what V8 calls it. */
async function placeOf({ functionName, url, lineNumber }: CallFrame): Promise<string> {
  if (!url.startsWith("file:")) return url === "" ? functionName || "native" : url;
  const lines = await linesOf(url);
  // esbuild begins each module with its path.
  for (let line = lineNumber; line >= 0; line--) {
    const [, path] = /^\/\/ ((?:src|bench|node_modules)\/.*)$/.exec(lines[line] ?? "") ?? [];
    if (path !== undefined) return path;
  }
  return url;
}

async function linesOf(url: string): Promise<string[]> {
  const lines = bundles.get(url) ?? (await readFile(new URL(url), "utf8")).split("\n");
  bundles.set(url, lines);
  return lines;
}
