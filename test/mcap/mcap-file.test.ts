/** MCAP files, read back by the reader of the format's own project and by protobufjs. */
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createMcap, McapFile, McapFileError, type McapSink } from "../../src/mcap/index.ts";
import { RobotId } from "../../src/messages/bosdyn/api/robot_id.ts";
import { readMcap, recoverMcap } from "../support/read-mcap.ts";
import { rejection } from "../support/robots.ts";

async function path(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "spotwire-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "file.mcap");
}

const named = (nickname: string): Uint8Array => RobotId.encode({ serialNumber: "spot-7", nickname });

/** Takes so many bytes, and no more. */
function sinkOf(limit: number): McapSink & { isClosed: boolean } {
  return {
    size: 0,
    isClosed: false,
    async write(bytes) {
      if (this.size + bytes.length > limit) {
        throw new McapFileError("MCAP_FILE_UNWRITABLE", "full.mcap", "ENOSPC: no space left on device");
      }
      (this as { size: number }).size += bytes.length;
      return Promise.resolve();
    },
    async close() {
      this.isClosed = true;
      return Promise.resolve();
    },
  };
}

describe("McapFile", () => {
  it("writes messages as they are, with the schema that reads them", async () => {
    const name = await path();
    await using file = await createMcap(name);
    const a = file.topic("/a", "bosdyn.api.RobotId");
    const b = file.topic("/b", "bosdyn.api.RobotId");
    // Not waited for: they keep their order.
    const writes = [
      file.write(a, named("one"), { logTime: 2_000n, publishTime: 5_000n }),
      file.write(b, named("two"), { logTime: 1_000n }),
      file.write(a, named("three"), { logTime: 3_000n }),
    ];
    await Promise.all(writes);
    expect(file.counts).toEqual(
      new Map([
        ["/a", 2],
        ["/b", 1],
      ]),
    );
    await file.finish();
    expect(file.isOpen).toBe(false);
    const messages = await readMcap(name);
    expect(
      messages.map(({ topic, logTime, publishTime, sequence }) => [topic, logTime, publishTime, sequence]),
    ).toEqual([
      ["/b", 1_000n, 1_000n, 0],
      ["/a", 2_000n, 5_000n, 0],
      ["/a", 3_000n, 3_000n, 1],
    ]);
    expect(messages[1]?.value).toMatchObject({ serialNumber: "spot-7", nickname: "one" });
    expect(messages[1]?.bytes).toEqual(named("one"));
    expect(file.size).toBe((await stat(name)).size);
  });

  it("is readable up to its last whole chunk where it was never finished, at whatever byte it is cut", async () => {
    const name = await path();
    const file = await createMcap(name, { chunkBytes: 1000 });
    const topic = file.topic("/a", "bosdyn.api.RobotId");
    for (let index = 0; index < 100; index++) {
      await file.write(topic, named(String(index)), { logTime: BigInt(index) });
    }
    await file.close();
    const bytes = new Uint8Array(await readFile(name));
    const whole = recoverMcap(bytes).map(({ value }) => value["nickname"]);
    expect(whole.length).toBeGreaterThan(50);
    expect(whole).toEqual(Array.from(whole, (_, index) => String(index)));
    for (let end = bytes.length; end > 100; end -= 97) {
      const names = recoverMcap(bytes.subarray(0, end)).map(({ value }) => value["nickname"]);
      expect(names).toEqual(whole.slice(0, names.length));
    }
  });

  it("holds one chunk in memory, however long the file", async () => {
    const sink = sinkOf(Infinity);
    await using file = new McapFile(sink, { chunkBytes: 10_000 });
    const topic = file.topic("/a", "bosdyn.api.RobotId");
    let written = 0;
    let largestWait = 0;
    for (let index = 0; index < 2_000; index++) {
      const bytes = named("x".repeat(500));
      await file.write(topic, bytes, { logTime: BigInt(index) });
      written += bytes.length;
      largestWait = Math.max(largestWait, written - sink.size);
    }
    expect(written).toBeGreaterThan(1_000_000);
    expect(largestWait).toBeLessThan(11_000);
  });

  it("refuses a file that is there", async () => {
    const name = await path();
    await writeFile(name, "precious");
    expect(await rejection(createMcap(name))).toMatchObject({ code: "MCAP_FILE_EXISTS", path: name });
    expect(await readFile(name, "utf8")).toBe("precious");
    expect(await rejection(createMcap(join(name, "below")))).toMatchObject({ code: "MCAP_FILE_UNWRITABLE" });
  });

  it("stops at a full disk, says so to every write after, and closes the file", async () => {
    const sink = sinkOf(5_000);
    const file = new McapFile(sink, { chunkBytes: 500 });
    const topic = file.topic("/a", "bosdyn.api.RobotId");
    const write = (): Promise<void> => file.write(topic, named("x".repeat(200)), { logTime: 0n });
    let failure: unknown;
    for (let index = 0; index < 100 && failure === undefined; index++)
      await write().catch((e: unknown) => (failure = e));
    expect(failure).toMatchObject({ code: "MCAP_FILE_UNWRITABLE", retryable: false });
    expect(sink.isClosed).toBe(true);
    expect(file.isOpen).toBe(false);
    expect(await rejection(write())).toBe(failure);
    await file.finish();
    await file.close();
  });

  it("takes nothing after it was finished, and no type that there is not", async () => {
    const file = await createMcap(await path());
    const topic = file.topic("/a", "bosdyn.api.RobotId");
    expect(() => file.topic("/b", "bosdyn.api.Nothing")).toThrow("no message named");
    await file.finish();
    await file.finish();
    expect(await rejection(file.write(topic, named("late"), { logTime: 0n }))).toBeInstanceOf(TypeError);
  });
});
