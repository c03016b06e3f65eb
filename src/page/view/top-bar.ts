/** The line at the top: what is open, how it stands, and what one can do with it. */
import { button, el, setAttribute, setText } from "./element.ts";
import type { PageState, PageStore } from "./page-state.ts";
import { shown } from "./shown-text.ts";
import { statusLine } from "./status-line.ts";

/** What its buttons do. */
export interface TopBarActions {
  readonly open: () => void;
  readonly paste: () => void;
  readonly help: () => void;
}

/** Make the bar. @param search, theme its other parts */
export function topBar(store: PageStore, search: Node, theme: Node, actions: TopBarActions): HTMLElement {
  const name = el("span", { class: "clip source" });
  store.watch(({ source }) => setText(name, shown(source.name)));
  const secrets = toggle(store, "showsSecrets", "Secrets", "Show passwords and tokens (s)");
  const follow = toggle(store, "follows", "Follow", "Go with the end as the recording grows (f)");
  store.watch(({ showsSecrets }) => setText(secrets, showsSecrets ? "Secrets shown" : "Secrets masked"));
  return el(
    "header",
    { class: "top" },
    el("h1", {}, el("b", {}, "spotwire"), " inspect"),
    name,
    statusLine(store),
    search,
    el(
      "div",
      { class: "tools", role: "toolbar", "aria-label": "Page" },
      follow,
      secrets,
      button("Open", actions.open, { title: "Open a recording (o)" }),
      button("Paste", actions.paste, { title: "Paste hex (p, or Ctrl-V)" }),
      theme,
      button("?", actions.help, { class: "icon", "aria-label": "Keys", title: "Keys (?)" }),
    ),
  );
}

function toggle(store: PageStore, key: "showsSecrets" | "follows", text: string, title: string): HTMLButtonElement {
  const made = button(text, () => store.set({ [key]: !store.state[key] }), { class: "toggle", title });
  store.watch((state: PageState) => setAttribute(made, "aria-pressed", String(state[key])));
  return made;
}
