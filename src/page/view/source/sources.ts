/** Where recordings come from: a file of this machine, or the server that the page came from. */
import type { PageModel } from "../../model/page-model.ts";
import { NO_SOURCE, NOTHING_SELECTED, type PageStore, type Source } from "../page-state.ts";
import { feed } from "./feed.ts";

/** Views hear of growth no oftener than that. */
const TELL_MS = 100;
/** The server says how much there is when it begins: behind that, the page is live. */
const SIZE_HEADER = "Spotwire-Recording-Bytes";
const NAME_HEADER = "Spotwire-Recording-Name";

/** Reads one recording at a time. */
export class Sources {
  readonly #store: PageStore;
  readonly #newModel: () => PageModel;
  #running = new AbortController();

  constructor(store: PageStore, newModel: () => PageModel) {
    this.#store = store;
    this.#newModel = newModel;
  }

  /** Show a file in place of whatever is shown. */
  async openFile(file: File): Promise<void> {
    const source: Source = { ...NO_SOURCE, kind: "file", name: file.name, totalBytes: file.size };
    await this.#read(source, file.stream(), this.#begin());
  }

  /** Show what the page's server has, and go on as it grows. Nothing if it has nothing. */
  async openServer(key: string): Promise<void> {
    const signal = this.#begin();
    try {
      const response = await fetch("recording", {
        headers: { authorization: `Bearer ${key}` },
        cache: "no-store",
        signal,
      });
      if (response.status === 204) return;
      if (!response.ok || response.body === null) throw new Error((await response.text()).trim());
      const { body, headers } = response;
      const totalBytes = Number(headers.get(SIZE_HEADER) ?? 0);
      const name = decodeURIComponent(headers.get(NAME_HEADER) ?? "");
      await this.#read({ ...NO_SOURCE, kind: "server", name, totalBytes }, body, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#store.set({
        source: { ...NO_SOURCE, problem: `There is no recording to see: ${(error as Error).message}` },
      });
    }
  }

  #begin(): AbortSignal {
    this.#running.abort();
    this.#running = new AbortController();
    return this.#running.signal;
  }

  async #read(source: Source, bytes: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<void> {
    const model = this.#newModel();
    this.#store.set({ ...NOTHING_SELECTED, model, source, revision: this.#store.state.revision + 1 });
    const told = this.#teller(signal);
    try {
      await feed(model, bytes, signal, told.soon);
    } catch (error) {
      if (signal.aborted) return;
      const gone = source.kind === "server" ? "The server has gone" : "The file cannot be read any further";
      const problem = `${gone}: ${(error as Error).message}. What had come is shown.`;
      this.#store.set({ source: { ...this.#store.state.source, problem } });
    } finally {
      told.now();
    }
  }

  /** Tells the views that there is more, some times a second. */
  #teller(signal: AbortSignal): { readonly soon: () => void; readonly now: () => void } {
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const now = (): void => {
      clearTimeout(timer);
      timer = undefined;
      if (signal.aborted) return;
      last = performance.now();
      const { source, model, revision } = this.#store.state;
      const { phase, readBytes } = model.state;
      const isLive = source.kind === "server" && phase === "reading" && readBytes >= (source.totalBytes ?? Infinity);
      this.#store.set({ revision: revision + 1, source: { ...source, isLive } });
    };
    // Never from here: what goes wrong with a view is no fault of what is read.
    const soon = (): void => {
      timer ??= setTimeout(now, Math.max(0, TELL_MS - (performance.now() - last)));
    };
    return { soon, now };
  }
}
