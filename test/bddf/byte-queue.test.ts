import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteQueue } from "../../src/bddf/byte-queue.ts";
import { chunks, concat } from "../support/hex.ts";

describe("ByteQueue", () => {
  it("gives back any bytes in order, however they were cut on the way in and out", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 2000 }),
        fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1 }),
        fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1 }),
        (bytes, cuts, takes) => {
          const queue = new ByteQueue();
          const taken: Uint8Array[] = [];
          let at = 0;
          for (let i = 0; at < bytes.length; i++) {
            const size = cuts[i % cuts.length] as number;
            queue.append(bytes.slice(at, at + size));
            at += size;
            taken.push(queue.take(Math.min(takes[i % takes.length] as number, queue.length)));
          }
          taken.push(queue.take(queue.length));
          expect(concat(...taken)).toEqual(bytes);
          expect(queue.length).toBe(0);
        },
      ),
    );
  });

  it("keeps what it gave away unchanged while more comes in", () => {
    const queue = new ByteQueue();
    for (const chunk of chunks(
      Uint8Array.from({ length: 50 }, (_, i) => i),
      5,
    ))
      queue.append(chunk);
    const early = queue.take(20);
    const copy = early.slice();
    for (let i = 0; i < 2000; i++) queue.append(Uint8Array.of(0xee, 0xee, 0xee));
    expect(early).toEqual(copy);
  });

  it("returns a view where one chunk holds all that is asked for", () => {
    const queue = new ByteQueue();
    const chunk = new Uint8Array(1000);
    queue.append(chunk);
    expect(queue.take(400).buffer).toBe(chunk.buffer);
    expect(queue.take(600).buffer).toBe(chunk.buffer);
  });

  it("copies small chunks together, so that a byte per frame does not keep a socket buffer per byte", () => {
    const queue = new ByteQueue();
    queue.append(Uint8Array.of(1));
    const small = Uint8Array.of(2, 3);
    queue.append(small);
    small.fill(0xff); // a queue that kept the chunk would see this
    expect(queue.take(3)).toEqual(Uint8Array.of(1, 2, 3));
  });

  it("ignores an empty chunk", () => {
    const queue = new ByteQueue();
    queue.append(new Uint8Array());
    expect(queue.length).toBe(0);
    expect(queue.take(0)).toEqual(new Uint8Array());
  });

  it("refuses to give more than it has, and keeps what it has", () => {
    const queue = new ByteQueue();
    queue.append(Uint8Array.of(1, 2));
    expect(() => queue.take(3)).toThrow(new RangeError("3 bytes asked of a queue of 2"));
    expect(queue.take(2)).toEqual(Uint8Array.of(1, 2));
  });
});
