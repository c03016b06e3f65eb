import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HeaderFields } from "../../src/grpc/header-fields.ts";
import { ByteSink } from "../../src/http2/byte-sink.ts";
import { HeaderDecoder } from "../../src/http2/hpack/decoder.ts";
import { HeaderEncoder } from "../../src/http2/hpack/encoder.ts";
import { RequestHeads } from "../../src/http2/request-heads.ts";

const ORIGIN = { scheme: "https", authority: "id.spot.robot" };

class Rig {
  readonly encoder = new HeaderEncoder();
  readonly heads = new RequestHeads(this.encoder, ORIGIN);
  readonly #decoder = new HeaderDecoder(1 << 20);

  /** The bytes of a request's block, and what a peer reads in them. */
  send(fields: HeaderFields): { readonly bytes: Uint8Array; readonly list: readonly string[] } {
    const out = new ByteSink();
    this.heads.write(this.heads.prepare(fields), out);
    const bytes = out.take();
    return { bytes, list: (this.#decoder.decode(bytes) ?? []).map(({ name, value }) => `${name}: ${value}`) };
  }
}

function request(path: string, more: HeaderFields = {}): HeaderFields {
  return { ":path": path, ":authority": "a", ":method": "POST", ":scheme": "https", ...more };
}

function lines(fields: HeaderFields): string[] {
  return Object.entries(fields).flatMap(([name, value]) => [value ?? []].flat().map((each) => `${name}: ${each}`));
}

describe("RequestHeads", () => {
  it("says the same in the same bytes once the peer knows the fields", () => {
    const rig = new Rig();
    const first = rig.send(request("/a", { authorization: "Bearer x" }));
    const second = rig.send(request("/a", { authorization: "Bearer x" }));
    const third = rig.send(request("/a", { authorization: "Bearer x" }));
    expect(second.bytes.length).toBeLessThan(first.bytes.length);
    expect(third.bytes).toEqual(second.bytes);
    expect([first.list, second.list, third.list]).toEqual([second.list, second.list, second.list]);
  });

  it("sees a value, a name or an order that is another", () => {
    const rig = new Rig();
    rig.send(request("/a", { x: "1", y: "2" }));
    rig.send(request("/a", { x: "1", y: "2" }));
    for (const more of [{ x: "1", y: "3" }, { x: "1" }, { x: "1", y: "2", z: "" }, { y: "2", x: "1" }, {}]) {
      expect(rig.send(request("/a", more)).list).toEqual(lines(request("/a", more)));
    }
  });

  it("is checked anew when anything changes", () => {
    const rig = new Rig();
    rig.send(request("/a", { x: "1" }));
    expect(() => rig.send(request("/a", { x: "1\n2" }))).toThrow(TypeError);
  });

  it("counts a list as its fields count", () => {
    const { heads } = new Rig();
    expect(heads.prepare({ ":path": "/", ":scheme": "s", ":authority": "a", x: ["1", "22"] }).listBytes).toBe(
      6 + 8 + 11 + 2 + 3 + 5 * 32,
    );
  });

  it("reads as it was given, whatever was sent before and however the peer's table shrinks and grows", () => {
    const text = fc.constantFrom("", "1", "2", "y".repeat(300), "z".repeat(5000));
    const value = fc.oneof({ weight: 5, arbitrary: text }, fc.array(text, { maxLength: 2 }));
    const fields = fc
      .record({ path: fc.nat({ max: 80 }).map((n) => `/${n % 70}`), x: value, "grpc-timeout": text })
      .map(({ path, ...more }) => request(path, more));
    const step = fc.oneof({ weight: 6, arbitrary: fields }, fc.constantFrom(0, 100, 1000, 4096));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const rig = new Rig();
        for (const each of steps) {
          if (typeof each === "number") rig.encoder.limitTable(each);
          else for (let n = 0; n < 2; n++) expect(rig.send(each).list).toEqual(lines(each));
        }
      }),
    );
  });
});
