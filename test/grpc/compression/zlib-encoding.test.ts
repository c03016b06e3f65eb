import { deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deflate, gzip } from "../../../src/grpc/compression/index.ts";
import { FramingError } from "../../../src/grpc/errors.ts";
import { hex } from "../../support/hex.ts";

const MAX_BYTES = 1024 * 1024;

describe.each([
  ["gzip", gzip, gzipSync],
  ["deflate", deflate, deflateSync],
] as const)("%s", (name, make, reference) => {
  it("has the name that gRPC gives it", () => {
    expect(make().name).toBe(name);
  });

  it("gives back what it compressed", async () => {
    const encoding = make({ level: 1 });
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), async (bytes) => {
        const back = await encoding.decompress(await encoding.compress(bytes), MAX_BYTES);
        expect(Uint8Array.from(back)).toEqual(bytes);
      }),
      { numRuns: 50 },
    );
  });

  it("compresses what repeats itself", async () => {
    expect((await make().compress(new Uint8Array(10_000))).length).toBeLessThan(100);
  });

  it.each([0, 1, 1000])("accepts a message of exactly the limit of %i bytes, and none longer", async (limit) => {
    const encoding = make();
    expect(await encoding.decompress(reference(new Uint8Array(limit)), limit)).toHaveLength(limit);
    const error: unknown = await encoding
      .decompress(reference(new Uint8Array(limit + 1)), limit)
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(FramingError);
    expect(error).toMatchObject({
      code: "FRAMING_TOO_LARGE",
      status: "RESOURCE_EXHAUSTED",
      message: `Received message larger than max (${limit + 1} or more vs. ${limit})`,
    });
  });

  it("never holds more of a bomb than the limit", async () => {
    const bomb = reference(new Uint8Array(200 * 1024 * 1024), { level: 9 });
    const before = process.memoryUsage().arrayBuffers;
    await expect(make().decompress(bomb, 1000)).rejects.toMatchObject({ code: "FRAMING_TOO_LARGE" });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10 * 1024 * 1024);
  });

  it("refuses every shorter prefix of a message", async () => {
    const whole = reference(new TextEncoder().encode("a message of some words, words, words"));
    for (let length = 0; length < whole.length; length++) {
      await expect(make().decompress(whole.subarray(0, length), MAX_BYTES)).rejects.toMatchObject({
        code: "FRAMING_DAMAGED",
        status: "INTERNAL",
      });
    }
  });

  it.each([hex("61 62 63"), new Uint8Array(100).fill(0xff)])("refuses what is something else: %j", async (bytes) => {
    await expect(make().decompress(bytes, MAX_BYTES)).rejects.toMatchObject({ code: "FRAMING_DAMAGED" });
  });

  it("refuses a message whose checksum is wrong", async () => {
    const bytes = Uint8Array.from(reference(new Uint8Array(100)));
    const at = bytes.length - (name === "gzip" ? 8 : 4);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await expect(make().decompress(bytes, MAX_BYTES)).rejects.toMatchObject({ code: "FRAMING_DAMAGED" });
  });

  it.each([0, 10, 1.5, Number.NaN])("refuses level %s", (level) => {
    expect(() => make({ level })).toThrow(RangeError);
  });

  it("takes any limit", async () => {
    expect(await make().decompress(reference(new Uint8Array(3)), Infinity)).toHaveLength(3);
  });
});
