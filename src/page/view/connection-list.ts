/** The connections of the recording. */
import type { ConnectionRow } from "../model/page-model.ts";
import { el, setAttribute, setText } from "./element.ts";
import { bytesText, counted } from "./figures.ts";
import type { PageStore } from "./page-state.ts";
import { type Pane, pane } from "./pane.ts";
import { shown } from "./shown-text.ts";
import { VirtualList } from "./virtual-list.ts";

const ROW_PX = 44;

/** Make the pane. Moving through the list selects. */
export function connectionList(store: PageStore): Pane & { readonly list: VirtualList } {
  const { element, head, body } = pane("connections", "Connections");
  const count = el("span", { class: "dim figure" });
  head.append(count);
  const list = new VirtualList({
    label: "Connections",
    role: "listbox",
    rowHeight: ROW_PX,
    make,
    fill: (row, index) => fill(row, store.state.model.connections[index]),
    onMove: (index) => {
      const number = store.state.model.connections[index]?.number;
      if (number !== undefined && number !== store.state.connection)
        store.set({ connection: number, call: undefined, frame: undefined, message: undefined, path: [] });
    },
  });
  body.append(list.element);
  store.watch((state, before) => {
    const { connections } = state.model;
    setText(count, connections.length === 0 ? "" : String(connections.length));
    if (state.model !== before.model) list.reset(connections.length);
    else if (state.revision !== before.revision) {
      list.window.grow(connections.length);
      list.window.refill();
    }
    if (state.connection !== before.connection || state.model !== before.model) {
      const index = connections.findIndex(({ number }) => number === state.connection);
      if (index !== list.active) list.activate(index < 0 ? undefined : index);
    }
    // The first one is what anybody would look at.
    if (state.connection === undefined && connections[0] !== undefined)
      store.set({ connection: connections[0].number });
  });
  return { element, head, body, list };
}

function make(): HTMLElement {
  const first = el("div", { class: "line" }, el("b", { class: "grow clip" }), el("span", { class: "state" }));
  return el("div", { class: "row two-lines" }, first, el("div", { class: "line dim clip figure" }));
}

function fill(row: HTMLElement, connection: ConnectionRow | undefined): void {
  if (connection === undefined) return;
  const { number, opened, closed, left, callCount, bytes } = connection;
  const [name, state] = row.querySelectorAll("b, .state");
  const [, second] = row.children;
  if (name === undefined || state === undefined || second === undefined) return;
  const target = opened === undefined ? "" : opened.serverName || opened.robot;
  setText(name, shown(`${number}  ${target || "unknown"}`));
  const isRefused = opened?.chain.startsWith("refused") === true;
  setText(state, isRefused ? "✕ refused" : closed === undefined ? "● open" : closed === "done" ? "closed" : "✕ broken");
  setAttribute(state, "class", `state ${isRefused || (closed !== undefined && closed !== "done") ? "fault" : "dim"}`);
  const traffic = `${bytesText(bytes.client)} ↑  ${bytesText(bytes.server)} ↓`;
  const why = left ?? (closed === undefined || closed === "done" ? undefined : closed);
  setText(second, shown(`${counted(callCount, "call")} · ${why ?? traffic}`));
}
