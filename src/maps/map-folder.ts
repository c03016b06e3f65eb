/**
 * A GraphNav map as a folder of files, in the layout that the API's own tools read and write: `graph`, and a file for each
 * snapshot in `waypoint_snapshots` and `edge_snapshots`, named by its id. Each file is one serialised message.
 */
import { type FileHandle, open, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { EdgeSnapshot, Graph, WaypointSnapshot } from "../messages/bosdyn/api/graph_nav/map.ts";
import type { EncodedSnapshot } from "../services/graph-nav/encoded-snapshots.ts";
import type { SnapshotKind } from "../services/graph-nav/snapshot-ids.ts";
import { MapFolderError } from "./errors.ts";
import { fileIo, ioError, isMissing, placeFile, TEMPORARY } from "./place-file.ts";
import { findDamage } from "./snapshot-file.ts";

export type { SnapshotKind };

const CODECS = { waypoint: WaypointSnapshot, edge: EdgeSnapshot } as const;
const FOLDERS: Readonly<Record<SnapshotKind, string>> = { waypoint: "waypoint_snapshots", edge: "edge_snapshots" };
const GRAPH_FILE = "graph";
/** The largest file that is read: what a robot takes in one message. */
const MAX_FILE_BYTES = 100 * 1024 * 1024;
const MAX_NAME_BYTES = 255;
/** How much of a snapshot is read at a time. */
const PIECE_BYTES = 262_144;

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
    await placeFile(this.path, GRAPH_FILE, Graph.encode(graph));
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

  /**
   * Write a snapshot as its bytes come, whole or not at all: no more of it is in memory than a piece. It is looked over
   * before it counts: every field, and the contents of those of 1 MiB at most.
   * @returns its size in bytes
   * @throws {MapFolderError} it cannot be written, or is no snapshot; what reading the pieces throws
   */
  async receiveSnapshot(kind: SnapshotKind, id: string, pieces: AsyncIterable<Uint8Array>): Promise<number> {
    const file = this.#file(kind, id);
    let size = 0;
    await placeFile(join(this.path, FOLDERS[kind]), fileName(this.path, id), async (handle) => {
      for await (const piece of pieces) {
        await fileIo(file, () => handle.writeFile(piece));
        size += piece.length;
      }
      const damage = await fileIo(file, () => findDamage(handle, size, CODECS[kind]));
      if (damage !== undefined) {
        throw new MapFolderError("MAP_FOLDER_CORRUPT", file, `what came is no snapshot, and was not kept: ${damage}`);
      }
    });
    return size;
  }

  /** Whether a snapshot is there and sound, as far as `receiveSnapshot` looks. @throws {MapFolderError} */
  async hasSnapshot(kind: SnapshotKind, id: string): Promise<boolean> {
    try {
      return (await this.openSnapshot(kind, id)) !== undefined;
    } catch (error) {
      if (error instanceof MapFolderError && error.code === "MAP_FOLDER_CORRUPT") return false;
      throw error;
    }
  }

  /**
   * Look a snapshot over, as far as `receiveSnapshot` does, for sending it without reading it whole.
   * @returns `undefined` if there is none
   * @throws {MapFolderError} it is damaged
   */
  async openSnapshot(kind: SnapshotKind, id: string): Promise<EncodedSnapshot | undefined> {
    const file = this.#file(kind, id);
    const handle = await openIfThere(file);
    if (handle === undefined) return undefined;
    try {
      const { size } = await fileIo(file, () => handle.stat());
      const damage = await fileIo(file, () => findDamage(handle, size, CODECS[kind]));
      if (damage !== undefined) throw damaged(file, damage);
      return { kind, byteLength: size, read: () => readPieces(file, size) };
    } finally {
      await handle.close();
    }
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
    const file = this.#file(kind, id);
    const bytes = await readIfThere(file);
    return bytes === undefined ? undefined : decode(file, codec, bytes);
  }

  async #write(kind: SnapshotKind, id: string, bytes: Uint8Array): Promise<number> {
    await placeFile(join(this.path, FOLDERS[kind]), fileName(this.path, id), bytes);
    return bytes.length;
  }

  #file(kind: SnapshotKind, id: string): string {
    return join(this.path, FOLDERS[kind], fileName(this.path, id));
  }
}

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

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, "r");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw ioError(file, error);
  }
}

/** Pieces in one piece of memory: each is overwritten by the next. */
async function* readPieces(file: string, size: number): AsyncGenerator<Uint8Array, undefined, undefined> {
  const handle = await fileIo(file, () => open(file, "r"));
  try {
    const buffer = new Uint8Array(Math.min(size, PIECE_BYTES));
    for (let at = 0; at < size;) {
      const { bytesRead } = await fileIo(file, () => handle.read(buffer, 0, Math.min(buffer.length, size - at), at));
      if (bytesRead === 0) throw new MapFolderError("MAP_FOLDER_IO", file, "it became shorter while it was read");
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

function decode<T>(file: string, codec: { decode(bytes: Uint8Array): T }, bytes: Uint8Array): T {
  try {
    return codec.decode(bytes);
  } catch (cause) {
    throw damaged(file, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function damaged(file: string, why: string, options?: ErrorOptions): MapFolderError {
  const advice = "remove it and fetch the map again into this folder, which takes what is missing";
  return new MapFolderError("MAP_FOLDER_CORRUPT", file, `it is damaged: ${why}; ${advice}`, options);
}
