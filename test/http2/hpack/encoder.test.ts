import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HeaderFields } from "../../../src/grpc/header-fields.ts";
import { ByteSink } from "../../../src/http2/byte-sink.ts";
import { HeaderDecoder } from "../../../src/http2/hpack/decoder.ts";
import { HeaderEncoder } from "../../../src/http2/hpack/encoder.ts";
import { toHex } from "../../support/hex.ts";
import { EXAMPLES } from "./rfc7541.ts";

function encode(encoder: HeaderEncoder, fields: HeaderFields): Uint8Array {
  const out = new ByteSink();
  encoder.encode(fields, out);
  return out.take();
}

function lines(fields: HeaderFields): string[] {
  return Object.entries(fields).flatMap(([name, value]) => [value ?? []].flat().map((each) => `${name}: ${each}`));
}

describe("HeaderEncoder", () => {
  it("writes the requests of RFC 7541 C.4 as they stand there", () => {
    const encoder = new HeaderEncoder();
    const { blocks = [] } = EXAMPLES.find(({ name }) => name.startsWith("C.4")) ?? {};
    expect(blocks).toHaveLength(3);
    for (const { bytes, lines: expected } of blocks) {
      const fields = Object.fromEntries(
        expected.map((line) => [line.slice(0, line.indexOf(": ")), line.split(": ")[1]]),
      );
      expect(toHex(encode(encoder, fields))).toBe(toHex(bytes));
    }
  });

  it("sends a token whole once, and one octet for it from then on", () => {
    const encoder = new HeaderEncoder();
    const fields = { authorization: `Bearer ${"x".repeat(600)}` };
    expect(encode(encoder, fields).length).toBeGreaterThan(400);
    expect(toHex(encode(encoder, fields))).toBe("be");
  });

  it("never lets short secrets be indexed", () => {
    const block = encode(new HeaderEncoder(), { cookie: "a" });
    expect(block[0]).toBe(0x1f); // never indexed, name of index 32
    const encoder = new HeaderEncoder();
    expect(encode(encoder, { cookie: "a" })).toEqual(encode(encoder, { cookie: "a" }));
  });

  it("keeps a field that changes out of the table, but for its name", () => {
    const encoder = new HeaderEncoder();
    encode(encoder, { "grpc-timeout": "1S" });
    expect(encode(encoder, { "grpc-timeout": "99999m" })[0]).toBe(0x0f); // without indexing, name of an index above 14
    expect(toHex(encode(encoder, { "grpc-timeout": "1S" }))).toBe("be");
  });

  it("tells the smallest and the last of the sizes that the peer has asked for", () => {
    const encoder = new HeaderEncoder();
    encoder.limitTable(100);
    encoder.limitTable(0);
    encoder.limitTable(65_536);
    expect(toHex(encode(encoder, { ":method": "POST" }))).toBe("20 3f e1 1f 83");
    expect(toHex(encode(encoder, { ":method": "POST" }))).toBe("83");
  });

  it("is understood by HeaderDecoder, whatever the fields and the sizes of the table", () => {
    const name = fc.constantFrom(
      "a",
      "b",
      "te",
      ":path",
      "authorization",
      "cookie",
      "grpc-timeout",
      "x-".padEnd(90, "y"),
    );
    const value = fc.oneof(
      fc.constantFrom("", "1", "2", "trailers"),
      fc.string({ maxLength: 40 }),
      fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 3000 }),
    );
    const latin1 = value.map((text) => text.replace(/[^\0-\xff]/g, "?"));
    const fields = fc.dictionary(name, fc.oneof(latin1, fc.array(latin1, { maxLength: 3 })), { noNullPrototype: true });
    const step = fc.oneof({ weight: 5, arbitrary: fields }, { weight: 1, arbitrary: fc.nat({ max: 5000 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const [encoder, decoder] = [new HeaderEncoder(), new HeaderDecoder(1e9)];
        for (const each of steps) {
          if (typeof each === "number") encoder.limitTable(each);
          else {
            const list = decoder.decode(encode(encoder, each));
            expect(list?.map((field) => `${field.name}: ${field.value}`)).toEqual(lines(each));
          }
        }
      }),
    );
  });
});
