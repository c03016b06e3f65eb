/** The small pieces that trees of spans are put together from. */
import { SpotError } from "../errors.ts";
import type { Span, SpanKind } from "./span.ts";

const NO_CHILDREN: readonly Span[] = [];

/** A part without parts of its own. @param fault why it could not be read, or what rule it breaks */
export function leaf(
  kind: SpanKind,
  start: number,
  end: number,
  label: string,
  text: string = "",
  fault?: string,
): Span {
  const span = { kind, start, end, label, text, children: NO_CHILDREN };
  return fault === undefined ? span : { ...span, fault };
}

/** Move a tree that is the caller's own, in place: of a large one that saves a copy. @returns the same */
export function placed(span: Span, bytes: number): Span {
  if (bytes !== 0) shift(span, bytes);
  return span;
}

function shift(span: { start: number; end: number; readonly children: readonly Span[] }, bytes: number): void {
  span.start += bytes;
  span.end += bytes;
  for (const child of span.children) shift(child, bytes);
}

/**
 * What an error of the real readers says, without the place: that is the span's.
 * @throws {unknown} the error itself, if it is none of ours: then it says nothing about the bytes
 */
export function faultText(error: unknown): string {
  if (!(error instanceof SpotError)) throw error;
  const detail = "detail" in error && typeof error.detail === "string" ? error.detail : error.message;
  return `${error.code}: ${detail}`;
}

/** Every span with a fault, a parent before its children: in the order of their bytes. */
export function* faultsOf(span: Span): Generator<Span, undefined, undefined> {
  if (span.fault !== undefined) yield span;
  for (const child of span.children) yield* faultsOf(child);
}
