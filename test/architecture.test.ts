/** Who may import whom: the rooms of `src/` and what each may know, held against every import statement. */
import { readdir, readFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { dirname, join, posix, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

interface Room {
  /** Rooms (or single files of a room) it may import besides itself. */
  readonly rooms: readonly string[];
  /** Packages it may import. */
  readonly packages?: readonly string[];
  /** Whether it may import Node's built-ins. */
  readonly node?: boolean;
}

/** The most specific path wins, so a folder or file can be held tighter than its room. */
const ROOMS: Readonly<Record<string, Room>> = {
  "errors.ts": { rooms: [] },
  "version.ts": { rooms: [] },
  "index.ts": { rooms: ["robot", "services", "hosting", "grpc", "discovery", "tls", "errors.ts", "version.ts"] },
  wire: { rooms: ["errors.ts"] },
  messages: { rooms: ["wire", "errors.ts"] },
  grpc: { rooms: ["wire", "errors.ts"] },
  "grpc/compression": { rooms: ["grpc", "errors.ts"], node: true },
  "grpc/h2": { rooms: ["grpc", "wire", "errors.ts"], node: true },
  http2: { rooms: ["grpc", "errors.ts"] },
  "http2/node": { rooms: ["http2", "grpc", "errors.ts"], node: true },
  tls: { rooms: ["errors.ts"], node: true },
  "tls/mint.ts": { rooms: ["tls", "errors.ts"], packages: ["node-forge"], node: true },
  lean: { rooms: ["tls", "grpc", "wire", "errors.ts"], node: true },
  discovery: { rooms: ["errors.ts"], node: true },
  "discovery/mdns": { rooms: ["discovery", "errors.ts"], packages: ["multicast-dns"], node: true },
  proxy: { rooms: ["tls/errors.ts", "tls/link.ts", "errors.ts"], packages: ["http2-wrapper"], node: true },
  trust: { rooms: ["tls", "errors.ts", "version.ts"], node: true },
  services: { rooms: ["messages", "grpc", "geometry", "errors.ts"] },
  robot: {
    rooms: ["services", "messages", "grpc", "tls", "discovery", "errors.ts", "version.ts"],
    node: true,
  },
  reflect: { rooms: ["wire", "errors.ts"] },
  geometry: { rooms: ["messages", "errors.ts"] },
  inspect: { rooms: ["wire", "reflect", "grpc", "http2", "errors.ts"] },
  recording: { rooms: ["errors.ts"] },
  "recording/node": { rooms: ["recording", "errors.ts"], node: true },
  tap: { rooms: ["tls", "tls/mint.ts", "recording", "errors.ts"], node: true },
  replay: { rooms: ["inspect", "recording", "reflect", "grpc", "tls/mint.ts", "errors.ts"] },
  mcap: {
    rooms: ["robot", "services", "messages", "grpc", "reflect", "wire", "errors.ts", "version.ts"],
    packages: ["@mcap/core"],
    node: true,
  },
  telemetry: { rooms: ["messages", "grpc", "errors.ts", "version.ts"], packages: ["@opentelemetry/api"] },
  trace: {
    rooms: ["inspect", "recording", "recording/node", "reflect", "grpc", "errors.ts", "version.ts"],
    node: true,
  },
  "page/model": { rooms: ["inspect", "recording", "reflect", "grpc", "wire", "errors.ts"] },
  "page/view": {
    rooms: ["page/model", "inspect", "recording", "reflect", "grpc/status.ts", "http2/error-code.ts", "errors.ts"],
  },
  bddf: { rooms: ["services/time.ts", "messages", "errors.ts"], node: true },
  maps: { rooms: ["services", "messages", "grpc", "geometry", "errors.ts"], node: true },
  downloads: { rooms: ["robot", "services", "grpc", "errors.ts"], node: true },
  hosting: { rooms: ["services", "messages", "grpc", "errors.ts"], node: true },
  sim: { rooms: ["messages", "wire", "grpc", "tls/mint.ts", "errors.ts", "version.ts"], node: true },
  cli: {
    rooms: [
      "robot",
      "services",
      "messages",
      "grpc",
      "wire",
      "tls",
      "discovery",
      "sim",
      "reflect",
      "hosting",
      "maps",
      "bddf",
      "downloads",
      "geometry",
      "proxy",
      "trust",
      "inspect",
      "recording",
      "tap",
      "trace",
      "mcap",
      "replay",
      "errors.ts",
      "version.ts",
    ],
    packages: ["commander"],
    node: true,
  },
};

const SOURCE = resolve(import.meta.dirname, "../src");
const IMPORT =
  /^\s*(?:import|export)\s[^"';]*?from\s+["']([^"']+)["']|^\s*import\s+["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;

interface Import {
  readonly file: string;
  readonly target: string;
}

async function importsOf(file: string): Promise<Import[]> {
  const text = await readFile(join(SOURCE, file), "utf8");
  return [...text.matchAll(IMPORT)].map(([, from, bare, dynamic]) => {
    const specifier = from ?? bare ?? dynamic ?? "";
    const target = specifier.startsWith(".")
      ? relative(SOURCE, resolve(SOURCE, dirname(file), specifier)).replaceAll("\\", "/")
      : specifier;
    return { file, target };
  });
}

async function sourceFiles(): Promise<string[]> {
  const entries = await readdir(SOURCE, { recursive: true });
  return entries.map((entry) => entry.replaceAll("\\", "/")).filter((entry) => entry.endsWith(".ts"));
}

/** The entry of the table that is the longest prefix of a path. */
function roomOf(path: string): string | undefined {
  return Object.keys(ROOMS)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

/** Why an import is not allowed, or `undefined`. */
function objection({ file, target }: Import, isTypeScriptFile: boolean): string | undefined {
  const name = roomOf(file);
  if (name === undefined) return "its file is in no room of the table";
  const room = ROOMS[name] as Room;
  if (!isTypeScriptFile) {
    if (isBuiltin(target)) return room.node === true ? undefined : "the room needs no Node built-in";
    return room.packages?.includes(target) === true ? undefined : "the package is not the room's to import";
  }
  const within = [name, ...room.rooms].some((allowed) => target === allowed || target.startsWith(`${allowed}/`));
  if (!within) return "the room may not know that one";
  // A room's tighter corner (mint.ts with its whole library) is open only to those who name it.
  const corner = roomOf(target);
  if (
    corner !== undefined &&
    corner !== name &&
    corner.includes("/") &&
    corner.endsWith(".ts") &&
    !room.rooms.includes(corner)
  ) {
    return "that file is kept apart: only rooms that name it may import it";
  }
  return undefined;
}

function judge(each: Import): string | undefined {
  const why = objection(each, each.target.endsWith(".ts"));
  return why === undefined ? undefined : `${each.file} imports ${each.target}: ${why}`;
}

describe("the rooms of src/", () => {
  it("import only what their row of the table allows", async () => {
    const files = await sourceFiles();
    expect(files.length).toBeGreaterThan(80);
    const imports = (await Promise.all(files.map(importsOf))).flat();
    expect(imports.length).toBeGreaterThan(300);
    expect(imports.map(judge).filter((each) => each !== undefined)).toEqual([]);
  });

  it("have no cycle between rooms", async () => {
    const edges = new Map<string, Set<string>>();
    for (const { file, target } of (await Promise.all((await sourceFiles()).map(importsOf))).flat()) {
      const [from, to] = [file, target].map((path) => path.split("/")[0] as string);
      if (!target.endsWith(".ts") || from === to) continue;
      edges.set(from as string, (edges.get(from as string) ?? new Set()).add(to as string));
    }
    const visit = (room: string, trail: readonly string[]): void => {
      expect(trail, `cycle: ${[...trail, room].join(" → ")}`).not.toContain(room);
      for (const next of edges.get(room) ?? []) visit(next, [...trail, room]);
    };
    for (const room of edges.keys()) visit(room, []);
  });

  it("would notice an import that is not allowed", () => {
    const bad: Import[] = [
      { file: "wire/reader.ts", target: "node:buffer" },
      { file: "grpc/channel.ts", target: "node:http2" },
      { file: "grpc/channel.ts", target: "services/auth.ts" },
      { file: "sim/robot.ts", target: "services/auth.ts" },
      { file: "sim/robot.ts", target: "robot/robot.ts" },
      { file: "robot/robot.ts", target: "tls/mint.ts" },
      { file: "tls/path.ts", target: "node-forge" },
      { file: "services/auth.ts", target: "cli/main.ts" },
      { file: "elsewhere/a.ts", target: "errors.ts" },
    ];
    for (const each of bad) expect(judge(each), `${each.file} → ${each.target}`).toBeDefined();
    expect(judge({ file: posix.join("grpc", "h2", "x.ts"), target: "node:http2" })).toBeUndefined();
  });
});
