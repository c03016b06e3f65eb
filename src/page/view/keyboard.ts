/** Keys of the whole page. Where somebody writes, letters are letters. */
import type { PageStore } from "./page-state.ts";

/** What keys do that are not of one part. */
export interface PageKeys {
  /** In the order of the keys 1, 2, 3 … */
  readonly parts: readonly HTMLElement[];
  readonly acts: Readonly<Record<string, () => void>>;
  readonly onPaste: (text: string) => void;
}

/** Listen to them. */
export function listenToKeys(store: PageStore, { parts, acts, onPaste }: PageKeys): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isBusy(event.target)) return;
    const act =
      acts[event.key] ??
      (event.key === "Escape" ? () => goBack(store) : undefined) ??
      focusOf(parts[Number(event.key) - 1]);
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("paste", (event) => {
    if (isBusy(event.target)) return;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text === "") return;
    event.preventDefault();
    onPaste(text);
  });
}

function focusOf(part: HTMLElement | undefined): (() => void) | undefined {
  return part === undefined ? undefined : () => part.focus();
}

function isBusy(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea, select, dialog") !== null;
}

/** From what was pasted or a whole message to the frame, from a call to all frames. */
function goBack(store: PageStore): void {
  const { pasted, message, call } = store.state;
  if (pasted !== undefined) store.set({ pasted: undefined, path: [] });
  else if (message !== undefined) store.set({ message: undefined, path: [] });
  else if (call !== undefined) store.set({ call: undefined });
}
