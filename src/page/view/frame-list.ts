/** The frames of a connection, or of one of its calls. */
import type { FrameRow } from "../model/page-model.ts";
import { methodOf } from "./call-text.ts";
import { button, el, setAttribute, setText } from "./element.ts";
import { countText, instantText } from "./figures.ts";
import { connectionOf, type PageState, type PageStore } from "./page-state.ts";
import { type Pane, pane } from "./pane.ts";
import { shown } from "./shown-text.ts";
import { VirtualList } from "./virtual-list.ts";

const ROW_PX = 22;
const COLUMNS = ["#", "seconds", "", "stream", "frame", "bytes", "what it says"] as const;

/** Make the pane. Moving through the list shows a frame in detail. */
export function frameList(store: PageStore, onEnter: () => void): Pane & { readonly list: VirtualList } {
  const { element, head, body } = pane("frames", "Frames");
  const all = button("", () => store.set({ call: undefined }), {
    class: "chip",
    "aria-label": "Show the frames of all calls",
  });
  const count = el("span", { class: "dim figure" });
  head.append(all, count);
  let frames: readonly number[] | undefined;
  const list = new VirtualList({
    label: "Frames",
    role: "listbox",
    rowHeight: ROW_PX,
    make,
    fill: (row, at) => {
      const { model, connection } = store.state;
      if (connection !== undefined) fill(row, model.frame(connection, frames?.[at] ?? at), beginOf(store.state));
    },
    onMove: (at) => store.set({ frame: frames?.[at] ?? at, message: undefined, pasted: undefined, path: [] }),
    onEnter,
  });
  const columns = el(
    "div",
    { class: "columns dim", "aria-hidden": "true" },
    ...COLUMNS.map((name) => el("span", {}, name)),
  );
  body.append(columns, list.element);
  store.watch((state, before) => {
    const isOther =
      state.model !== before.model || state.connection !== before.connection || state.call !== before.call;
    const hasGrown = state.revision !== before.revision;
    if (isOther || hasGrown) {
      frames = framesOf(state);
      const length = frames?.length ?? connectionOf(state)?.frameCount ?? 0;
      setText(count, length === 0 ? "" : countText(length));
      if (isOther) list.reset(length);
      else list.window.grow(length);
    }
    drawChip(all, state);
    const active = state.frame === undefined ? undefined : placeOf(state.frame, frames);
    if (isOther || active !== list.active) list.activate(active, isOther ? "middle" : "nearest");
    if (state.follows && (hasGrown || !before.follows)) list.window.revealEnd();
  });
  return { element, head, body, list };
}

function framesOf({ model, connection, call }: PageState): readonly number[] | undefined {
  return connection === undefined || call === undefined ? undefined : model.framesOfCall(connection, call);
}

/** Where a frame stands in the list: frames of a call are in order. */
function placeOf(frame: number, frames: readonly number[] | undefined): number | undefined {
  if (frames === undefined) return frame;
  let [low, high] = [0, frames.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((frames[middle] as number) < frame) low = middle + 1;
    else high = middle;
  }
  return frames[low] === frame ? low : undefined;
}

function beginOf(state: PageState): number {
  return connectionOf(state)?.beganAtMs ?? 0;
}

function drawChip(chip: HTMLButtonElement, { model, connection, call }: PageState): void {
  chip.hidden = call === undefined || connection === undefined;
  if (call === undefined || connection === undefined) return;
  setText(chip, `of ${shown(methodOf(model.call(connection, call)), 60)}  ✕`);
}

function make(): HTMLElement {
  return el("div", { class: "row columns" }, ...COLUMNS.map(() => el("span", { class: "clip" })));
}

function fill(row: HTMLElement, frame: FrameRow, beganAtMs: number): void {
  const isClient = frame.side === "client";
  const texts = [
    String(frame.index),
    instantText(frame.atMs - beganAtMs),
    isClient ? "→" : "←",
    frame.streamId === 0 ? "" : String(frame.streamId),
    shown(frame.name),
    countText(frame.length),
    wordsOf(frame),
  ];
  for (const [i, text] of texts.entries()) setText(row.children[i] as Element, text);
  setAttribute(row.children[2] as Element, "aria-label", isClient ? "client to server" : "server to client");
  setAttribute(row, "class", `row columns ${frame.side}${frame.hasFault ? " faulty" : ""}`);
}

/** What a frame says; of a message its type, without the package. */
function wordsOf({ hasFault, text, typeName }: FrameRow): string {
  const type = typeName === undefined ? "" : `, ${typeName.replace(/^.*\./, "")}`;
  return `${hasFault ? "⚠ " : ""}${shown(text)}${shown(type)}`;
}
