/** The inspector's page: puts its parts together. */
import { createPageModel } from "../model/index.ts";
import { apiSchema, SchemaRegistry } from "../../reflect/index.ts";
import { callList } from "./call-list.ts";
import { connectionList } from "./connection-list.ts";
import { detailPane } from "./detail-pane.ts";
import { el, setAttribute } from "./element.ts";
import { frameList } from "./frame-list.ts";
import { helpDialog } from "./help-dialog.ts";
import { listenToKeys } from "./keyboard.ts";
import { fileOpener, takeDrops } from "./open-file.ts";
import { NO_SOURCE, NOTHING_SELECTED, type PageState } from "./page-state.ts";
import { pasteDialog } from "./paste/paste-dialog.ts";
import { searchBar } from "./search/search-bar.ts";
import { Sources } from "./source/sources.ts";
import { Store } from "./store.ts";
import { themeSwitch } from "./theme.ts";
import { timelinePane } from "./timeline/timeline.ts";
import { topBar } from "./top-bar.ts";
import { welcome } from "./welcome.ts";

const registry = new SchemaRegistry(apiSchema());
const store = new Store<PageState>({
  ...NOTHING_SELECTED,
  model: createPageModel({ registry }),
  revision: 0,
  source: NO_SOURCE,
  showsSecrets: false,
  follows: false,
});

const sources = new Sources(store, () => createPageModel({ registry }));
const openFile = (file: File): void => void sources.openFile(file);
const open = fileOpener(openFile);
const help = helpDialog();
const paste = pasteDialog(store, registry);
const theme = themeSwitch();
const search = searchBar(store);

const connections = connectionList(store);
const detail = detailPane(store);
const frames = frameList(store, () => detail.tree.focus());
const calls = callList(store, () => frames.list.element.focus());
const timeline = timelinePane(store);

const bar = topBar(store, search.element, theme.element, {
  open,
  paste: () => paste.open(),
  help: () => help.showModal(),
});
const main = el(
  "main",
  {},
  welcome(store, open, () => paste.open()),
  el("div", { class: "side" }, connections.element, calls.element),
  el("div", { class: "work" }, timeline.element, frames.element, detail.element),
);
document.body.append(bar, main);
store.watch(({ source, pasted }) => {
  const view = source.kind !== "none" ? "recording" : pasted === undefined ? "welcome" : "pasted";
  setAttribute(main, "class", view);
});

takeDrops(openFile);
listenToKeys(store, {
  parts: [connections.list.element, calls.list.element, timeline.surface, frames.list.element, detail.tree, detail.hex],
  acts: {
    "?": () => help.showModal(),
    "/": () => search.input.focus(),
    n: () => search.step(1),
    N: () => search.step(-1),
    o: open,
    p: () => paste.open(),
    f: () => store.set({ follows: !store.state.follows }),
    s: () => store.set({ showsSecrets: !store.state.showsSecrets }),
    t: () => theme.turn(),
  },
  onPaste: (text) => paste.take(text),
});
// From a disk there is no server. The key is behind the #, so that it is in no request of the browser's own.
if (location.protocol === "http:") void sources.openServer(location.hash.slice(1));
