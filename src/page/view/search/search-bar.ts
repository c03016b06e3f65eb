/** The field to search in: text, or bytes as `hex: 0a 03`. */
import type { SearchHit } from "../../model/page-model.ts";
import { button, el, setText } from "../element.ts";
import { countText } from "../figures.ts";
import type { PageStore } from "../page-state.ts";
import { shown } from "../shown-text.ts";
import { runSearch, type SearchProgress } from "./search.ts";

/** Typing is over after so long. */
const TYPING_MS = 250;

/** The field, and its keys for the whole page. */
export interface SearchBar {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  /** Go to the next hit (1) or the one before (-1). */
  step(by: 1 | -1): void;
}

/** Make the field. */
export function searchBar(store: PageStore): SearchBar {
  const bar = new Bar(store);
  return { element: bar.element, input: bar.input, step: (by) => bar.step(by) };
}

class Bar {
  readonly input: HTMLInputElement = el("input", {
    type: "search",
    placeholder: "Search text or hex: 0a 03",
    "aria-label": "Search names, texts, header fields and message fields; hex: 0a 03 looks for bytes",
    spellcheck: "false",
    autocomplete: "off",
  });
  readonly element: HTMLElement;
  readonly #store: PageStore;
  readonly #said = el("span", { class: "figure dim clip", role: "status" });
  readonly #previous = button("↑", () => this.step(-1), { class: "icon", "aria-label": "Previous hit" });
  readonly #next = button("↓", () => this.step(1), { class: "icon", "aria-label": "Next hit" });
  #progress: SearchProgress | undefined;
  #at = -1;
  #query = "";
  #running = new AbortController();
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(store: PageStore) {
    this.#store = store;
    this.element = el("div", { class: "search", role: "search" }, this.input, this.#said, this.#previous, this.#next);
    this.input.addEventListener("input", () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.#begin(), TYPING_MS);
    });
    this.input.addEventListener("keydown", (event) => {
      // Out of the field, with what was found as it is: letters are keys again.
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      if (event.key === "Escape") this.input.blur();
      else if (this.input.value.trim() === this.#query) this.step(event.shiftKey ? -1 : 1);
      else this.#begin();
    });
    store.watch((state, before) => {
      // What is masked is not found: with another view of secrets, or another recording, old hits mean nothing.
      if (state.model !== before.model || state.showsSecrets !== before.showsSecrets) this.#begin(false);
    });
    this.#draw();
  }

  step(by: 1 | -1): void {
    const { hits } = this.#progress ?? { hits: [] };
    if (hits.length === 0) return;
    this.#at = this.#at < 0 && by < 0 ? hits.length - 1 : (this.#at + by + hits.length) % hits.length;
    this.#go(hits[this.#at] as SearchHit);
    this.#draw();
  }

  /** @param goes whether to show the first hit as soon as it is there */
  #begin(goes = true): void {
    clearTimeout(this.#typing);
    this.#running.abort();
    this.#running = new AbortController();
    this.#query = this.input.value.trim();
    this.#progress = undefined;
    this.#at = -1;
    this.#draw();
    if (this.#query === "") return;
    this.#progress = { hits: [], isDone: false, isFull: false, problem: "" };
    this.#draw();
    const { model, showsSecrets } = this.#store.state;
    void runSearch(model, this.#query, showsSecrets, this.#running.signal, (progress) => {
      this.#progress = progress;
      if (goes && this.#at < 0 && progress.hits.length > 0) this.step(1);
      this.#draw();
    });
  }

  /** Show where it was found: its call's filter goes, if it is of another one. */
  #go({ connection, frame, path }: SearchHit): void {
    const { model, call, connection: before } = this.#store.state;
    const isInCall = connection === before && call !== undefined && model.frame(connection, frame).call === call;
    this.#store.set({
      ...{ connection, frame, path, message: undefined, pasted: undefined, follows: false },
      call: isInCall ? call : undefined,
    });
  }

  #draw(): void {
    const { hits, isDone, isFull, problem } = this.#progress ?? { hits: [], isDone: true, isFull: false, problem: "" };
    this.#previous.disabled = this.#next.disabled = hits.length === 0;
    const count = `${countText(hits.length)}${isFull ? "+" : ""}`;
    const found = this.#at < 0 ? `${count} found` : `${countText(this.#at + 1)} of ${count}`;
    let said = isDone ? found : hits.length === 0 ? "searching …" : `${found} …`;
    if (this.#progress === undefined) said = "";
    else if (isDone && hits.length === 0) said = "nothing found";
    setText(this.#said, problem === "" ? said : shown(problem));
  }
}
