/** How the recording stands, in words: what is read, whether more comes, what is wrong with it. */
import { el, setAttribute, setText } from "./element.ts";
import { bytesText, durationText } from "./figures.ts";
import type { PageState, PageStore } from "./page-state.ts";
import { shown } from "./shown-text.ts";

/** Make the line. */
export function statusLine(store: PageStore): HTMLElement {
  const [badge, text] = [el("span", { class: "badge" }), el("span", { class: "clip" })];
  const bar = el("progress", { max: 1, "aria-label": "Reading" });
  const element = el("div", { class: "status", role: "status" }, badge, bar, text);
  store.watch((state) => {
    const { name, detail, kind, share } = statusOf(state);
    setAttribute(element, "title", shown(aboutOf(state)));
    setText(badge, name);
    setAttribute(badge, "class", `badge ${kind}`);
    bar.hidden = share === undefined;
    bar.value = share ?? 0;
    setText(text, shown(detail));
  });
  return element;
}

interface Status {
  readonly name: string;
  readonly kind: "calm" | "live" | "bad";
  readonly detail: string;
  /** Of all that is to be read. */
  readonly share?: number;
}

/** When it was made, and by what. */
function aboutOf({ model }: PageState): string {
  const { startedAtNanos, maker, notes } = model.state;
  if (startedAtNanos === undefined) return "";
  const began = new Date(Number(startedAtNanos / 1_000_000n)).toLocaleString();
  return [`Begun ${began} by ${maker}`, ...notes.map(({ atMs, text }) => `${durationText(atMs)}: ${text}`)].join("; ");
}

/** What to say of a state. */
function statusOf({ model, source }: PageState): Status {
  const { phase, detail, readBytes } = model.state;
  const size = bytesText(readBytes);
  if (source.problem !== "") return { name: "✕ Stopped", kind: "bad", detail: source.problem };
  if (phase === "empty") return { name: "Nothing yet", kind: "calm", detail: source.kind === "none" ? "" : "waiting" };
  const lastMs = Math.max(0, ...model.connections.map(({ lastAtMs }) => lastAtMs));
  const what = `${size} · ${durationText(lastMs)}`;
  if (source.isLive && phase === "reading") return { name: "● Live", kind: "live", detail: what };
  if (phase === "reading") {
    return { name: "Reading", kind: "calm", detail: size, share: readBytes / Math.max(1, source.totalBytes ?? 1) };
  }
  if (phase === "finished") return { name: "✓ Finished", kind: "calm", detail: what };
  const names = { cut: "✂ Cut", damaged: "✕ Damaged", full: "■ Full" } as const;
  return { name: names[phase], kind: "bad", detail: detail === "" ? what : `${detail} · ${what}` };
}
