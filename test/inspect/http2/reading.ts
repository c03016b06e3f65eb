/** What tests of the inspector share: a reader of messages that knows text, and the promise that every byte is there once. */
import { expect } from "vitest";
import { ConnectionInspector, type ConnectionInspectorOptions } from "../../../src/inspect/connection.ts";
import type { InspectedFrame, MessageReader, Side } from "../../../src/inspect/inspected.ts";
import { leavesOf, type Span, treeFaults } from "../../../src/inspect/span.ts";
import { Echo } from "../../support/echo-service.ts";
import { concat, hex, toHex } from "../../support/hex.ts";
import { Flag, frame } from "../../support/scripted-peer.ts";

/** Characters of a part of a message. */
const PART_LENGTH = 3;
const PATHS: ReadonlySet<string> = new Set(Object.values(Echo).map(({ path }) => path));

/** Reads a message as text, three bytes to a part. */
export const textReader: MessageReader = {
  readMessage(bytes, typeName) {
    const children: Span[] = [];
    for (let start = 0; start < bytes.length; start += PART_LENGTH) {
      const end = Math.min(start + PART_LENGTH, bytes.length);
      const text = latin1(bytes.subarray(start, end));
      children.push({ kind: "value", start, end, label: "letters", text, children: [] });
    }
    return { kind: "message", start: 0, end: bytes.length, label: "text", text: latin1(bytes), children, typeName };
  },
  methodTypes(path) {
    return PATHS.has(path) ? { input: `${path}Request`, output: `${path}Response` } : undefined;
  },
};

function latin1(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}

/** What a side sent, in order. */
export interface Sent {
  readonly side: Side;
  readonly bytes: Uint8Array;
}

export const PREFACE: Uint8Array = new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
/** How an ordinary connection begins. */
export const BEGINNING: readonly Sent[] = [
  { side: "client", bytes: concat(PREFACE, frame("SETTINGS", Flag.NONE, 0)) },
  { side: "server", bytes: frame("SETTINGS", Flag.NONE, 0) },
];

/** Read what both sides sent, to the end of both. Each piece has a time of its own, beginning with 1. */
export function readAll(
  sent: readonly Sent[],
  options: Partial<ConnectionInspectorOptions> = {},
): { frames: InspectedFrame[]; inspector: ConnectionInspector } {
  const inspector = new ConnectionInspector({ messages: textReader, ...options });
  const frames = sent.flatMap(({ side, bytes }, i) => inspector.push(side, bytes, BigInt(i + 1)));
  for (const side of ["client", "server"] as const) frames.push(...inspector.end(side, BigInt(sent.length + 1)));
  return { frames, inspector };
}

/** What the frames of a connection that begins in the ordinary way say, without those of its beginning. */
export function readAfterBeginning(
  sent: readonly Sent[],
  options: Partial<ConnectionInspectorOptions> = {},
): { frames: InspectedFrame[]; inspector: ConnectionInspector } {
  const { frames, inspector } = readAll([...BEGINNING, ...sent], options);
  return { frames: frames.slice(3), inspector };
}

/** Hold frames against what their sides sent: all of it is in them, once, and their trees are whole. */
export function expectEveryByte(frames: readonly InspectedFrame[], sent: readonly Sent[]): void {
  for (const side of ["client", "server"] as const) {
    const own = frames.filter((each) => each.side === side).sort((a, b) => a.offset - b.offset);
    let at = 0;
    for (const { offset, bytes, span } of own) {
      expect(offset).toBe(at);
      expect(treeFaults(span)).toEqual([]);
      expect([span.start, span.end]).toEqual([0, bytes.length]);
      expect([...leavesOf(span)].reduce((sum, leaf) => sum + leaf.end - leaf.start, 0)).toBe(bytes.length);
      at += bytes.length;
    }
    const all = concat(...sent.filter((each) => each.side === side).map(({ bytes }) => bytes));
    expect(toHex(concat(...own.map(({ bytes }) => bytes)))).toBe(toHex(all));
  }
}

/** A tree as lines: depth by indentation, then label, text, and what is wrong. */
export function outline(span: Span, depth = 0): string[] {
  const text = span.text === "" ? "" : `: ${span.text}`;
  const fault = span.fault === undefined ? "" : ` !! ${span.fault}`;
  const line = `${"  ".repeat(depth)}${span.label}${text}${span.isPart === true ? " (part)" : ""}${fault}`;
  return [line, ...span.children.flatMap((child) => outline(child, depth + 1))];
}

/** Every fault in a tree, with what it is of. */
export function faults(span: Span): string[] {
  const own = span.fault === undefined ? [] : [`${span.label}: ${span.fault}`];
  return [...own, ...span.children.flatMap(faults)];
}

/** The parts below the header of a single frame that a side sends once a connection has begun. */
export function payloadOutline(
  text: string,
  side: Side = "server",
): { text: string; parts: string[]; faults: string[] } {
  const sent = [...BEGINNING, { side, bytes: hex(text) }];
  const all = readAll(sent).frames;
  expectEveryByte(all, sent);
  const frames = all.slice(3);
  const [only] = frames;
  if (only === undefined || frames.length !== 1) throw new Error(`${frames.length} frames instead of one`);
  const parts = only.span.children.slice(1).flatMap((child) => outline(child));
  return { text: `${only.span.label}: ${only.span.text}`, parts, faults: faults(only.span) };
}
