/** Messages made to cost more than they are worth: their trees stay small and take no time. */
import { describe, expect, it } from "vitest";
import {
  faultsOf,
  inspectMessage,
  leavesOf,
  printAnnotatedHex,
  type Span,
  treeFaults,
} from "../../../src/inspect/index.ts";
import { apiSchema, SchemaRegistry } from "../../../src/reflect/index.ts";
import { MAX_DEPTH } from "../../../src/wire/index.ts";
import { concat, hex } from "../../support/hex.ts";
import { WireBytes } from "../../support/wire-bytes.ts";

const registry = new SchemaRegistry(apiSchema());
/** Far more than any of these takes, far less than what a tree without bounds would. CPU time: the machine may be busy. */
const MAX_CPU_MS = 5_000;
const LIMIT = 1_000;

function countOf(span: Span): number {
  return span.children.reduce((sum, child) => sum + countOf(child), 1);
}

/** Inspect, and check that it cost little. */
function inspectCheaply(bytes: Uint8Array, options: Parameters<typeof inspectMessage>[1]): Span {
  const before = process.cpuUsage();
  const span = inspectMessage(bytes, options);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(MAX_CPU_MS);
  expect(treeFaults(span)).toEqual([]);
  expect(span.end).toBe(bytes.length);
  return span;
}

/** A message in itself, so many times. */
function nested(levels: number, tag: number): Uint8Array {
  let bytes = hex("08 01");
  for (let i = 0; i < levels; i++) {
    const head = new WireBytes().uint32(tag).uint32(bytes.length).finish();
    bytes = concat(head, bytes);
  }
  return bytes;
}

describe("inspectMessage of hostile bytes", () => {
  it("stops at the limit of a million small fields and says so", () => {
    const bytes = new Uint8Array(2_000_000);
    for (let at = 0; at < bytes.length; at += 2) bytes[at] = 0x08;
    const span = inspectCheaply(bytes, { maxSpans: LIMIT });
    expect(countOf(span)).toBeLessThan(2 * LIMIT);
    expect([...leavesOf(span)].at(-1)).toMatchObject({
      kind: "unread",
      label: "not shown",
      text: expect.stringContaining("more than the tree has room for: 1000 parts") as string,
    });
    expect([...faultsOf(span)]).toEqual([]);
  });

  it("keeps to 100 000 parts where nobody says otherwise", () => {
    const bytes = new Uint8Array(2_000_000);
    for (let at = 0; at < bytes.length; at += 2) bytes[at] = 0x08;
    const count = countOf(inspectCheaply(bytes, {}));
    expect(count).toBeGreaterThan(50_000);
    expect(count).toBeLessThan(200_000);
  });

  it("stops in a huge packed list", () => {
    const bytes = new WireBytes().tag(1, 2).bytes(new Uint8Array(4_000_000)).finish();
    // Without a schema these are packed varints, a million times zero; so are they as a list.
    const span = inspectCheaply(bytes, { maxSpans: LIMIT });
    expect(countOf(span)).toBeLessThan(2 * LIMIT);
    expect([...leavesOf(span)].at(-1)?.label).toBe("not shown");
  });

  it("says where nesting of a type in itself becomes too deep", () => {
    // Struct → fields → Value → list_value → ListValue → values → Value …: field 1 and 6 in turn.
    let bytes = hex("08 00");
    for (let level = 0; level <= MAX_DEPTH; level++) {
      bytes = concat(
        new WireBytes()
          .tag(level % 2 === 0 ? 1 : 6, 2)
          .uint32(bytes.length)
          .finish(),
        bytes,
      );
    }
    const span = inspectCheaply(bytes, { registry, typeName: "google.protobuf.ListValue" });
    const faults = [...faultsOf(span)].map(({ fault }) => fault);
    expect(faults).toEqual(["WIRE_TOO_DEEP: more than 100 nested messages or groups"]);
  });

  it("guesses at nested bytes level by level, not over and over", () => {
    const span = inspectCheaply(nested(5_000, 0x0a), {});
    expect([...faultsOf(span)]).toEqual([]);
    // The hundredth message holds bytes.
    expect([...leavesOf(span)].at(-1)?.label).toBe("message");
  });

  it("spends no more on guesses than it may, however large the nested bytes", () => {
    const long = new WireBytes().tag(1, 2).bytes(new Uint8Array(8_000_000).fill(0x41)).finish();
    let bytes = long;
    for (let level = 0; level < 50; level++)
      bytes = concat(hex("0a"), new WireBytes().uint32(bytes.length).finish(), bytes);
    const span = inspectCheaply(bytes, {});
    expect(countOf(span)).toBeLessThan(200);
  });

  it("says where groups nest too deep", () => {
    const span = inspectCheaply(new Uint8Array(100_000).fill(0x0b), {});
    expect([...faultsOf(span)].map(({ fault }) => fault)).toEqual([
      "WIRE_TOO_DEEP: more than 100 nested messages or groups",
    ]);
  });

  it("looks for the type of an Any in an Any once for each level", () => {
    const url = new WireBytes().tag(1, 2).string("x/google.protobuf.Any").finish();
    let bytes: Uint8Array = new Uint8Array(0);
    for (let level = 0; level < 3_000; level++) {
      bytes = concat(new WireBytes().tag(2, 2).uint32(bytes.length).finish(), bytes, url);
    }
    const span = inspectCheaply(bytes, { registry, typeName: "google.protobuf.Any" });
    expect(countOf(span)).toBeLessThan(1_000);
  });

  it("is printed in no time", () => {
    const bytes = new WireBytes().tag(1, 2).bytes(new Uint8Array(200_000).fill(0xff)).finish();
    const before = process.cpuUsage();
    const text = printAnnotatedHex(inspectMessage(bytes), bytes);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(MAX_CPU_MS);
    expect(text.split("\n").length).toBeGreaterThan(200_000 / 16);
  });
});
