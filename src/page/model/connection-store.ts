/** All that is kept of one connection: the bytes, and a row for every frame and call. */
import type { Side } from "../../inspect/index.ts";
import { ByteLog } from "./byte-log.ts";
import { CallTable } from "./call-table.ts";
import { FrameTable } from "./frame-table.ts";
import type { StringTable } from "./string-table.ts";
import type { TreeStore } from "./tree-store.ts";

/** What connections share. */
export interface SharedStore {
  readonly strings: StringTable;
  readonly trees: TreeStore;
}

/** What is kept of a connection. */
export interface ConnectionStore extends SharedStore {
  readonly logs: Readonly<Record<Side, ByteLog>>;
  readonly frames: FrameTable;
  readonly calls: CallTable;
}

/** Keep a connection. */
export function newConnectionStore({ strings, trees }: SharedStore): ConnectionStore {
  const logs = { client: new ByteLog(), server: new ByteLog() };
  return { strings, trees, logs, frames: new FrameTable(), calls: new CallTable(strings) };
}

/** The bytes of a frame: maybe a view, and never to be changed. */
export function frameBytes({ frames, logs }: ConnectionStore, row: number): Uint8Array {
  const offset = frames.offset(row);
  return logs[frames.side(row)].read(offset, offset + frames.size(row));
}
