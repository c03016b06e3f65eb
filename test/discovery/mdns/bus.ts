/** A network in memory: whatever one link says, the others hear, a moment later. */
import type { MdnsHandlers, MdnsLink, MdnsQuestion, MdnsRecord } from "../../../src/discovery/mdns/link.ts";

/** Links that hear each other. */
export class Bus {
  readonly questions: MdnsQuestion[][] = [];
  readonly known: MdnsRecord[][] = [];
  readonly #links = new Set<Set<Partial<MdnsHandlers>>>();
  closed = 0;

  link(): MdnsLink {
    const own = new Set<Partial<MdnsHandlers>>();
    this.#links.add(own);
    const others = (): Partial<MdnsHandlers>[] =>
      [...this.#links].filter((each) => each !== own).flatMap((each) => [...each]);
    return {
      subscribe(handlers) {
        own.add(handlers);
        return () => void own.delete(handlers);
      },
      query: (questions, known = []) => {
        this.questions.push([...questions]);
        this.known.push([...known]);
        queueMicrotask(() => others().forEach((each) => each.onQuestions?.(questions, known)));
      },
      respond: (records) => queueMicrotask(() => others().forEach((each) => each.onRecords?.(records))),
      close: async () => {
        this.closed++;
        this.#links.delete(own);
      },
    };
  }

  /** Say something as a neighbour. */
  say(...records: readonly MdnsRecord[]): Promise<void> {
    for (const own of this.#links) for (const each of own) each.onRecords?.(records);
    return settle();
  }

  warn(warning: Error): void {
    for (const own of this.#links) for (const each of own) each.onWarning?.(warning);
  }
}

/** Let what was said be heard, and answered. */
export async function settle(): Promise<void> {
  for (let n = 0; n < 10; n++) await Promise.resolve();
}
