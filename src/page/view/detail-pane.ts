/** Tree and bytes side by side: what one shows, the other lights. */
import type { Span } from "../../inspect/index.ts";
import type { Detail, MessageRef } from "../model/page-model.ts";
import { button, el, setText } from "./element.ts";
import { counted } from "./figures.ts";
import { HexPane } from "./hex-pane.ts";
import type { PageState, PageStore } from "./page-state.ts";
import { pane } from "./pane.ts";
import { shown } from "./shown-text.ts";
import { spanCard } from "./span-card.ts";
import { TreePane } from "./tree-pane.ts";
import { spanAt } from "./tree-rows.ts";

/** The two sides, for keys that jump to them. */
export interface DetailPane {
  readonly element: HTMLElement;
  readonly tree: HTMLElement;
  readonly hex: HTMLElement;
}

const EMPTY = "Choose a frame: its bytes and what they say stand here, side by side.";

/** Make the pane. */
export function detailPane(store: PageStore): DetailPane {
  const { element, head, body } = pane("detail", "Bytes");
  const title = element.querySelector("h2") as HTMLElement;
  const hint = el("p", { class: "hint dim" }, EMPTY);
  const card = spanCard();
  let detail: Detail | undefined;
  const rangeOf = (path: readonly number[] | undefined): Span | undefined =>
    path === undefined || detail === undefined ? undefined : spanAt(detail.span, path);
  const choose = (path: readonly number[]): void => store.set({ path });
  const hover = (path: readonly number[] | undefined): void => {
    tree.light(path);
    hex.light(rangeOf(path));
    card.show(rangeOf(path ?? store.state.path), detail?.offset ?? 0);
  };
  const tree = new TreePane({ onChoose: choose, onHover: hover });
  const hex = new HexPane({ onChoose: choose, onHover: hover, onEnter: () => tree.list.element.focus() });
  const left = el("div", { class: "tree-side" }, tree.list.element, card.element);
  const sides = el("div", { class: "sides" }, left, hex.window.element);
  body.append(hint, sides);

  store.watch((state, before) => {
    const isOther = differs(state, before) || (detail === undefined && hasDetail(state));
    if (isOther) {
      detail = detailOf(state);
      setText(title, detail === undefined ? "Bytes" : shown(detail.title));
      head.replaceChildren(...(detail === undefined ? [] : toolsOf(detail, state, store)));
      hint.hidden = detail !== undefined;
      sides.hidden = detail === undefined;
      tree.show(detail?.span);
      hex.show(detail);
    }
    if (detail === undefined || (!isOther && state.path === before.path)) return;
    const span = rangeOf(state.path);
    tree.reveal(state.path);
    hex.choose(state.path.length === 0 ? undefined : span);
    card.show(span, detail.offset);
  });
  return { element, tree: tree.list.element, hex: hex.window.element };
}

function hasDetail({ frame, message, pasted }: PageState): boolean {
  return frame !== undefined || message !== undefined || pasted !== undefined;
}

function differs(state: PageState, before: PageState): boolean {
  return (["model", "connection", "frame", "message", "pasted", "showsSecrets"] as const).some(
    (key) => state[key] !== before[key],
  );
}

function detailOf({
  model,
  connection,
  frame,
  message,
  pasted,
  showsSecrets: showSecrets,
}: PageState): Detail | undefined {
  if (pasted !== undefined) return pasted;
  if (message !== undefined) return model.message(message, { showSecrets });
  if (connection === undefined || frame === undefined) return undefined;
  return model.detail(connection, frame, { showSecrets });
}

function toolsOf({ bytes, messages }: Detail, { message, pasted }: PageState, store: PageStore): HTMLElement[] {
  const tools = messages.map((ref) => wholeButton(ref, store));
  if (message !== undefined) tools.push(button("Back to the frame", () => store.set({ message: undefined, path: [] })));
  if (pasted !== undefined) tools.push(button("Close", () => store.set({ pasted: undefined, path: [] })));
  return [...tools, el("span", { class: "dim figure" }, counted(bytes.length, "byte"))];
}

function wholeButton(ref: MessageRef, store: PageStore): HTMLElement {
  return button(`Whole: ${shown(ref.title, 80)}`, () => store.set({ message: ref, path: [] }), { class: "chip" });
}
