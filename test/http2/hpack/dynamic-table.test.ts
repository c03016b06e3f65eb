import { describe, expect, it } from "vitest";
import { DynamicTable } from "../../../src/http2/hpack/dynamic-table.ts";

/** An entry of 40 bytes (RFC 7541 §4.1). */
const entry = (name: string): { name: string; value: string } => ({ name, value: "1234567" });

describe("DynamicTable", () => {
  it("keeps entries as long as they fit to the byte, and drops the oldest first", () => {
    const evicted: [string, number][] = [];
    const table = new DynamicTable(({ name }, number) => void evicted.push([name, number]));
    table.resize(120);
    for (const name of "abc") table.insert(entry(name));
    expect([table.bytes, evicted]).toEqual([120, []]);
    table.insert(entry("d"));
    expect([62, 63, 64, 65].map((index) => table.at(index)?.name)).toEqual(["d", "c", "b", undefined]);
    expect(evicted).toEqual([["a", 1]]);
    table.resize(79);
    expect(evicted).toEqual([
      ["a", 1],
      ["b", 2],
      ["c", 3],
    ]);
    expect([table.bytes, table.indexOf(4)]).toEqual([40, 62]);
  });

  it("is emptied by an entry larger than itself", () => {
    const table = new DynamicTable();
    table.resize(50);
    table.insert(entry("a"));
    table.insert({ name: "b", value: "x".repeat(18) });
    expect([table.bytes, table.at(62)]).toEqual([0, undefined]);
  });

  it("finds entries by index after thousands have come and gone", () => {
    const table = new DynamicTable();
    table.resize(200);
    for (let i = 0; i < 5000; i++) table.insert({ name: "n", value: String(i).padStart(7, "0") });
    expect([62, 63, 66, 67].map((index) => table.at(index)?.value)).toEqual([
      "0004999",
      "0004998",
      "0004995",
      undefined,
    ]);
  });
});
