import type { FramedMessage } from "../../src/grpc/framing.ts";
import { describe, expect, it } from "vitest";
import { MessageQueue, type Valve } from "../../src/grpc/message-queue.ts";
import { collect } from "../support/collect.ts";

const HIGH_WATER_BYTES = 256 * 1024;
const HIGH_WATER_MESSAGES = 256;
const END = { done: true, value: undefined };

/** An uncompressed message. */
function plain(bytes: Uint8Array): FramedMessage {
  return { compressed: false, bytes };
}

/** Counts what the queue asks of its stream. */
class CountingValve implements Valve {
  pauses = 0;
  resumes = 0;
  pause(): void {
    this.pauses++;
  }
  resume(): void {
    this.resumes++;
  }
}

/** A queue of numbers, each the length of its message; a message of 13 bytes does not decode. */
function lengthQueue(): { queue: MessageQueue<number>; valve: CountingValve } {
  const queue = new MessageQueue(({ bytes }) => {
    if (bytes.length === 13) throw new RangeError("thirteen");
    return bytes.length;
  });
  const valve = new CountingValve();
  queue.attach(valve);
  return { queue, valve };
}

/** The queue as a `for await` sees it. */
function iterate<T>(queue: MessageQueue<T>): AsyncIterable<T> {
  return { [Symbol.asyncIterator]: () => ({ next: () => queue.next() }) };
}

describe("MessageQueue", () => {
  it("delivers messages in order, whether they came before the reader or after", async () => {
    const { queue } = lengthQueue();
    queue.push(plain(new Uint8Array(1)));
    const first = queue.next();
    const second = queue.next();
    queue.push(plain(new Uint8Array(2)));
    queue.push(plain(new Uint8Array(3)));
    queue.end();
    expect([await first, await second, await queue.next(), await queue.next()]).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: false, value: 3 },
      END,
    ]);
  });

  it("serves many waiting readers in the order in which they asked, and ends them all", async () => {
    const { queue } = lengthQueue();
    const readers = [queue.next(), queue.next(), queue.next()];
    queue.push(plain(new Uint8Array(5)));
    queue.end();
    expect(await Promise.all(readers)).toEqual([{ done: false, value: 5 }, END, END]);
  });

  it("throws its error once, after the messages before it", async () => {
    const { queue } = lengthQueue();
    queue.push(plain(new Uint8Array(1)));
    queue.end(new Error("lost"));
    expect(await queue.next()).toEqual({ done: false, value: 1 });
    await expect(queue.next()).rejects.toThrow("lost");
    expect(await queue.next()).toEqual(END);
  });

  it("gives its error to one of several waiting readers", async () => {
    const { queue } = lengthQueue();
    const readers = [queue.next(), queue.next()];
    queue.end(new Error("lost"));
    expect((await Promise.allSettled(readers)).map((each) => each.status)).toEqual(["rejected", "fulfilled"]);
  });

  it("keeps its first end", async () => {
    const { queue } = lengthQueue();
    queue.end();
    queue.end(new Error("too late"));
    queue.push(plain(new Uint8Array(1)));
    expect(await queue.next()).toEqual(END);
  });

  it("passes on what the decoder throws, and stays usable", async () => {
    const { queue } = lengthQueue();
    queue.push(plain(new Uint8Array(13)));
    queue.push(plain(new Uint8Array(1)));
    await expect(queue.next()).rejects.toThrow("thirteen");
    expect(await queue.next()).toEqual({ done: false, value: 1 });
  });

  it("pauses above its bound of bytes, once, and resumes at half of it", async () => {
    const { queue, valve } = lengthQueue();
    const quarter = HIGH_WATER_BYTES / 4;
    for (let i = 0; i < 4; i++) queue.push(plain(new Uint8Array(quarter)));
    expect(valve.pauses).toBe(0);
    queue.push(plain(new Uint8Array(1)));
    queue.push(plain(new Uint8Array(1)));
    expect(valve.pauses).toBe(1);
    await queue.next();
    expect(valve.resumes).toBe(0);
    await queue.next();
    expect(valve.resumes).toBe(0); // two bytes over half
    await queue.next();
    expect(valve).toMatchObject({ pauses: 1, resumes: 1 });
  });

  it("pauses above its bound of messages, however small they are", async () => {
    const { queue, valve } = lengthQueue();
    for (let i = 0; i < HIGH_WATER_MESSAGES; i++) queue.push(plain(new Uint8Array()));
    expect(valve.pauses).toBe(0);
    queue.push(plain(new Uint8Array()));
    expect(valve.pauses).toBe(1);
    for (let i = 0; i < HIGH_WATER_MESSAGES / 2; i++) await queue.next();
    expect(valve.resumes).toBe(0);
    await queue.next();
    expect(valve.resumes).toBe(1);
  });

  it("never pauses for a reader that is faster than the stream", async () => {
    const { queue, valve } = lengthQueue();
    for (let i = 0; i < 1000; i++) {
      const next = queue.next();
      queue.push(plain(new Uint8Array(1000)));
      await next;
    }
    expect(valve.pauses).toBe(0);
  });

  it("pauses a stream that is attached when the bound is passed already", () => {
    const queue = new MessageQueue(({ bytes }) => bytes);
    queue.push(plain(new Uint8Array(HIGH_WATER_BYTES + 1)));
    const valve = new CountingValve();
    queue.attach(valve);
    expect(valve.pauses).toBe(1);
  });

  it("forgets what waits when it is discarded, and ends without an error", async () => {
    const { queue } = lengthQueue();
    queue.push(plain(new Uint8Array(1)));
    queue.discard();
    queue.end(new Error("of no interest any more"));
    expect(await collect(iterate(queue))).toEqual([]);
  });
});
