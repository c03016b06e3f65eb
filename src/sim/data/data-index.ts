/** Questions to the data buffer, answered from its pages. */
import type { Event, OperatorComment } from "../../messages/bosdyn/api/data_buffer.ts";
import {
  type BlobSpec,
  type BlobSpecInit,
  type DataIndexInit,
  type DataQuery,
  type EventsCommentsInit,
  type EventsCommentsSpec,
  type EventSpec,
  PageInfo_Compression,
  type PageInfoInit,
  type PagesAndTimestampInit,
} from "../../messages/bosdyn/api/data_index.ts";
import type { TimeRange, TimeRangeInit } from "../../messages/bosdyn/api/time_range.ts";
import { fromTimestamp, toTimestamp } from "../clock/timestamps.ts";
import type { DataPages, Entry, EntryKind, Interval, Page } from "./data-pages.ts";

/** As many events or comments as one answer holds if the request does not say. */
const DEFAULT_MAX = 1000;

/** A time range as an interval; what is missing is open. */
export function intervalOf(range: TimeRange | undefined): Interval {
  return {
    start: range?.start && fromTimestamp(range.start),
    end: range?.end && fromTimestamp(range.end),
  };
}

/** A page without its entries. */
export function pageInfo(page: Page): PageInfoInit {
  return {
    id: page.id,
    path: `${page.kind}/${page.id}`,
    source: page.source,
    timeRange: rangeOf([page]),
    numTicks: BigInt(page.entries.length),
    totalBytes: BigInt(page.bytes),
    compression: PageInfo_Compression.COMPRESSION_NONE,
    isOpen: page.isOpen,
  };
}

/** Where what a query asks for is. */
export function dataIndex(pages: DataPages, query: DataQuery | undefined): DataIndexInit {
  const found = pages.within(intervalOf(query?.timeRange));
  const of = (kind: EntryKind): PagesAndTimestampInit => {
    const some = found.filter((page) => page.kind === kind);
    return { timeRange: rangeOf(some), pages: some.map(pageInfo) };
  };
  return {
    timeRange: rangeOf(found),
    blobs: (query?.blobs ?? []).map((spec) => {
      const some = found.filter((page) => page.kind === "blob" && isOfBlobSpec(page, spec));
      return { timeRange: rangeOf(some), pages: some.map((page) => ({ spec: blobSpec(page), page: pageInfo(page) })) };
    }),
    textMessages: query?.textMessages === true ? of("text") : undefined,
    events: query?.events === true ? of("event") : undefined,
    comments: query?.comments === true ? of("comment") : undefined,
  };
}

/** The events and comments that a request asks for, earliest first. */
export function eventsComments(pages: DataPages, spec: EventsCommentsSpec | undefined): EventsCommentsInit {
  const interval = intervalOf(spec?.timeRange);
  const specs = spec?.events ?? [];
  const events = entriesOf<Event>(pages, "event", interval)
    .filter(({ content }) => specs.some((each) => isOfEventSpec(content, each)))
    .map(({ content }) => content);
  const comments = spec?.comments === true ? entriesOf<OperatorComment>(pages, "comment", interval) : [];
  const maxEvents = spec?.maxEvents || DEFAULT_MAX;
  const maxComments = spec?.maxComments || DEFAULT_MAX;
  return {
    timeRange: spec?.timeRange,
    events: events.slice(0, maxEvents),
    operatorComments: comments.slice(0, maxComments).map(({ content }) => content),
    eventsLimited: events.length > maxEvents,
    operatorCommentsLimited: comments.length > maxComments,
  };
}

/** How many entries there are of a kind. */
export function countOf(pages: DataPages, kind: EntryKind): bigint {
  return BigInt(entriesOf(pages, kind, { start: undefined, end: undefined }).length);
}

/** Every source, type and channel that blobs came with. */
export function blobSpecs(pages: DataPages): readonly BlobSpecInit[] {
  const all = pages.within({ start: undefined, end: undefined }).filter(({ kind }) => kind === "blob");
  return [...new Map(all.map((page) => [JSON.stringify(blobSpec(page)), blobSpec(page)])).values()];
}

function entriesOf<Content>(pages: DataPages, kind: EntryKind, interval: Interval): Entry<EntryKind, Content>[] {
  return pages
    .within(interval)
    .filter((page) => page.kind === kind)
    .flatMap(({ entries }) => entries as readonly Entry<EntryKind, Content>[])
    .filter(({ time, endTime }) => {
      return (interval.start ?? endTime) <= endTime && (interval.end ?? time) >= time;
    })
    .sort((a, b) => Number(a.time - b.time));
}

function blobSpec({ source, messageType, channel }: Page): BlobSpecInit {
  return { source, messageType, channel };
}

function isOfBlobSpec(page: Page, { source, messageType, channel, channelGlob }: BlobSpec): boolean {
  return (
    (source === "" || source === page.source) &&
    (messageType === "" || messageType === page.messageType) &&
    (channel === "" || channel === page.channel) &&
    (channelGlob === "" || isOfGlob(page.channel, channelGlob))
  );
}

/** Match `*` and `?`. Star by star, so that no pattern takes long. */
function isOfGlob(text: string, glob: string): boolean {
  let [at, star, resumed] = [0, -1, 0];
  let i = 0;
  while (i < text.length) {
    if (at < glob.length && (glob[at] === "?" || (glob[at] !== "*" && glob[at] === text[i]))) {
      i++;
      at++;
    } else if (glob[at] === "*") {
      star = at++;
      resumed = i;
    } else if (star >= 0) {
      at = star + 1;
      i = ++resumed;
    } else return false;
  }
  return /^\**$/.test(glob.slice(at));
}

function isOfEventSpec(event: Event, { source, type, level, logPreserveHint }: EventSpec): boolean {
  return (
    (source === "" || source === event.source) &&
    (type === "" || type === event.type) &&
    (level === undefined || level.value === event.level) &&
    (logPreserveHint === 0 || logPreserveHint === event.logPreserveHint)
  );
}

function rangeOf(pages: readonly Page[]): TimeRangeInit | undefined {
  const [first] = pages;
  if (first === undefined) return undefined;
  const start = pages.reduce((least, page) => (page.start < least ? page.start : least), first.start);
  const end = pages.reduce((most, page) => (page.end > most ? page.end : most), first.end);
  return { start: toTimestamp(start), end: toTimestamp(end) };
}
