/** The calls of a connection: the timeline's twin for whoever does not use a mouse or does not see it. */
import type { CallRow } from "../model/page-model.ts";
import { latencyOf, methodOf, outcomeOf, serviceOf } from "./call-text.ts";
import { el, setAttribute, setText } from "./element.ts";
import { bytesText, countText } from "./figures.ts";
import { connectionOf, type PageStore } from "./page-state.ts";
import { type Pane, pane } from "./pane.ts";
import { shown } from "./shown-text.ts";
import { VirtualList } from "./virtual-list.ts";

const ROW_PX = 44;

/** Make the pane. Moving through the list selects a call, and its frames are shown alone. */
export function callList(store: PageStore, onEnter: () => void): Pane & { readonly list: VirtualList } {
  const { element, head, body } = pane("calls", "Calls");
  const count = el("span", { class: "dim figure" });
  head.append(count);
  const list = new VirtualList({
    label: "Calls",
    role: "listbox",
    rowHeight: ROW_PX,
    make,
    fill: (row, index) => {
      const { model, connection } = store.state;
      if (connection !== undefined) fill(row, model.call(connection, index));
    },
    onMove: (index) => selectCall(store, index),
    onEnter,
  });
  body.append(list.element);
  store.watch((state, before) => {
    const callCount = connectionOf(state)?.callCount ?? 0;
    setText(count, callCount === 0 ? "" : countText(callCount));
    if (state.model !== before.model || state.connection !== before.connection) {
      list.reset(callCount);
    } else if (state.revision !== before.revision) {
      list.window.grow(callCount);
      list.window.refill();
    }
    if (state.call !== list.active) list.activate(state.call);
    else if (state.follows && state.revision !== before.revision && state.call === undefined) list.window.revealEnd();
  });
  return { element, head, body, list };
}

/** Show a call: its frames alone, the first of them in detail. */
export function selectCall(store: PageStore, call: number): void {
  const { model, connection } = store.state;
  if (connection === undefined || call === store.state.call) return;
  const { firstFrame: frame } = model.call(connection, call);
  store.set({ call, frame, message: undefined, pasted: undefined, path: [] });
}

function make(): HTMLElement {
  const first = el("div", { class: "line" }, el("b", { class: "grow clip" }), el("span", { class: "figure" }));
  const second = el("div", { class: "line" }, el("span", { class: "grow clip dim" }), el("span", { class: "outcome" }));
  return el("div", { class: "row two-lines" }, first, second);
}

function fill(row: HTMLElement, call: CallRow): void {
  const [method, latency, service, outcome] = row.querySelectorAll("b, span");
  if (method === undefined || latency === undefined || service === undefined || outcome === undefined) return;
  setText(method, shown(methodOf(call)));
  setText(latency, latencyOf(call));
  const traffic = `${call.sent} ↑ ${call.received} ↓  ${bytesText(call.sentBytes + call.receivedBytes)}`;
  setText(service, `${traffic} · ${shown(serviceOf(call))}`);
  const said = outcomeOf(call);
  setText(outcome, `${call.hasFailed ? "✕" : call.endedAtMs === undefined ? "●" : "✓"} ${said}`);
  setAttribute(outcome, "class", `outcome ${call.hasFailed ? "fault" : "dim"}`);
}
