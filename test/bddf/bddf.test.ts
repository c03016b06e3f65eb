import { createHash } from "node:crypto";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  BddfWriter,
  decodeSamples,
  encodeSample,
  openBddf,
  readBddf,
  type RecordSpan,
  seriesIdentifierHash,
  SeriesType,
} from "../../src/bddf/index.ts";
import { DescriptorBlock, type PodTypeDescriptorInit, PodTypeEnum } from "../../src/messages/bosdyn/api/bddf.ts";
import { RobotId } from "../../src/messages/bosdyn/api/robot_id.ts";
import { encodeBlockHeader } from "../../src/bddf/format.ts";
import { robotTime, type RobotTime } from "../../src/services/index.ts";
import { collect } from "../support/collect.ts";
import { rejection } from "../support/robots.ts";

const T0 = robotTime(1_800_000_000n * 1_000_000_000n);
const at = (seconds: number) => robotTime(T0 + BigInt(seconds * 1e9));
const ROBOT_ID = RobotId.encode({ serialNumber: "sp-1", species: "spot" });

async function written(write: (writer: BddfWriter) => Promise<void>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  const writer = new BddfWriter((bytes) => void parts.push(bytes.slice()), new Map([["robot", "sp-1"]]));
  await write(writer);
  await writer.close();
  return new Uint8Array(Buffer.concat(parts));
}

/** One message, as the smallest file that means something. */
const single = (): Promise<Uint8Array> =>
  written(async (writer) => {
    const series = await writer.addMessages("bosdyn.api.RobotId");
    await writer.write(series, { timestamp: T0 }, ROBOT_ID);
  });

const mixed = (): Promise<Uint8Array> =>
  written(async (writer) => {
    const ids = await writer.addMessages("bosdyn.api.RobotId", "identity");
    const spec = new Map([["bosdyn:channel", "speed"]]);
    const speed = await writer.addSamples(
      { seriesType: SeriesType.channel, spec },
      { podType: PodTypeEnum.TYPE_FLOAT64 },
    );
    for (let i = 0; i < 300; i++) await writer.writeSample(speed, at(i), [i / 2]);
    for (let i = 0; i < 5; i++)
      await writer.write(ids, { timestamp: at(i) }, RobotId.encode({ serialNumber: `n${i}` }));
  });

async function onDisk(bytes: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "spotwire-bddf-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, "file.bddf");
  await writeFile(path, bytes);
  return path;
}

describe("seriesIdentifierHash", () => {
  it("is that of the reference client", () => {
    const spec = new Map([
      ["bosdyn:message-type", "bosdyn.api.RobotIdRequest"],
      ["bosdyn:grpc:service", "robot_id"],
    ]);
    expect(seriesIdentifierHash({ seriesType: "bosdyn:grpc:requests", spec })).toBe(13744132927587917494n);
    const channel = new Map([["bosdyn:channel", "bosdyn.api.RobotId"]]);
    expect(seriesIdentifierHash({ seriesType: "bosdyn:channel", spec: channel })).toBe(15673524919275062735n);
  });
});

describe("the frame of a file", () => {
  it("is magic, blocks, an end of type 2 and size 24, SHA-1, magic", async () => {
    const bytes = await single();
    const view = new DataView(bytes.buffer);
    const text = (from: number, to?: number): string => Buffer.from(bytes.subarray(from, to)).toString("latin1");
    expect([text(0, 4), text(bytes.length - 4)]).toEqual(["BDDF", "FDDB"]);
    expect(view.getUint8(4 + 7)).toBe(1);
    const end = bytes.length - 40;
    expect(view.getBigUint64(end, true)).toBe((2n << 56n) | 24n);
    const digest = createHash("sha1")
      .update(bytes.subarray(0, end + 16))
      .digest("hex");
    expect(Buffer.from(bytes.subarray(end + 16, end + 36)).toString("hex")).toBe(digest);
    expect(digest).toHaveLength(40);
  });

  it("counts a data block's descriptor and data in its size, and not the length between them", async () => {
    const bytes = await single();
    const view = new DataView(bytes.buffer);
    let offset = 4;
    const types: number[] = [];
    for (let blocks = 0; offset < bytes.length - 40; blocks++) {
      const size = Number(view.getBigUint64(offset, true) & (2n ** 56n - 1n));
      const type = view.getUint8(offset + 7);
      types.push(type);
      if (type === 0) {
        const descriptorLength = view.getUint32(offset + 8, true);
        const data = bytes.subarray(offset + 12 + descriptorLength, offset + 12 + size);
        expect(RobotId.decode(data)).toMatchObject({ serialNumber: "sp-1" });
      }
      offset += 8 + size + (type === 0 ? 4 : 0);
    }
    expect([types, offset]).toEqual([[1, 1, 0, 1, 1], bytes.length - 40]);
    expect(Number(view.getBigUint64(bytes.length - 32, true))).toBeLessThan(offset);
  });
});

describe("reading as a stream", () => {
  it("yields every record with its series, from chunks of any size", async () => {
    const bytes = await mixed();
    for (const size of [1, 7, 64, 4096, bytes.length]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      const records = await collect(readBddf(chunks));
      const ids = records.filter(({ series }) => series.messageType !== undefined);
      expect(ids.map(({ data }) => RobotId.decode(data).serialNumber)).toEqual(["n0", "n1", "n2", "n3", "n4"]);
      expect(ids.map(({ timestamp }) => timestamp)).toEqual([0, 1, 2, 3, 4].map(at));
      const samples = records.flatMap(({ series, data }) =>
        series.podType === undefined ? [] : decodeSamples(series.podType, data),
      );
      expect(samples).toEqual(Array.from({ length: 300 }, (_, i) => [i / 2]));
    }
  });

  it("shares blocks of 2048 bytes among samples, timed by the first", async () => {
    const records = (await collect(readBddf([await mixed()]))).filter(({ series }) => series.podType !== undefined);
    expect(records.map(({ data }) => data.length)).toEqual([2048, 352]);
    expect(records.map(({ timestamp }) => timestamp)).toEqual([at(0), at(256)]);
  });

  it("yields what came before a file broke off, wherever it did", async () => {
    const bytes = await single();
    for (let length = 0; length < bytes.length; length++) {
      const records: unknown[] = [];
      const read = async (): Promise<void> => {
        for await (const record of readBddf([bytes.subarray(0, length)])) records.push(record);
      };
      expect(await rejection(read()), `${length} bytes`).toMatchObject({ code: "BDDF_TRUNCATED" });
      expect(records.length).toBeLessThanOrEqual(1);
    }
  });

  it("yields what came before damage in the same chunk", async () => {
    const bytes = await written(async (writer) => {
      const series = await writer.addMessages("bosdyn.api.RobotId");
      for (let i = 0; i < 3; i++) await writer.write(series, { timestamp: at(i) }, ROBOT_ID);
    });
    const offset = bytes.length - 40;
    const chunk = Buffer.concat([bytes.subarray(0, offset), Buffer.from("\0\0\0\0\0\0\0\x09", "latin1")]);
    for (const chunks of [[chunk], [chunk.subarray(0, 20), chunk.subarray(20)]]) {
      const records: RobotTime[] = [];
      const read = async (): Promise<void> => {
        for await (const { timestamp } of readBddf(chunks)) records.push(timestamp);
      };
      expect(await rejection(read())).toMatchObject({ code: "BDDF_CORRUPT", offset });
      expect(records).toEqual([0, 1, 2].map(at));
    }
  });

  it("says of bytes after the end that they are there, and yields the records", async () => {
    const bytes = await single();
    const records: unknown[] = [];
    const read = async (): Promise<void> => {
      for await (const record of readBddf([Buffer.concat([bytes, Buffer.from("x")])])) records.push(record);
    };
    expect(await rejection(read())).toMatchObject({ code: "BDDF_CORRUPT", offset: bytes.length });
    expect(records).toHaveLength(1);
  });

  it("reads a file that comes byte by byte within the time of a test", async () => {
    const file = await written(async (writer) => {
      await writer.write(await writer.addMessages("t"), { timestamp: T0 }, new Uint8Array(500_000));
    });
    // Work that grows with the square of the chunks would take most of a minute.
    const chunks = Array.from(file, (_, i) => file.subarray(i, i + 1));
    expect(await collect(readBddf(chunks, { verifyChecksum: false }))).toHaveLength(1);
  });

  it("keeps the descriptions of a hundred thousand series, and no more", async () => {
    const declaring = async (count: number): Promise<unknown> => {
      const head = (await single()).subarray(0, 4);
      const blocks = Array.from({ length: count }, (_, seriesIndex) => {
        const body = DescriptorBlock.encode({ seriesDescriptor: { seriesIndex } });
        return Buffer.concat([encodeBlockHeader({ type: 1, size: body.length }), body]);
      });
      return rejection(collect(readBddf([head, ...blocks], { verifyChecksum: false })));
    };
    expect(await declaring(100_000)).toMatchObject({ code: "BDDF_TRUNCATED" });
    expect(await declaring(100_001)).toMatchObject({ code: "BDDF_TOO_LARGE" });
  });

  it("keeps no more than 64 MiB of descriptions, each series counted once", async () => {
    const declaring = (indexes: readonly number[]): Promise<unknown> => {
      const blocks = indexes.map((seriesIndex) => {
        const description = "x".repeat(20_000_000);
        const body = DescriptorBlock.encode({ seriesDescriptor: { seriesIndex, description } });
        return Buffer.concat([encodeBlockHeader({ type: 1, size: body.length }), body]);
      });
      return rejection(collect(readBddf([Buffer.from("BDDF"), ...blocks], { verifyChecksum: false })));
    };
    expect(await declaring([1, 2, 3, 3, 3])).toMatchObject({ code: "BDDF_TRUNCATED" });
    expect(await declaring([1, 2, 3, 4])).toMatchObject({ code: "BDDF_TOO_LARGE" });
  });

  it("notices any byte that has changed", async () => {
    const bytes = await single();
    const codes = new Set<string>();
    for (let i = 0; i < bytes.length; i++) {
      const damaged = bytes.slice();
      damaged[i] = (damaged[i] ?? 0) ^ 0x5a;
      const error = (await rejection(collect(readBddf([damaged])))) as { readonly code?: string };
      expect(error.code, `byte ${i}`).toMatch(/^BDDF_/);
      codes.add(error.code ?? "");
    }
    expect([...codes].sort()).toEqual(
      expect.arrayContaining(["BDDF_CHECKSUM", "BDDF_CORRUPT", "BDDF_NOT_A_FILE", "BDDF_TOO_LARGE"]),
    );
  });

  it("refuses a block over the limit before its bytes have come", async () => {
    const head = Buffer.from("BDDF\0\0\0\0\0\x01\0\0", "latin1");
    expect(await rejection(collect(readBddf([head])))).toMatchObject({ code: "BDDF_TOO_LARGE" });
    const small = await single();
    expect(await rejection(collect(readBddf([small], { maxBlockBytes: 8 })))).toMatchObject({ code: "BDDF_TOO_LARGE" });
  });

  it("never throws anything else at random bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (tail) => {
        const error = await rejection(collect(readBddf([Buffer.from("BDDF"), tail])));
        expect(error).toMatchObject({ code: expect.stringMatching(/^BDDF_/) as string });
      }),
    );
  });
});

describe("reading by index", () => {
  it("finds channels by name, and reads one without the other, in a span of time", async () => {
    await using file = await openBddf(await onDisk(await mixed()));
    expect(file.series.map(({ seriesIdentifier }) => seriesIdentifier?.spec.get("bosdyn:channel"))).toEqual([
      "identity",
      "speed",
    ]);
    const [identity] = file.channel("identity");
    if (identity === undefined) throw new Error("no such channel");
    expect(file.count(identity)).toBe(5);
    const records = await collect(file.records(identity, { from: at(1), to: at(3) }));
    expect(records.map(({ data }) => RobotId.decode(data).serialNumber)).toEqual(["n1", "n2", "n3"]);
    expect(file.channel("nothing")).toEqual([]);
  });

  it("reads the block of samples that a span of time begins in", async () => {
    await using file = await openBddf(await onDisk(await mixed()));
    const [speed] = file.channel("speed");
    if (speed === undefined) throw new Error("no such channel");
    const starts = async (span: RecordSpan): Promise<readonly RobotTime[]> =>
      (await collect(file.records(speed, span))).map(({ timestamp }) => timestamp);
    expect(await starts({ from: at(100) })).toEqual([at(0), at(256)]);
    expect(await starts({ from: at(100), to: at(200) })).toEqual([at(0)]);
    expect(await starts({ from: at(256) })).toEqual([at(256)]);
    expect(await starts({ from: at(290) })).toEqual([at(256)]);
  });

  it("says that a file which breaks off is to be read as a stream", async () => {
    const path = await onDisk(await mixed());
    await truncate(path, 3000);
    expect(await rejection(openBddf(path))).toMatchObject({
      code: "BDDF_TRUNCATED",
      message: expect.stringContaining("stream") as string,
    });
    await truncate(path, 3);
    expect(await rejection(openBddf(path))).toMatchObject({ code: "BDDF_TRUNCATED" });
    await writeFile(path, Buffer.alloc(100));
    expect(await rejection(openBddf(path))).toMatchObject({ code: "BDDF_NOT_A_FILE" });
  });

  it("refuses an index that points elsewhere", async () => {
    const bytes = await mixed();
    const view = new DataView(bytes.buffer);
    for (const offset of [1n, 4n, 2n ** 60n, BigInt(bytes.length - 40)]) {
      view.setBigUint64(bytes.length - 32, offset, true);
      expect(await rejection(openBddf(await onDisk(bytes)))).toMatchObject({
        code: expect.stringMatching(/^BDDF_/) as string,
      });
    }
  });
});

describe("BddfWriter", () => {
  it("refuses a series twice, unknown series, wrong indexes, and anything after the end", async () => {
    const writer = new BddfWriter(() => undefined);
    const spec = new Map([["bosdyn:channel", "a"]]);
    const series = await writer.addSeries({ seriesIdentifier: { seriesType: "t", spec }, additionalIndexNames: ["n"] });
    expect(await rejection(writer.addMessages("x", "a"))).toBeInstanceOf(RangeError);
    expect(await rejection(writer.write(7, { timestamp: T0 }, ROBOT_ID))).toBeInstanceOf(RangeError);
    expect(await rejection(writer.write(series, { timestamp: T0 }, ROBOT_ID))).toBeInstanceOf(RangeError);
    await writer.write(series, { timestamp: T0, additionalIndexes: [7n] }, ROBOT_ID);
    expect(await rejection(writer.writeSample(series, T0, [1]))).toBeInstanceOf(RangeError);
    await writer.close();
    await writer.close();
    expect(await rejection(writer.write(series, { timestamp: T0 }, ROBOT_ID))).toBeInstanceOf(TypeError);
  });

  it("describes itself as version 1.0.0 with its annotations", async () => {
    const bytes = await single();
    const size = Number(new DataView(bytes.buffer).getBigUint64(4, true) & (2n ** 56n - 1n));
    expect(DescriptorBlock.decode(bytes.subarray(12, 12 + size)).fileDescriptor).toMatchObject({
      version: { majorVersion: 1, minorVersion: 0, patchLevel: 0 },
      annotations: new Map([["robot", "sp-1"]]),
      checksumType: 2,
      checksumNumBytes: 20,
    });
  });
});

describe("samples of plain numbers", () => {
  const values: readonly [keyof typeof PodTypeEnum, readonly (number | bigint)[], string][] = [
    ["TYPE_INT8", [-2], "fe"],
    ["TYPE_INT16", [-2], "feff"],
    ["TYPE_INT32", [-2], "feffffff"],
    ["TYPE_INT64", [-2n], "feffffffffffffff"],
    ["TYPE_UINT8", [254], "fe"],
    ["TYPE_UINT16", [513], "0102"],
    ["TYPE_UINT32", [1], "01000000"],
    ["TYPE_UINT64", [2n ** 64n - 1n], "ffffffffffffffff"],
    ["TYPE_FLOAT32", [1.5], "0000c03f"],
    ["TYPE_FLOAT64", [-2], "00000000000000c0"],
  ];
  for (const [name, sample, hex] of values) {
    it(`are packed little endian as ${name}`, () => {
      const type: PodTypeDescriptorInit = { podType: PodTypeEnum[name] };
      expect(Buffer.from(encodeSample(type, sample)).toString("hex")).toBe(hex);
      expect(decodeSamples(type, Buffer.from(hex + hex, "hex"))).toEqual([sample, sample]);
    });
  }

  it("are matrices where they have dimensions", () => {
    const type = { podType: PodTypeEnum.TYPE_UINT8, dimension: [2, 3] };
    expect([...encodeSample(type, [1, 2, 3, 4, 5, 6])]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(() => encodeSample(type, [1])).toThrow(RangeError);
    expect(() => decodeSamples(type, new Uint8Array(7))).toThrow(RangeError);
    expect(() => decodeSamples({}, new Uint8Array(1))).toThrow(RangeError);
    expect(() => decodeSamples({ ...type, dimension: [0] }, new Uint8Array(0))).toThrow(RangeError);
  });
});
