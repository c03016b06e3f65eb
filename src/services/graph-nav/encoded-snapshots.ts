/** Snapshots on their way to a robot as bytes that come piece by piece, so that none of them is in memory as a whole. */
import type { DataChunkInit } from "../../messages/bosdyn/api/data_chunk.ts";
import { GRAPH_PIECE_BYTES } from "../data-chunks.ts";
import type { SnapshotKind } from "./snapshot-ids.ts";

/** One serialised `WaypointSnapshot` or `EdgeSnapshot`. */
export interface EncodedSnapshot {
  readonly kind: SnapshotKind;
  /** The length of the whole. */
  readonly byteLength: number;
  /** Read it from its start, in pieces of any length; each is looked at before the next is asked for. */
  read(): AsyncIterable<Uint8Array>;
}

/** Their fields in `UploadSnapshotsRequest.Snapshots`, as tags. */
const TAGS: Readonly<Record<SnapshotKind, number>> = { waypoint: 0x0a, edge: 0x12 };

/** The chunks of one snapshot, of 1 MiB each but for the last. @throws {RangeError} it is not as long as it says */
export function snapshotChunks(snapshot: EncodedSnapshot): AsyncGenerator<DataChunkInit, undefined, undefined> {
  return chunksOf(bytesOf(snapshot), snapshot.byteLength);
}

/**
 * The chunks of an `UploadSnapshotsRequest.Snapshots` that holds these.
 * @throws {RangeError} one of them is not as long as it says
 */
export function snapshotsChunks(
  snapshots: readonly EncodedSnapshot[],
): AsyncGenerator<DataChunkInit, undefined, undefined> {
  let total = 0;
  for (const snapshot of snapshots) total += prefixOf(snapshot).length + snapshot.byteLength;
  return chunksOf(withPrefixes(snapshots), total);
}

async function* withPrefixes(snapshots: readonly EncodedSnapshot[]): AsyncGenerator<Uint8Array, undefined, undefined> {
  for (const snapshot of snapshots) {
    yield prefixOf(snapshot);
    yield* bytesOf(snapshot);
  }
}

/** Tag and length, as of a field. */
function prefixOf({ kind, byteLength }: EncodedSnapshot): Uint8Array {
  const prefix = [TAGS[kind]];
  let rest = byteLength;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) prefix.push((rest % 0x80) | 0x80);
  return Uint8Array.from([...prefix, rest]);
}

async function* bytesOf(snapshot: EncodedSnapshot): AsyncGenerator<Uint8Array, undefined, undefined> {
  const { byteLength } = snapshot;
  let left = byteLength;
  for await (const piece of snapshot.read()) {
    left -= piece.length;
    if (left < 0) break;
    yield piece;
  }
  // What is behind it would be taken for something else.
  if (left !== 0) throw new RangeError(`a snapshot of ${byteLength} bytes turned out to be longer or shorter`);
}

/** Pieces of any length to chunks of one. */
async function* chunksOf(
  pieces: AsyncIterable<Uint8Array>,
  total: number,
): AsyncGenerator<DataChunkInit, undefined, undefined> {
  const totalSize = BigInt(total);
  // A stream of no messages would say nothing at all.
  if (total === 0) yield { totalSize };
  let left = total;
  let data = new Uint8Array(Math.min(left, GRAPH_PIECE_BYTES));
  let filled = 0;
  for await (const piece of pieces) {
    for (let from = 0; from < piece.length;) {
      const part = piece.subarray(from, from + data.length - filled);
      data.set(part, filled);
      from += part.length;
      filled += part.length;
      if (filled < data.length) continue;
      yield { totalSize, data };
      left -= filled;
      // The one before may wait for a slow connection.
      data = new Uint8Array(Math.min(left, GRAPH_PIECE_BYTES));
      filled = 0;
    }
  }
}
