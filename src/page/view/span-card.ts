/** All there is to say about one span, where the tree has a line only: whole texts, faults, other readings. */
import type { Span } from "../../inspect/index.ts";
import { el, setText } from "./element.ts";
import { counted, offsetText } from "./figures.ts";
import { shown } from "./shown-text.ts";

const TEXT_CHARACTERS = 4000;

/** Where a span is told of. */
export interface SpanCard {
  readonly element: HTMLElement;
  /** @param offset of the bytes in all that their side has sent */
  show(span: Span | undefined, offset: number): void;
}

/** Make a card. */
export function spanCard(): SpanCard {
  const [label, place] = [el("b"), el("span", { class: "dim figure" })];
  const type = el("code", { class: "dim" });
  const text = el("p", { class: "card-text" });
  const fault = el("p", { class: "fault" });
  const others = el("dl", { class: "alternatives" });
  const head = el("div", { class: "line" }, label, type, el("span", { class: "grow" }), place);
  const element = el("div", { class: "card", "aria-live": "polite" }, head, text, fault, others);
  return {
    element,
    show(span, offset) {
      element.hidden = span === undefined;
      if (span === undefined) return;
      setText(label, shown(span.label));
      setText(type, shown(span.typeName ?? ""));
      const length = span.end - span.start;
      const stream = offset === 0 ? "" : `, byte ${offsetText(offset + span.start)} of its side`;
      setText(place, `${counted(length, "byte")} at ${offsetText(span.start)}${stream}`);
      setText(text, shown(span.text, TEXT_CHARACTERS));
      text.hidden = span.text === "";
      setText(fault, span.fault === undefined ? "" : `⚠ ${shown(span.fault, TEXT_CHARACTERS)}`);
      fault.hidden = span.fault === undefined;
      const { alternatives = [] } = span;
      others.hidden = alternatives.length === 0;
      others.replaceChildren(
        ...alternatives.flatMap(({ as, text: other }) => [
          el("dt", { class: "dim" }, `or ${shown(as)}`),
          el("dd", {}, shown(other, TEXT_CHARACTERS)),
        ]),
      );
    },
  };
}
