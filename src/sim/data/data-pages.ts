/**
 * What clients log, in pages: each holds entries of one kind, and is closed when it is full or old. The oldest page goes
 * when there is no room for more.
 */
import { randomUUID } from "node:crypto";

/** As many bytes as all pages may take. A robot keeps 60 GB. */
export const MAX_BUFFER_BYTES: number = 64 * 1024 * 1024;
/** What an entry takes beside its own bytes, as a guess of what Node needs for it. */
const ENTRY_OVERHEAD = 128;
/** A page takes no more entries beyond this many bytes. */
const PAGE_BYTES = 1024 * 1024;
/** Nor when it was begun longer ago than this, nanoseconds. */
const PAGE_NANOS = 60_000_000_000n;

/** What an entry is. */
export type EntryKind = "text" | "event" | "comment" | "blob" | "signal";

/** One thing that was logged. */
export interface Entry<Kind extends EntryKind = EntryKind, Content = unknown> {
  readonly kind: Kind;
  /** Robot time, nanoseconds. */
  readonly time: bigint;
  /** When it ended; for most things when it began. */
  readonly endTime: bigint;
  readonly content: Content;
  /** Length of its message. */
  readonly bytes: number;
}

/** What the entries of one page have in common. */
export interface PageSpec {
  readonly kind: EntryKind;
  /** Who logged them. */
  readonly source: string;
  readonly channel: string;
  readonly messageType: string;
}

/** A page. */
export interface Page extends PageSpec {
  readonly id: string;
  /** When it was begun: robot time, nanoseconds. */
  readonly begunAt: bigint;
  readonly entries: readonly Entry[];
  readonly bytes: number;
  /** Of the earliest and the latest entry. */
  readonly start: bigint;
  readonly end: bigint;
  readonly isOpen: boolean;
}

/** An interval of robot time; an end that is missing is open. */
export interface Interval {
  readonly start: bigint | undefined;
  readonly end: bigint | undefined;
}

interface OpenPage extends Page {
  readonly entries: Entry[];
  bytes: number;
  start: bigint;
  end: bigint;
  isOpen: boolean;
}

/** The pages of one robot. */
export class DataPages {
  readonly #maxBytes: number;
  readonly #pages = new Map<string, OpenPage>();
  readonly #open = new Map<string, OpenPage>();
  #bytes = 0;

  /** @param maxBytes default: 64 MiB */
  constructor(maxBytes: number = MAX_BUFFER_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** How much there is. */
  get bytes(): number {
    return this.#bytes;
  }

  /**
   * Log something.
   * @param now robot time, nanoseconds
   * @returns `false` if it alone is more than the buffer holds
   */
  add(spec: PageSpec, entry: Entry, now: bigint): boolean {
    const size = entry.bytes + ENTRY_OVERHEAD;
    if (size > this.#maxBytes) return false;
    while (this.#bytes + size > this.#maxBytes) {
      const [oldest] = this.#pages.keys();
      if (oldest === undefined) return false;
      this.delete(oldest);
    }
    const page = this.#pageFor(spec, now);
    page.entries.push(entry);
    page.bytes += size;
    page.start = entry.time < page.start ? entry.time : page.start;
    page.end = entry.endTime > page.end ? entry.endTime : page.end;
    this.#bytes += size;
    return true;
  }

  /** The pages with entries of an interval, oldest first. */
  within({ start, end }: Interval): readonly Page[] {
    return [...this.#pages.values()].filter(
      (page) => (start === undefined || page.end >= start) && (end === undefined || page.start <= end),
    );
  }

  /** Delete a page. @returns the bytes that it took, or `undefined` if it is not here */
  delete(id: string): number | undefined {
    const page = this.#pages.get(id);
    if (page === undefined) return undefined;
    this.#pages.delete(id);
    if (this.#open.get(keyOf(page)) === page) this.#open.delete(keyOf(page));
    this.#bytes -= page.bytes;
    return page.bytes;
  }

  #pageFor(spec: PageSpec, now: bigint): OpenPage {
    const current = this.#open.get(keyOf(spec));
    if (current !== undefined && current.bytes < PAGE_BYTES && now - current.begunAt < PAGE_NANOS) return current;
    if (current !== undefined) current.isOpen = false;
    const far = 1n << 62n;
    const { kind, source, channel, messageType } = spec;
    const page: OpenPage = {
      ...{ kind, source, channel, messageType },
      id: randomUUID(),
      begunAt: now,
      entries: [],
      // A page is something even before its first entry; those who make many of them pay for it.
      bytes: ENTRY_OVERHEAD,
      start: far,
      end: -far,
      isOpen: true,
    };
    this.#bytes += page.bytes;
    this.#pages.set(page.id, page);
    this.#open.set(keyOf(spec), page);
    return page;
  }
}

function keyOf({ kind, source, channel, messageType }: PageSpec): string {
  return JSON.stringify([kind, source, channel, messageType]);
}
