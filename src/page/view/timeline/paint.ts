/** Draws the timeline on a canvas: axis, calls, and below them what is left of the windows. */
import type { CallRow, WindowSample } from "../../model/page-model.ts";
import { latencyOf, methodOf } from "../call-text.ts";
import { bytesText } from "../figures.ts";
import { shown } from "../shown-text.ts";
import type { TimelineColors } from "./colors.ts";
import { tickText, ticksOf, type TimeView } from "./time-view.ts";

/** Heights of the parts. */
export const AXIS_PX = 20;
export const WINDOWS_PX = 44;
/** Room between the calls and the windows. */
export const GAP_PX = 6;
const TICK_PX = 110;
/** A bar that is shorter could not be seen. */
export const LEAST_BAR_PX = 3;
const TEXT_FROM_PX = 34;
/** Above the lines of the windows: what their height stands for. */
const WINDOWS_TITLE_PX = 14;
const FONT = "11px system-ui, sans-serif";

/** A call, where it is drawn. */
export interface Bar {
  readonly call: CallRow;
  readonly fromPx: number;
  readonly headersPx: number;
  readonly toPx: number;
  readonly topPx: number;
  readonly heightPx: number;
  /** Where the next bar of its row begins. */
  readonly nextPx: number;
}

/** What to draw. */
export interface Picture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly view: TimeView;
  /** From here the axis counts. */
  readonly zeroMs: number;
  readonly bars: readonly Bar[];
  readonly windows: readonly WindowSample[];
  readonly colors: TimelineColors;
  readonly selected: number | undefined;
  readonly hovered: number | undefined;
}

/** Draw it. The context's unit is a CSS pixel. */
export function paintTimeline(context: CanvasRenderingContext2D, picture: Picture): void {
  const { widthPx, heightPx } = picture;
  context.clearRect(0, 0, widthPx, heightPx);
  context.font = FONT;
  context.textBaseline = "middle";
  paintAxis(context, picture);
  for (const bar of picture.bars) paintBar(context, bar, picture);
  paintWindows(context, picture);
}

function paintAxis(context: CanvasRenderingContext2D, { view, zeroMs, widthPx, heightPx, colors }: Picture): void {
  const { atMs, stepMs } = ticksOf(view, zeroMs, widthPx / TICK_PX);
  for (const ms of atMs) {
    const x = Math.round(((ms - view.fromMs) / (view.toMs - view.fromMs)) * widthPx) + 0.5;
    context.strokeStyle = colors.line;
    context.beginPath();
    context.moveTo(x, AXIS_PX - 4);
    context.lineTo(x, heightPx);
    context.stroke();
    context.fillStyle = colors.dim;
    context.fillText(tickText(ms - zeroMs, stepMs), Math.max(2, x + 4), AXIS_PX / 2);
  }
}

/** Waiting for the answer's headers is pale, the answer full; a failure is hatched, and ends with a cross. */
function paintBar(context: CanvasRenderingContext2D, bar: Bar, { colors, selected, hovered, widthPx }: Picture): void {
  const { call, fromPx, headersPx, toPx, topPx, heightPx } = bar;
  const width = Math.max(LEAST_BAR_PX, toPx - fromPx);
  context.fillStyle = call.hasFailed ? colors.failed : colors.waiting;
  context.fillRect(fromPx, topPx, width, heightPx);
  context.fillStyle = call.hasFailed ? colors.failed : colors.answering;
  if (headersPx < fromPx + width) context.fillRect(headersPx, topPx, fromPx + width - headersPx, heightPx);
  if (call.hasFailed) hatch(context, fromPx, topPx, width, heightPx, colors.panel);
  if (call.index === selected || call.index === hovered) {
    context.strokeStyle = call.index === selected ? colors.selected : colors.text;
    context.lineWidth = 2;
    context.strokeRect(fromPx - 1, topPx - 1, width + 2, heightPx + 2);
    context.lineWidth = 1;
  }
  if (heightPx >= 12) paintName(context, bar, { colors, widthPx });
}

/** In the bar, where it has room; else behind it. Each half of a bar has its own colour of text. */
function paintName(
  context: CanvasRenderingContext2D,
  bar: Bar,
  { colors, widthPx }: Pick<Picture, "colors" | "widthPx">,
): void {
  const { call, fromPx, headersPx, toPx, topPx, heightPx } = bar;
  const nextPx = Math.min(widthPx, bar.nextPx);
  const text = `${call.hasFailed ? "✕ " : ""}${shown(methodOf(call), 60)}  ${latencyOf(call)}`;
  const { width } = context.measureText(text);
  const left = Math.max(4, fromPx + 6);
  const room = Math.min(widthPx, toPx) - left - 6;
  const place = { y: topPx, height: heightPx, text };
  if (room < width && nextPx - toPx > width + 12) {
    const color = call.hasFailed ? colors.failed : colors.text;
    clippedText(context, { ...place, x: toPx + 6, from: toPx, to: nextPx, color });
    return;
  }
  if (room < TEXT_FROM_PX) return;
  if (call.hasFailed) {
    context.fillStyle = colors.failed;
    context.fillRect(left - 3, topPx + 1, Math.min(room, width) + 6, heightPx - 2);
    clippedText(context, { ...place, x: left, from: left, to: left + room, color: colors.panel });
    return;
  }
  const border = Math.min(Math.max(left, headersPx), left + room);
  clippedText(context, { ...place, x: left, from: left, to: border, color: colors.text });
  clippedText(context, { ...place, x: left, from: border, to: left + room, color: colors.panel });
}

interface ClippedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** What is beyond is not drawn. */
  readonly from: number;
  readonly to: number;
  readonly color: string;
}

function clippedText(context: CanvasRenderingContext2D, { text, x, y, height, from, to, color }: ClippedText): void {
  if (to <= from) return;
  context.save();
  context.beginPath();
  context.rect(from, y, to - from, height);
  context.clip();
  context.fillStyle = color;
  context.fillText(text, x, y + height / 2 + 0.5);
  context.restore();
}

function hatch(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  color: string,
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = color;
  context.lineWidth = 1.5;
  context.beginPath();
  const from = Math.max(0, x) - height;
  for (let at = from; at < Math.min(x + width, from + 4000); at += 6) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}

/** The least that was left in each span of time. The client's line is whole, the server's is dashed. */
function paintWindows(context: CanvasRenderingContext2D, picture: Picture): void {
  const { windows, view, widthPx, heightPx, colors } = picture;
  const most = Math.max(1, ...windows.flatMap(({ client = 0, server = 0 }) => [client, server]));
  const [top, bottom] = [heightPx - WINDOWS_PX + WINDOWS_TITLE_PX, heightPx - 4];
  context.strokeStyle = colors.line;
  context.beginPath();
  context.moveTo(0, bottom + 0.5);
  context.lineTo(widthPx, bottom + 0.5);
  context.stroke();
  for (const side of ["client", "server"] as const) {
    context.strokeStyle = colors[side];
    context.lineWidth = 1.5;
    context.setLineDash(side === "server" ? [5, 3] : []);
    context.beginPath();
    let before: number | undefined;
    for (const sample of windows) {
      const left = sample[side];
      if (left === undefined) continue;
      const x = ((sample.atMs - view.fromMs) / (view.toMs - view.fromMs)) * widthPx;
      const y = bottom - (Math.max(0, left) / most) * (bottom - top - 2);
      if (before === undefined) context.moveTo(x, y);
      else {
        context.lineTo(x, before);
        context.lineTo(x, y);
      }
      before = y;
    }
    if (before !== undefined) context.lineTo(widthPx, before);
    context.stroke();
  }
  context.setLineDash([]);
  context.lineWidth = 1;
  if (windows.length === 0) return;
  context.fillStyle = colors.dim;
  context.fillText(`left of the windows, at most ${bytesText(most)}`, 4, top - WINDOWS_TITLE_PX / 2);
}
