/** Bytes out of the clipboard: a text, what it is, and it stands there. */
import { LAYERS, type Layer } from "../../../inspect/layer.ts";
import type { SchemaRegistry } from "../../../reflect/index.ts";
import { messageTypes } from "../../model/index.ts";
import { dialog } from "../dialog.ts";
import { button, el, setText } from "../element.ts";
import type { PageStore } from "../page-state.ts";
import { shown } from "../shown-text.ts";
import { LAYER_NAMES, PasteProblem, readPaste } from "./read-paste.ts";

/** Names that are offered at a time. */
const MOST_NAMES = 40;

/** The dialog, and a way past it. */
export interface PasteDialog {
  open(): void;
  /** Show a text at once if it can be read, and the dialog with it if not. */
  take(text: string): void;
}

/** Make the dialog. */
export function pasteDialog(store: PageStore, registry: SchemaRegistry): PasteDialog {
  const types = messageTypes(registry);
  const text = el("textarea", {
    ...{ id: "paste-text", rows: 9, spellcheck: "false", autocomplete: "off" },
    placeholder: "0a 04 73 70 2d 31    # pairs of digits, hexdump -C, xxd, or base64",
    "aria-describedby": "paste-problem",
  });
  const layer = el("select", { id: "paste-layer" }, el("option", { value: "" }, "as it looks"));
  layer.append(...LAYERS.map((each) => el("option", { value: each }, LAYER_NAMES[each])));
  const names = el("datalist", { id: "paste-types" });
  const type = el("input", {
    ...{ id: "paste-type", type: "text", list: "paste-types", spellcheck: "false", autocomplete: "off" },
    placeholder: "bosdyn.api.RobotState",
  });
  const problem = el("p", { id: "paste-problem", class: "fault", role: "alert" });
  const show = button("Show", () => tryToShow(), { class: "primary" });
  const form = el(
    "div",
    { class: "dialog-body" },
    el("label", { for: "paste-text" }, "Hex of a message, of frames or of one side of a connection"),
    text,
    el(
      "div",
      { class: "fields" },
      el("label", { for: "paste-layer" }, "Outermost layer"),
      layer,
      el("label", { for: "paste-type" }, "Message type, if you know it"),
      type,
    ),
    names,
    problem,
    el("div", { class: "buttons" }, el("span", { class: "dim" }, "Ctrl-Enter shows it"), show),
  );
  const made = dialog("paste", "Paste bytes", form);
  type.addEventListener("input", () => offer());
  made.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey || event.target === type)) {
      event.preventDefault();
      tryToShow();
    }
  });
  // What is shown was read with secrets masked or not: it is read again when that changes.
  store.watch((state, before) => {
    if (state.showsSecrets !== before.showsSecrets && state.pasted !== undefined) read();
  });

  function offer(): void {
    const wanted = type.value.toLowerCase();
    const near = wanted.length < 2 ? [] : types.filter((name) => name.toLowerCase().includes(wanted));
    names.replaceChildren(...near.slice(0, MOST_NAMES).map((value) => el("option", { value })));
  }

  function read(): boolean {
    try {
      const pasted = readPaste(text.value, registry, {
        layer: LAYERS.find((each): each is Layer => each === layer.value),
        typeName: type.value,
        showSecrets: store.state.showsSecrets,
      });
      setText(problem, "");
      store.set({ pasted, path: [] });
      return true;
    } catch (error) {
      if (!(error instanceof PasteProblem)) throw error;
      setText(problem, shown(error.message));
      return false;
    }
  }

  function tryToShow(): void {
    if (read()) made.close();
    else text.focus();
  }

  function open(): void {
    if (!made.open) made.showModal();
    text.focus();
    text.select();
  }

  return {
    open: () => {
      setText(problem, "");
      open();
    },
    take: (given) => {
      text.value = given;
      if (!read()) open();
    },
  };
}
