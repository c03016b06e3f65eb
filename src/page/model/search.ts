/** Looks through a recording, frame by frame, in order: trees are made for that and thrown away again. */
import type { Span } from "../../inspect/index.ts";
import { type ConnectionModel, withoutSecrets } from "./connection-model.ts";
import { FrameForm, type FrameTable, NONE } from "./frame-table.ts";
import type { PlacedMessage } from "./frame-trees.ts";
import { hexNeedle, searchBytes } from "./hex-search.ts";
import { lineOf } from "./titles.ts";
import type { DetailOptions, SearchHit } from "./page-model.ts";

/** Something found, or a pause. */
export type Found = Generator<SearchHit | undefined, undefined, undefined>;

/** Bytes that are looked through between two pauses, roughly; a frame counts some more. */
const PAUSE_BYTES = 64 * 1024;
const FRAME_COST_BYTES = 256;
/** Trees without a hit that are remembered. */
const MOST_BARREN = 100_000;

/** Look through all connections. What comes in while it goes on is looked through too, where it has not passed yet. */
export function* searchAll(
  connections: ReadonlyMap<number, ConnectionModel>,
  query: string,
  options: DetailOptions,
): Found {
  const needle = hexNeedle(query);
  const text = query.trim();
  if (needle === undefined && text === "") return;
  for (const connection of connections.values()) {
    if (needle !== undefined) yield* searchBytes(connection, needle, options);
    else yield* searchText(connection, text, options);
  }
}

function* searchText(connection: ConnectionModel, query: string, { showSecrets = false }: DetailOptions): Found {
  const { store, trees, number } = connection;
  const { frames } = store;
  const matcher = new RegExp(query.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"), "i");
  let work = 0;
  // Trees that were kept once for many frames, and have nothing: those of header blocks are most of some recordings.
  const barren = new Set<number>();
  for (let row = 0; row < frames.length; row++) {
    const kept = isSharedTree(frames, row) ? frames.tree(row) : undefined;
    if (kept !== undefined && barren.has(kept) && !matcher.test(firstLine(trees.words(row)))) {
      if ((work += FRAME_COST_BYTES) < PAUSE_BYTES) continue;
      work = 0;
      yield undefined;
      continue;
    }
    let hasHits = false;
    const view = trees.view(row);
    const { span } = showSecrets ? view : withoutSecrets(view);
    const earlier = new Map(view.messages.map((each) => [each.piece.start, spansBefore(each, row)]));
    for (const { path, text } of hitsIn(span, earlier, matcher)) {
      hasHits = true;
      yield { connection: number, frame: row, path, text };
    }
    if (kept !== undefined && !hasHits && barren.size < MOST_BARREN) barren.add(kept);
    work += view.bytes.length + FRAME_COST_BYTES;
    for (const { message } of view.messages) if (message.before?.get(row) === 0) work += message.bytes.length;
    if (work < PAUSE_BYTES) continue;
    work = 0;
    yield undefined;
  }
}

/** Whether other frames may have the same tree, but for the stream in its first line. */
function isSharedTree(frames: FrameTable, row: number): boolean {
  return frames.form(row) === FrameForm.kept && frames.messages(row).head === NONE && !frames.hasFault(row);
}

function firstLine({ name, text }: { readonly name: string; readonly text: string }): string {
  return text === "" ? name : `${name}: ${text}`;
}

/** How many spans of a message, from itself down, began in an earlier frame than this: always the first of their parents. */
function spansBefore({ message: { span, before } }: PlacedMessage, row: number): number {
  const at = before?.get(row) ?? 0;
  let depth = 0;
  for (let each: Span | undefined = span; each !== undefined && each.start < at && at < each.end; depth++) {
    each = each.children.find((child) => child.end > at);
  }
  return depth;
}

type Hit = Pick<SearchHit, "path" | "text">;

/**
 * Look through a frame's tree.
 * @param earlier how many spans from each of its messages down began in an earlier frame, and were found there, by the
 * message's start
 */
function hitsIn(frame: Span, earlier: ReadonlyMap<number, number>, matcher: RegExp): readonly Hit[] {
  const hits: Hit[] = [];
  const path: number[] = [];
  const look = (span: Span, before: number): void => {
    if (before === 0 && matches(span, matcher)) hits.push({ path: [...path], text: lineOf(span) });
    const { children } = span;
    for (let i = 0; i < children.length; i++) {
      const child = children[i] as Span;
      if (isRepeated(span, child)) continue;
      const ofMessage = child.kind === "message" && path.length === 0 ? earlier.get(child.start) : undefined;
      path.push(i);
      look(child, ofMessage ?? (i === 0 ? Math.max(0, before - 1) : 0));
      path.pop();
    }
  };
  look(frame, 0);
  return hits;
}

/** Parts that say no more than what they are of: one line for both is enough. */
function isRepeated(parent: Span, { kind, text, children, fault }: Span): boolean {
  if (parent.kind === "frame") return kind === "header";
  if (children.length > 0 || fault !== undefined || (parent.kind !== "field" && parent.kind !== "entry")) return false;
  return kind === "tag" || kind === "length" || kind === "header" || parent.text.includes(text);
}

function matches(span: Span, matcher: RegExp): boolean {
  const { label, text, fault, typeName } = span;
  if (matcher.test(label) || matcher.test(text)) return true;
  if (typeName !== undefined && matcher.test(typeName)) return true;
  return (fault !== undefined && matcher.test(fault)) || (text !== "" && matcher.test(lineOf(span)));
}
