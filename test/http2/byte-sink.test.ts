import { describe, expect, it } from "vitest";
import { ByteSink } from "../../src/http2/byte-sink.ts";

const bytesOf = (value: number, length: number): Uint8Array => new Uint8Array(length).fill(value);

describe("ByteSink", () => {
  it("writes numbers with the largest octet first", () => {
    const sink = new ByteSink();
    sink.uint8(1);
    sink.uint16(0x0203);
    sink.uint24(0x040506);
    sink.uint32(0x8708090a);
    sink.latin1("\u00ffz");
    expect([...sink.take()]).toEqual([1, 2, 3, 4, 5, 6, 0x87, 8, 9, 10, 0xff, 0x7a]);
  });

  it("gives bytes that later writes leave alone, whatever sizes follow each other", () => {
    const sink = new ByteSink();
    const lengths = [0, 1, 1023, 1025, 16_383, 16_384, 65_572, 65_572, 80_000, 5, 70_000, 100, 200_000, 3];
    const taken = lengths.map((length, i) => {
      sink.append(bytesOf(i, length));
      return sink.take();
    });
    expect(sink.length).toBe(0);
    const wanted = lengths.map((length, i) => bytesOf(i, length));
    expect(taken.map((bytes, i) => Buffer.compare(bytes, wanted[i] ?? bytes))).toEqual(lengths.map(() => 0));
    expect(taken.map(({ length }) => length)).toEqual(lengths);
  });

  it("holds no large buffer once small writes have followed large ones", () => {
    const sink = new ByteSink();
    sink.append(bytesOf(1, 70_000));
    sink.take();
    sink.append(bytesOf(2, 10));
    sink.take();
    sink.append(bytesOf(3, 10));
    expect(sink.view().buffer.byteLength).toBeLessThanOrEqual(1024);
  });
});
