/**
 * The calls of a connection over time. It is drawn: nothing of it is in the document but what is said of the call under the
 * cursor. The list of calls holds the same for whoever cannot see it.
 */
import type { CallRow, ConnectionRow } from "../../model/page-model.ts";
import { selectCall } from "../call-list.ts";
import { latencyOf, methodOf, outcomeOf } from "../call-text.ts";
import { button, el, setText } from "../element.ts";
import { durationText } from "../figures.ts";
import { connectionOf, type PageStore } from "../page-state.ts";
import { type Pane, pane } from "../pane.ts";
import { shown } from "../shown-text.ts";
import { colorsOf } from "./colors.ts";
import { lanesOf } from "./lanes.ts";
import { legend } from "./legend.ts";
import { AXIS_PX, type Bar, GAP_PX, LEAST_BAR_PX, paintTimeline, WINDOWS_PX } from "./paint.ts";
import { panned, revealed, type TimeView, wholeView, within, zoomed } from "./time-view.ts";

const MOST_CALLS = 2000;
/** With more there is no room for names between bars. */
const MOST_NAMES = 200;
const [TALL_LANE_PX, LOW_LANE_PX] = [18, 7];
const ZOOM = 1.5;
const PAN_SHARE = 0.15;
const PIXELS_PER_WINDOW = 2;

/** Make the pane. */
export function timelinePane(store: PageStore): Pane & { readonly surface: HTMLElement } {
  const timeline = new Timeline(store);
  return { ...timeline.pane, surface: timeline.surface };
}

class Timeline {
  readonly pane: Pane = pane("timeline", "Timeline");
  readonly surface: HTMLElement;
  readonly #store: PageStore;
  readonly #canvas = el("canvas", { "aria-hidden": "true" });
  readonly #probe = el("span", { hidden: true });
  readonly #said = el("span", { class: "dim clip said", "aria-live": "polite" });
  #view: TimeView | undefined;
  #bars: readonly Bar[] = [];
  /** The call under the keyboard's or the mouse's cursor. */
  #hovered: number | undefined;
  #isDue = false;
  #drag: { readonly atPx: number; readonly view: TimeView; hasMoved: boolean } | undefined;

  constructor(store: PageStore) {
    this.#store = store;
    this.surface = el(
      "div",
      {
        class: "surface",
        tabindex: 0,
        role: "group",
        "aria-roledescription": "timeline",
        "aria-label": "Calls over time. Left and right go from call to call, Enter selects, plus and minus zoom.",
      },
      this.#canvas,
      this.#probe,
    );
    const { body, head } = this.pane;
    const [nearer, farther] = [() => this.#zoom(ZOOM), () => this.#zoom(1 / ZOOM)];
    head.append(
      this.#said,
      legend(),
      button("−", farther, { class: "icon", "aria-label": "Zoom out" }),
      button("+", nearer, { class: "icon", "aria-label": "Zoom in" }),
      button("All", () => this.#look(undefined), { "aria-label": "Show the whole connection" }),
    );
    body.append(this.surface);
    this.#listen();
    new ResizeObserver(() => this.draw()).observe(this.surface);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    new MutationObserver(() => this.draw()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    store.watch((state, before) => {
      if (state.model !== before.model || state.connection !== before.connection) {
        this.#view = undefined;
        this.#hovered = undefined;
      }
      if (state.call !== before.call && state.call !== undefined) this.#reveal(state.call);
      if (state.follows && this.#view !== undefined && state.revision !== before.revision) this.#followEnd();
      this.draw();
    });
  }

  /** Draw before the next picture is shown, however often it is asked for. */
  draw(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#paint();
    });
  }

  get #connection(): ConnectionRow | undefined {
    return connectionOf(this.#store.state);
  }

  get #whole(): TimeView {
    const { beganAtMs = 0, lastAtMs = 1 } = this.#connection ?? {};
    return wholeView(beganAtMs, lastAtMs);
  }

  get #shownView(): TimeView {
    return this.#view ?? this.#whole;
  }

  #paint(): void {
    const { clientWidth: widthPx, clientHeight: heightPx } = this.surface;
    const scale = devicePixelRatio;
    const [width, height] = [Math.round(widthPx * scale), Math.round(heightPx * scale)];
    if (this.#canvas.width !== width || this.#canvas.height !== height)
      [this.#canvas.width, this.#canvas.height] = [width, height];
    const context = this.#canvas.getContext("2d");
    if (context === null || widthPx === 0) return;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    const connection = this.#connection;
    if (connection === undefined) {
      context.clearRect(0, 0, widthPx, heightPx);
      return;
    }
    const view = this.#shownView;
    const { model, call: selected } = this.#store.state;
    this.#bars = this.#layOut(connection, view, widthPx, heightPx);
    const windows = model.windows(connection.number, view.fromMs, view.toMs, Math.ceil(widthPx / PIXELS_PER_WINDOW));
    paintTimeline(context, {
      ...{ widthPx, heightPx, view, bars: this.#bars, windows, selected },
      zeroMs: connection.beganAtMs,
      colors: colorsOf(this.#probe),
      hovered: this.#hovered,
    });
  }

  #layOut({ number, lastAtMs }: ConnectionRow, view: TimeView, widthPx: number, heightPx: number): Bar[] {
    const { model } = this.#store.state;
    const calls = model
      .callsBetween(number, view.fromMs, view.toMs, MOST_CALLS)
      .map((index) => model.call(number, index));
    const pxOf = (ms: number): number => ((ms - view.fromMs) / (view.toMs - view.fromMs)) * widthPx;
    const stretches = calls.map(({ beganAtMs, endedAtMs = lastAtMs }) => {
      const fromPx = pxOf(beganAtMs);
      return { fromPx, toPx: Math.max(fromPx + LEAST_BAR_PX, pxOf(endedAtMs)) };
    });
    const room = heightPx - AXIS_PX - WINDOWS_PX - GAP_PX;
    const most = Math.max(1, Math.floor(room / LOW_LANE_PX));
    const { lanes } = lanesOf(stretches, most);
    const used = lanes.reduce((max, lane) => Math.max(max, lane + 1), 1);
    const lanePx = Math.min(TALL_LANE_PX, Math.floor(room / used));
    const nextOf = (i: number): number =>
      stretches[lanes.findIndex((lane, other) => other > i && lane === lanes[i])]?.fromPx ?? Infinity;
    // Names stand in rows that are high enough for them, and then there are few bars.
    const hasNames = lanePx === TALL_LANE_PX && calls.length <= MOST_NAMES;
    return calls.map((call, i) => ({
      call,
      nextPx: hasNames ? nextOf(i) : 0,
      ...(stretches[i] as { fromPx: number; toPx: number }),
      headersPx: pxOf(call.headersAtMs ?? Infinity),
      topPx: AXIS_PX + (lanes[i] ?? 0) * lanePx,
      heightPx: Math.max(3, lanePx - 3),
    }));
  }

  #look(view: TimeView | undefined): void {
    this.#view = view;
    this.draw();
  }

  #zoom(factor: number, atPx = this.surface.clientWidth / 2): void {
    const view = this.#shownView;
    const around = view.fromMs + (atPx / Math.max(1, this.surface.clientWidth)) * (view.toMs - view.fromMs);
    const next = zoomed(view, factor, around, this.#whole);
    const isWhole = next.fromMs === this.#whole.fromMs && next.toMs === this.#whole.toMs;
    this.#look(isWhole ? undefined : next);
  }

  #pan(share: number): void {
    if (this.#view !== undefined) this.#look(panned(this.#view, share, this.#whole));
  }

  #followEnd(): void {
    if (this.#view === undefined) return;
    const { toMs } = this.#whole;
    this.#view = within({ fromMs: toMs - (this.#view.toMs - this.#view.fromMs), toMs }, this.#whole);
  }

  #reveal(index: number): void {
    const { model, connection } = this.#store.state;
    if (connection === undefined || this.#view === undefined) return;
    const { beganAtMs, endedAtMs = beganAtMs } = model.call(connection, index);
    this.#view = revealed(this.#view, beganAtMs, endedAtMs, this.#whole);
  }

  /** Go to the call before or after. */
  #step(by: number): void {
    const { callCount } = this.#connection ?? { callCount: 0 };
    if (callCount === 0) return;
    const at = this.#hovered ?? this.#store.state.call;
    const next = at === undefined ? 0 : Math.min(Math.max(0, at + by), callCount - 1);
    this.#reveal(next);
    this.#point(next);
  }

  #point(index: number | undefined): void {
    if (index === this.#hovered) return;
    this.#hovered = index;
    this.surface.style.cursor = index === undefined ? "" : "pointer";
    const { model, connection } = this.#store.state;
    setText(
      this.#said,
      index === undefined || connection === undefined ? "" : sentenceOf(model.call(connection, index)),
    );
    this.draw();
  }

  #callAt(event: MouseEvent): number | undefined {
    const { left, top } = this.surface.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    return this.#bars.findLast(
      (bar) => x >= bar.fromPx - 2 && x <= bar.toPx + 2 && y >= bar.topPx - 1 && y <= bar.topPx + bar.heightPx + 2,
    )?.call.index;
  }

  #listen(): void {
    const { surface } = this;
    surface.addEventListener("keydown", (event) => this.#onKeyDown(event));
    surface.addEventListener("wheel", (event) => this.#onWheel(event), { passive: false });
    surface.addEventListener("pointerdown", (event) => {
      this.#drag = { atPx: event.clientX, view: this.#shownView, hasMoved: false };
    });
    surface.addEventListener("pointermove", (event) => this.#onPointerMove(event));
    surface.addEventListener("pointerup", (event) => {
      const hasMoved = this.#drag?.hasMoved === true;
      this.#drag = undefined;
      const call = this.#callAt(event);
      if (!hasMoved && call !== undefined) selectCall(this.#store, call);
    });
    surface.addEventListener("pointerleave", () => {
      this.#drag = undefined;
      this.#point(undefined);
    });
  }

  #onPointerMove(event: PointerEvent): void {
    if (this.#drag === undefined || event.buttons === 0) {
      this.#point(this.#callAt(event));
      return;
    }
    const by = this.#drag.atPx - event.clientX;
    if (Math.abs(by) < 4 && !this.#drag.hasMoved) return;
    this.#drag.hasMoved = true;
    this.#look(panned(this.#drag.view, by / this.surface.clientWidth, this.#whole));
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const delta = isSideways && event.deltaX !== 0 ? event.deltaX : event.deltaY;
    if (isSideways) this.#pan(delta / this.surface.clientWidth);
    else this.#zoom(1.002 ** -delta, event.clientX - this.surface.getBoundingClientRect().left);
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const acts: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => (event.shiftKey ? this.#pan(-PAN_SHARE) : this.#step(-1)),
      ArrowRight: () => (event.shiftKey ? this.#pan(PAN_SHARE) : this.#step(1)),
      "+": () => this.#zoom(ZOOM),
      "=": () => this.#zoom(ZOOM),
      "-": () => this.#zoom(1 / ZOOM),
      "0": () => this.#look(undefined),
      Home: () => this.#step(-Infinity),
      End: () => this.#step(Infinity),
      Enter: () => {
        if (this.#hovered !== undefined) selectCall(this.#store, this.#hovered);
      },
    };
    const act = acts[event.key];
    if (act === undefined) return;
    event.preventDefault();
    act();
  }
}

function sentenceOf(call: CallRow): string {
  const { beganAtMs, headersAtMs } = call;
  const waited = headersAtMs === undefined ? "" : `, headers after ${durationText(headersAtMs - beganAtMs)}`;
  const latency = latencyOf(call);
  return `${shown(methodOf(call), 80)}: ${outcomeOf(call)}${waited}${latency === "" ? "" : `, over after ${latency}`}`;
}
