/** Trees of frames as they are kept: without what is in the frame's bytes, so that most of them are equal. */
import { headerSpan, readFrame } from "../../inspect/http2/frame-header.ts";
import type { Span } from "../../inspect/index.ts";
import type { KeptTree } from "./tree-store.ts";

const HEADER_BYTES = 9;
/** Stands for the stream at the beginning of a text: no text of a peer has it, for it is escaped there. */
const STREAM_MARK = "\0";

/** What of a tree is to be kept. */
export function keptTree(span: Span, streamId: number): KeptTree {
  const { kind, label, fault, isPart } = span;
  const stream = `stream ${streamId}`;
  const text = span.text.startsWith(stream) ? STREAM_MARK + span.text.slice(stream.length) : span.text;
  const children = kind === "frame" ? span.children.slice(1) : span.children;
  return { kind, label, text, children, fault, isPart };
}

/** The text of a tree that was kept. */
export function keptText({ text }: KeptTree, streamId: number): string {
  return text.startsWith(STREAM_MARK) ? `stream ${streamId}${text.slice(STREAM_MARK.length)}` : text;
}

/** Where the children begin that are kept. */
export function keptStart(isFrame: boolean): number {
  return isFrame ? HEADER_BYTES : 0;
}

/** The tree again. */
export function frameTree(kept: KeptTree, bytes: Uint8Array, streamId: number): Span {
  const { kind, label, fault, isPart } = kept;
  const header = kind === "frame" ? [headerSpan(bytes, readFrame(bytes))] : [];
  const children = [...header, ...kept.children];
  const span: Span = { kind, start: 0, end: bytes.length, label, text: keptText(kept, streamId), children };
  return { ...span, ...(fault !== undefined && { fault }), ...(isPart === true && { isPart }) };
}
