/** What a user who bundles gets: no more than the clients they name, within a budget, and nothing that makes code. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };

const ROOT = resolve(import.meta.dirname, "..");
const run = promisify(execFile);

interface Bundle {
  /** Files that the bundle holds something of, from the root of the repository. */
  readonly files: readonly string[];
  readonly gzipBytes: number;
}

async function bundle(source: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: join(ROOT, "src"), loader: "ts" },
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    target: "node20.19",
    write: false,
    metafile: true,
    logOverride: { "ignored-bare-import": "silent" },
    outfile: "bundle.mjs",
  });
  const [output] = Object.values(metafile.outputs);
  const files = Object.entries(output?.inputs ?? {}).filter(
    ([file, { bytesInOutput }]) => bytesInOutput > 0 && file !== "<stdin>",
  );
  return {
    files: files.map(([file]) => relative(ROOT, join(ROOT, file))).sort(),
    gzipBytes: gzipSync(outputFiles[0]?.contents ?? new Uint8Array(0), { level: 9 }).length,
  };
}

/** Bytes gzipped. The smaller bundles of `spotwire/lean` have theirs in tools/size. */
const UNARY_BUDGET = 26_700;
/** With streams of every kind besides. */
const WHOLE_BUDGET = 27_600;

/** What can be imported, by the name in an import: the manifest's own list. */
const EXPORTS = (manifest as { readonly exports: Record<string, string | { readonly default: string }> }).exports;

/** Of the messages, which are many and made by one generator: large ones, and one without a service. */
const MESSAGE_SAMPLES = ["bosdyn/api/robot_state", "bosdyn/api/graph_nav/graph_nav", "google/protobuf/timestamp"];

/** The modules in `src/` behind a target of `exports`, without their ending. */
function modulesOf(target: string): readonly string[] {
  const module = target.replace(/^\.\/dist\//, "").replace(/\.js$/, "");
  return module.includes("*") ? MESSAGE_SAMPLES.map((sample) => module.replace("*", sample)) : [module];
}

/** Everything from the socket to one client. */
const robotIdStack = (channel: "UnaryChannel" | "GrpcChannel"): string => `
  export { RobotIdClient } from "./services/robot-id.ts";
  export { connectNodeTransport, ${channel} } from "./grpc/index.ts";
  export { connectTls, TrustStore } from "./tls/index.ts";
`;

describe("a bundle of one client and its stack", () => {
  it("stays within its budget, and holds what the snapshot lists", async () => {
    const { files, gzipBytes } = await bundle(robotIdStack("UnaryChannel"));
    process.stderr.write(`RobotIdClient and its stack: ${gzipBytes} bytes gzipped\n`);
    expect(gzipBytes).toBeLessThan(UNARY_BUDGET);
    expect(files).toMatchSnapshot();
  });

  it("stays within its budget with a channel for all kinds of calls", async () => {
    const { gzipBytes } = await bundle(robotIdStack("GrpcChannel"));
    process.stderr.write(`RobotIdClient and a channel for all kinds of calls: ${gzipBytes} bytes gzipped\n`);
    expect(gzipBytes).toBeLessThan(WHOLE_BUDGET);
  });

  it("needs no package", async () => {
    const { files } = await bundle(robotIdStack("GrpcChannel"));
    expect(files.filter((file) => file.includes("node_modules"))).toEqual([]);
  });
});

describe("a bundle of the front door", () => {
  it("holds no message of a service that is not used", async () => {
    const { files } = await bundle('export { connect } from "./index.ts";');
    expect(files).toContain("src/messages/bosdyn/api/directory.ts");
    expect(files.filter((file) => /messages\/.*(robot_state|image|graph_nav|robot_command)/.test(file))).toEqual([]);
    expect(files.filter((file) => /src\/(sim|cli|reflect|hosting|http2)\//.test(file))).toEqual([]);
    expect(files.filter((file) => file.includes("/leases/"))).toEqual(["src/robot/leases/lease-slot.ts"]);
  });
});

describe("importing", () => {
  for (const target of Object.values(EXPORTS)) {
    if (typeof target === "string") continue; // a file that is no module: package.json
    for (const module of modulesOf(target.default)) {
      it(`${module} for its effects alone brings nothing`, async () => {
        const { files } = await bundle(`import "./${module}.ts";`);
        expect(files).toEqual([]);
      });
    }
  }
});

describe("the command line", () => {
  it("runs the whole demo where code generation from strings is forbidden", { timeout: 60_000 }, async () => {
    const program = join(ROOT, "dist/spotwire.mjs");
    if (!existsSync(program)) throw new Error(`${program} is missing: npm run build`);
    const { stdout } = await run(
      process.execPath,
      ["--disallow-code-generation-from-strings", program, "demo", "--json"],
      { cwd: dirname(program) },
    );
    expect(JSON.parse(stdout)).toMatchObject({ wire: { failedCalls: 0 } });
  });
});
