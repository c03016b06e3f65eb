/** Snapshots as bytes, up to a limit: those that the map no longer names go first. */

/** As many bytes as all snapshots may take. A robot keeps about 5 GB of them. */
export const MAX_SNAPSHOT_BYTES: number = 256 * 1024 * 1024;

/** Holds the snapshots of waypoints and edges; the two kinds have names of their own. */
export class SnapshotStore {
  readonly #maxBytes: number;
  readonly #snapshots = new Map<string, Uint8Array>();
  #bytes = 0;

  /** @param maxBytes default: 256 MiB */
  constructor(maxBytes: number = MAX_SNAPSHOT_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** The bytes of a snapshot. */
  get(id: string): Uint8Array | undefined {
    return this.#snapshots.get(id);
  }

  /** Whether it is here. */
  has(id: string): boolean {
    return this.#snapshots.has(id);
  }

  /**
   * Keep a snapshot, in the place of one of the same name. Older ones that are not in use make room.
   * @returns `false` if there is no room
   */
  keep(id: string, bytes: Uint8Array, isInUse: (id: string) => boolean): boolean {
    const replaced = this.#snapshots.get(id)?.length ?? 0;
    let excess = this.#bytes - replaced + bytes.length - this.#maxBytes;
    const spare: string[] = [];
    for (const [each, { length }] of this.#snapshots) {
      if (excess <= 0) break;
      if (each === id || isInUse(each)) continue;
      spare.push(each);
      excess -= length;
    }
    if (excess > 0) return false;
    for (const each of [...spare, id]) this.#drop(each);
    this.#snapshots.set(id, bytes);
    this.#bytes += bytes.length;
    return true;
  }

  #drop(id: string): void {
    this.#bytes -= this.#snapshots.get(id)?.length ?? 0;
    this.#snapshots.delete(id);
  }
}
