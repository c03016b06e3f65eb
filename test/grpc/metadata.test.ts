import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Metadata } from "../../src/grpc/metadata.ts";

const BYTES = Uint8Array.of(0, 1, 255);

/** What was thrown. */
function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe("Metadata", () => {
  it("keeps keys and values in order, keys in lower case", () => {
    const metadata = new Metadata({ "X-B": "1" }).append("x-a", "2").append("x-b", "3");
    expect([...metadata]).toEqual([
      ["x-b", "1"],
      ["x-b", "3"],
      ["x-a", "2"],
    ]);
    expect(metadata.size).toBe(2);
    expect(metadata.get("X-B")).toBe("1");
    expect(metadata.getAll("x-b")).toEqual(["1", "3"]);
    expect(metadata.getAll("x-none")).toEqual([]);
  });

  it("copies another, so that a change to one does not show in the other", () => {
    const first = new Metadata({ "x-a": "1" });
    const second = new Metadata(first).append("x-a", "2");
    expect(first.getAll("x-a")).toEqual(["1"]);
    expect(second.getAll("x-a")).toEqual(["1", "2"]);
  });

  it("replaces all values of a key with one", () => {
    const metadata = new Metadata({ "x-a": ["1", "2"] }).set("X-A", "3");
    expect(metadata.getAll("x-a")).toEqual(["3"]);
  });

  it("tells text from bytes", () => {
    const metadata = new Metadata({ "x-a": "text", "x-a-bin": BYTES });
    expect(metadata.get("x-a-bin")).toBeUndefined();
    expect(metadata.getBytes("x-a")).toBeUndefined();
    expect(metadata.getBytes("x-a-bin")).toEqual(BYTES);
  });

  it.each(["", "x y", "x:y", ":path", "x\n", "é", "x/y"])("refuses the key %j", (key) => {
    expect(() => new Metadata().append(key, "v")).toThrow(TypeError);
  });

  it.each([
    ...["grpc-timeout", "grpc-status", "GRPC-anything", "content-type", "te", "user-agent", "host"],
    ...["content-length", "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"],
    ...["http2-settings", "trailer"],
  ])("refuses the reserved key %j", (key) => {
    expect(() => new Metadata().append(key, "v")).toThrow(/reserved/);
  });

  it("refuses text under a -bin key and bytes under any other", () => {
    expect(() => new Metadata().append("x-bin", "text")).toThrow(/take bytes/);
    expect(() => new Metadata().append("x", BYTES)).toThrow(/take bytes/);
  });

  it.each(["s3cret\nbreak", "s3cret\t", "s3cret\u0000", "s3crét", "s3cret🤖", " s3cret", "s3cret ", "s3cret\u007f"])(
    "refuses the value %j, and does not repeat it: it may be a token",
    (secret) => {
      const error = thrownBy(() => new Metadata({ authorization: secret }));
      expect(error).toBeInstanceOf(TypeError);
      expect(String(error)).toContain('"authorization"');
      expect(String(error)).not.toContain("s3cr");
    },
  );
});

describe("Metadata as header fields", () => {
  it("writes bytes as base64 without padding, and several values as a list", () => {
    const metadata = new Metadata({ "x-a": ["1", "2"], "x-bin": BYTES, "y-bin": new Uint8Array(), z: "" });
    expect(metadata.toHeaderFields()).toEqual({ "x-a": ["1", "2"], "x-bin": "AAH/", "y-bin": "", z: "" });
  });

  it("reads base64 with and without padding, and values joined by commas", () => {
    const fields = { "a-bin": "Zg==", "b-bin": "Zg", "c-bin": "Zg==,Zm8 , Zm9v", "d-bin": ["Zg", "Zm8,Zm9v"] };
    const metadata = Metadata.fromHeaderFields(fields);
    const [f, fo, foo] = ["f", "fo", "foo"].map((text) => new TextEncoder().encode(text));
    expect(metadata.getBytes("a-bin")).toEqual(f);
    expect(metadata.getBytes("b-bin")).toEqual(f);
    expect(metadata.getAll("c-bin")).toEqual([f, fo, foo]);
    expect(metadata.getAll("d-bin")).toEqual([f, fo, foo]);
  });

  it("leaves out fields of the protocol and values that do not decode", () => {
    const fields = {
      ":status": "200",
      "content-type": "application/grpc",
      "grpc-status": "0",
      "grpc-message": "m",
      "bad-bin": "!",
      "half-bad-bin": "!,Zg",
      "x-latin1": "caf\u00e9",
      "x-none": undefined,
      "x-good": "v",
    };
    const metadata = Metadata.fromHeaderFields(fields);
    expect([...metadata].map(([key]) => key)).toEqual(["half-bad-bin", "x-good"]);
  });

  it("reads a hostile __proto__ field as just another key", () => {
    const metadata = Metadata.fromHeaderFields(JSON.parse('{"__proto__": "v"}') as Record<string, string>);
    expect(metadata.get("__proto__")).toBe("v");
    expect(({} as Record<string, unknown>)["v"]).toBeUndefined();
  });

  it("brings any metadata back", () => {
    const key = fc.stringMatching(/^x-[0-9a-z_.-]{0,8}$/).filter((each) => !each.endsWith("-bin"));
    const text = fc.stringMatching(/^(?:[!-~](?:[ -~]{0,20}[!-~])?)?$/);
    const values = fc.oneof(
      fc.tuple(key, fc.array(text, { minLength: 1, maxLength: 3 })),
      fc.tuple(
        key.map((each) => `${each}-bin`),
        fc.array(fc.uint8Array({ maxLength: 20 }), { minLength: 1, maxLength: 3 }),
      ),
    );
    fc.assert(
      fc.property(fc.array(values, { maxLength: 5 }), (pairs) => {
        const metadata = new Metadata();
        for (const [name, all] of pairs) for (const value of all) metadata.append(name, value);
        expect([...Metadata.fromHeaderFields(metadata.toHeaderFields())]).toEqual([...metadata]);
        // What was read can be sent again: a proxy of the caller's own must not trip over a peer's metadata.
        expect(() => new Metadata(Metadata.fromHeaderFields(metadata.toHeaderFields()))).not.toThrow();
      }),
    );
  });
});
