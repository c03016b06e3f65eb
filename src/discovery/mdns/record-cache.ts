/**
 * What neighbours have said, for as long as they said it holds (RFC 6762 §10). Knows no network; time is asked of a clock.
 * Bounded: a network that floods us with names makes us forget the oldest, not grow.
 */
import type { DiscoveryClock } from "../clock.ts";
import { type MdnsRecord, recordKey, type RecordType } from "./link.ts";

/** RFC 6762 §10.1 and §10.2: records taken back or replaced live on for a second, in which others may object. */
const GRACE_MS = 1000;
/** RFC 6762 §10 gives records 75 minutes; nobody's word is taken for longer. */
const MAX_TTL_SECONDS = 75 * 60;
/** Three records each for some three hundred robots. */
const MAX_RECORDS = 1024;

interface Entry {
  readonly record: MdnsRecord;
  receivedAt: number;
  expiresAt: number;
}

/** Records by name and type, until they expire. */
export class RecordCache {
  readonly #clock: DiscoveryClock;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: DiscoveryClock) {
    this.#clock = clock;
  }

  /** How many records are held. */
  get size(): number {
    return this.#entries.size;
  }

  /** Take in one packet's records. @returns whether anything is other than it was before */
  accept(records: readonly MdnsRecord[]): boolean {
    const now = this.#clock.now();
    let changed = false;
    for (const record of records) if (record.isUnique) this.#flush(record, records, now);
    for (const record of records) changed = this.#put(record, now) || changed;
    while (this.#entries.size > MAX_RECORDS) {
      const [oldest] = this.#entries.keys();
      if (oldest === undefined) break;
      this.#entries.delete(oldest);
    }
    return changed;
  }

  /** Forget what has expired. @returns whether there was any */
  expire(): boolean {
    const now = this.#clock.now();
    const before = this.#entries.size;
    for (const [key, { expiresAt }] of this.#entries) if (expiresAt <= now) this.#entries.delete(key);
    return this.#entries.size < before;
  }

  /** Records of a name and type. */
  get<T extends RecordType>(name: string, type: T): Extract<MdnsRecord, { readonly type: T }>[] {
    const now = this.#clock.now();
    const found = [...this.#entries.values()].filter(
      ({ record, expiresAt }) =>
        record.type === type && expiresAt > now && record.name.toLowerCase() === name.toLowerCase(),
    );
    return found.map(({ record }) => record as Extract<MdnsRecord, { readonly type: T }>);
  }

  /**
   * Records of a name and type that need not be told again: those with more than half of their life before them, their
   * lifetimes counted down (RFC 6762 §7.1).
   */
  known(name: string, type: RecordType): MdnsRecord[] {
    const now = this.#clock.now();
    return [...this.#entries.values()]
      .filter(({ record }) => record.type === type && record.name.toLowerCase() === name.toLowerCase())
      .map(({ record, expiresAt }) => ({ record, leftSeconds: Math.floor((expiresAt - now) / 1000) }))
      .filter(({ record, leftSeconds }) => leftSeconds > record.ttlSeconds / 2)
      .map(({ record, leftSeconds }) => ({ ...record, ttlSeconds: leftSeconds, isUnique: false }));
  }

  /** Milliseconds until the next record expires or has lived four fifths of its life; `undefined` with none. */
  nextDueMs(): number | undefined {
    const now = this.#clock.now();
    const due = [...this.#entries.values()].flatMap(({ receivedAt, expiresAt }) => {
      const refreshAt = receivedAt + (expiresAt - receivedAt) * 0.8;
      return refreshAt > now ? [refreshAt, expiresAt] : [expiresAt];
    });
    return due.length === 0 ? undefined : Math.max(0, Math.min(...due) - now);
  }

  /** Whether a record of this name and type has lived four fifths of its life: ask again (RFC 6762 §5.2). */
  isFading(name: string, type: RecordType): boolean {
    const now = this.#clock.now();
    return [...this.#entries.values()].some(
      ({ record, receivedAt, expiresAt }) =>
        record.type === type &&
        record.name.toLowerCase() === name.toLowerCase() &&
        now >= receivedAt + (expiresAt - receivedAt) * 0.8,
    );
  }

  #put(record: MdnsRecord, now: number): boolean {
    const key = recordKey(record);
    const before = this.#entries.get(key);
    if (record.ttlSeconds === 0) {
      if (before === undefined) return false;
      before.expiresAt = Math.min(before.expiresAt, now + GRACE_MS);
      return true;
    }
    const expiresAt = now + Math.min(record.ttlSeconds, MAX_TTL_SECONDS) * 1000;
    // Newest last, so that the oldest go first.
    this.#entries.delete(key);
    this.#entries.set(key, { record, receivedAt: now, expiresAt });
    return before === undefined;
  }

  /** RFC 6762 §10.2: records of the same name and type that are more than a second old, and not in this packet, go. */
  #flush({ name, type }: MdnsRecord, packet: readonly MdnsRecord[], now: number): void {
    const kept = new Set(packet.map(recordKey));
    for (const [key, entry] of this.#entries) {
      const { record, receivedAt } = entry;
      const isOther = record.type === type && record.name.toLowerCase() === name.toLowerCase() && !kept.has(key);
      if (isOther && now - receivedAt > GRACE_MS) entry.expiresAt = Math.min(entry.expiresAt, now + GRACE_MS);
    }
  }
}
