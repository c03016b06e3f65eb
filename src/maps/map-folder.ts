/**
 * A GraphNav map as a folder of files, in the layout that the API's own tools read and write: `graph`, and a file for each
 * snapshot in `waypoint_snapshots` and `edge_snapshots`, named by its id. Each file is one serialised message.
 */
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { EdgeSnapshot, Graph, WaypointSnapshot } from "../messages/bosdyn/api/graph_nav/map.ts";
import { MapFolderError } from "./errors.ts";

/** Which snapshots. */
export type SnapshotKind = "waypoint" | "edge";

const FOLDERS: Readonly<Record<SnapshotKind, string>> = { waypoint: "waypoint_snapshots", edge: "edge_snapshots" };
const GRAPH_FILE = "graph";
/** The largest file that is read: what a robot takes in one message. */
const MAX_FILE_BYTES = 100 * 1024 * 1024;
const MAX_NAME_BYTES = 255;

/** A folder that holds a map, or is to hold one. Nothing is kept in memory. */
export class MapFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Read the graph. @throws {MapFolderError} there is none, or it is damaged */
  async readGraph(): Promise<Graph> {
    const file = join(this.path, GRAPH_FILE);
    const bytes = await readIfThere(file);
    if (bytes === undefined) {
      throw new MapFolderError(
        "MAP_FOLDER_NOT_A_MAP",
        this.path,
        `it has no file named ${GRAPH_FILE}; a map folder holds that, waypoint_snapshots/ and edge_snapshots/`,
      );
    }
    return decode(file, Graph, bytes);
  }

  /** Write the graph, whole or not at all. @throws {MapFolderError} */
  async writeGraph(graph: Graph): Promise<void> {
    await write(this.path, GRAPH_FILE, Graph.encode(graph));
  }

  /** Read a waypoint's snapshot. @returns `undefined` if there is none @throws {MapFolderError} it is damaged */
  readWaypointSnapshot(id: string): Promise<WaypointSnapshot | undefined> {
    return this.#read("waypoint", id, WaypointSnapshot);
  }

  /** Read an edge's snapshot. @returns `undefined` if there is none @throws {MapFolderError} it is damaged */
  readEdgeSnapshot(id: string): Promise<EdgeSnapshot | undefined> {
    return this.#read("edge", id, EdgeSnapshot);
  }

  /** Write a waypoint's snapshot, whole or not at all. @returns its size in bytes @throws {MapFolderError} */
  writeWaypointSnapshot(id: string, snapshot: WaypointSnapshot): Promise<number> {
    return this.#write("waypoint", id, WaypointSnapshot.encode(snapshot));
  }

  /** Write an edge's snapshot, whole or not at all. @returns its size in bytes @throws {MapFolderError} */
  writeEdgeSnapshot(id: string, snapshot: EdgeSnapshot): Promise<number> {
    return this.#write("edge", id, EdgeSnapshot.encode(snapshot));
  }

  /** The ids of the snapshots that are there, without a look into them. @throws {MapFolderError} */
  async snapshotIds(kind: SnapshotKind): Promise<Set<string>> {
    const folder = join(this.path, FOLDERS[kind]);
    try {
      return new Set((await readdir(folder)).filter((name) => !name.endsWith(TEMPORARY)));
    } catch (error) {
      if (isMissing(error)) return new Set();
      throw ioError(folder, error);
    }
  }

  async #read<T>(kind: SnapshotKind, id: string, codec: { decode(bytes: Uint8Array): T }): Promise<T | undefined> {
    const file = join(this.path, FOLDERS[kind], fileName(this.path, id));
    const bytes = await readIfThere(file);
    return bytes === undefined ? undefined : decode(file, codec, bytes);
  }

  async #write(kind: SnapshotKind, id: string, bytes: Uint8Array): Promise<number> {
    await write(join(this.path, FOLDERS[kind]), fileName(this.path, id), bytes);
    return bytes.length;
  }
}

const TEMPORARY = ".partial";

/** Ids come from a robot, or from a file that somebody was sent: none may lead out of the folder. */
function fileName(folder: string, id: string): string {
  const isPlain = id !== "" && id !== "." && id !== ".." && !/[/\\\0]/.test(id) && !id.endsWith(TEMPORARY);
  if (isPlain && Buffer.byteLength(id) <= MAX_NAME_BYTES - TEMPORARY.length) return id;
  throw new MapFolderError(
    "MAP_FOLDER_UNSAFE_ID",
    folder,
    `snapshot id ${JSON.stringify(id.slice(0, 80))} cannot be the name of a file`,
  );
}

async function readIfThere(file: string): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(file);
    if (size <= MAX_FILE_BYTES) return await readFile(file);
    throw new MapFolderError("MAP_FOLDER_CORRUPT", file, `${size} bytes are more than any message of a map has`);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw ioError(file, error);
  }
}

function decode<T>(file: string, codec: { decode(bytes: Uint8Array): T }, bytes: Uint8Array): T {
  try {
    return codec.decode(bytes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const advice = "remove it and fetch the map again into this folder, which takes what is missing";
    throw new MapFolderError("MAP_FOLDER_CORRUPT", file, `it is damaged: ${why}; ${advice}`, { cause });
  }
}

/** By way of another name, so that a file of its own name is always whole, after a power cut too. */
async function write(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const file = join(folder, name);
  const temporary = `${file}${TEMPORARY}`;
  try {
    await mkdir(folder, { recursive: true });
    const handle = await open(temporary, "w");
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw ioError(file, error);
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function ioError(path: string, error: unknown): unknown {
  if (error instanceof MapFolderError || !(error instanceof Error)) return error;
  return new MapFolderError("MAP_FOLDER_IO", path, error.message, { cause: error });
}
