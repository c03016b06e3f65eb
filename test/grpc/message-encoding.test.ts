import { describe, expect, it } from "vitest";
import {
  acceptedEncodings,
  acceptEncodingValue,
  checkEncodings,
  chooseEncoding,
  type MessageEncoding,
} from "../../src/grpc/message-encoding.ts";

function encoding(name: string): MessageEncoding {
  return { name, compress: (bytes) => Promise.resolve(bytes), decompress: (bytes) => Promise.resolve(bytes) };
}

describe("checkEncodings", () => {
  it("takes names that a header field can hold", () => {
    expect(() => checkEncodings(["gzip", "x-snappy_2.0"].map(encoding))).not.toThrow();
  });

  it.each([["Gzip"], ["a b"], ["a,b"], [""], ["identity"], ["gzip", "gzip"]])("refuses %j", (...names) => {
    expect(() => checkEncodings(names.map(encoding))).toThrow(TypeError);
  });
});

describe("grpc-accept-encoding", () => {
  it("names identity, then ours in order", () => {
    expect(acceptEncodingValue([])).toBe("identity");
    expect(acceptEncodingValue([encoding("gzip"), encoding("deflate")])).toBe("identity,gzip,deflate");
  });

  it.each([
    [undefined, []],
    ["", []],
    ["gzip", ["gzip"]],
    ["identity, deflate, gzip", ["identity", "deflate", "gzip"]],
    [
      ["identity,deflate", " gzip ,"],
      ["identity", "deflate", "gzip"],
    ],
  ])("%j means %j", (value, names) => {
    expect([...acceptedEncodings({ "grpc-accept-encoding": value })]).toEqual(names);
  });

  it("chooses the first of ours that the peer accepts", () => {
    const ours = [encoding("zstd"), encoding("gzip"), encoding("deflate")];
    expect(chooseEncoding(ours, { "grpc-accept-encoding": "identity, deflate, gzip" })?.name).toBe("gzip");
    expect(chooseEncoding(ours, { "grpc-accept-encoding": "identity" })).toBeUndefined();
    expect(chooseEncoding(ours, {})).toBeUndefined();
  });
});
