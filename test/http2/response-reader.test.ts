import { describe, expect, it } from "vitest";
import { ResponseReader } from "../../src/http2/response-reader.ts";
import { concat, hex } from "../support/hex.ts";

const entry = (name: string, value: string): Uint8Array =>
  concat(hex("40 01"), new TextEncoder().encode(name), hex("01"), new TextEncoder().encode(value));

describe("ResponseReader", () => {
  it("reads the same bytes alike as long as the table is the same, and anew after that", () => {
    const reader = new ResponseReader(1000);
    const newest = hex("88 be");
    reader.read(concat(hex("88"), entry("a", "1")), "head");
    const first = reader.read(newest, "head");
    expect(first).toMatchObject({ status: "200", fields: { ":status": "200", a: "1" } });
    expect(reader.read(newest, "head")).toBe(first);
    reader.read(concat(hex("88"), entry("b", "2")), "head");
    expect(reader.read(newest, "head")).toMatchObject({ fields: { b: "2" } });
  });

  it("tells heads and trailers of the same bytes apart", () => {
    const reader = new ResponseReader(1000);
    expect(reader.read(hex("88"), "head")).toMatchObject({ status: "200" });
    expect(reader.read(hex("88"), "trailers")).toBe("malformed");
    expect(reader.read(hex("88"), "head")).toMatchObject({ status: "200" });
  });

  it("gives repeated fields as a list, and any name as a field of its own", () => {
    const reader = new ResponseReader(1000);
    const proto = concat(hex("00 09"), new TextEncoder().encode("__proto__"), hex("01 78"));
    const read = reader.read(concat(entry("a", "1"), entry("a", "2"), proto), "trailers");
    const { fields } = read as Exclude<typeof read, string>;
    expect(Object.entries(fields)).toEqual([
      ["a", ["1", "2"]],
      ["__proto__", "x"],
    ]);
  });
});
