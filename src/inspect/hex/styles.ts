/** Colours of trees on a terminal: what frames a value stands out from it, and what nobody could read from all. */
import type { SpanKind } from "../span.ts";

/** Names as Node's `styleText` has them. */
export type SpanStyle = "cyan" | "yellow" | "magenta" | "dim" | "red";

/** By what a part is; those that are not here are as they are. */
export const SPAN_STYLES: Readonly<Partial<Record<SpanKind, SpanStyle>>> = {
  header: "cyan",
  tag: "yellow",
  length: "magenta",
  padding: "dim",
  unread: "red",
};
