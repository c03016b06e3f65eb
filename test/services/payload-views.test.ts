import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DownloadWaypointSnapshotResponse } from "../../src/messages/bosdyn/api/graph_nav/graph_nav.ts";
import { GetImageResponse, Image_Format } from "../../src/messages/bosdyn/api/image.ts";
import { CHUNK_PAYLOAD, IMAGE_PAYLOADS, isNotRaw } from "../../src/services/payloads.ts";
import { payloadViews } from "../../src/services/payload-views.ts";
import { WireError } from "../../src/wire/index.ts";
import { damage, damages } from "../support/damage.ts";
import { concat, toHex } from "../support/hex.ts";
import { loadApi } from "../support/oracle-api.ts";
import { messages } from "../support/oracle.ts";
import { printSeed, SEED } from "../support/oracle-properties.ts";

const chunks = payloadViews(DownloadWaypointSnapshotResponse, CHUNK_PAYLOAD);
const images = payloadViews(GetImageResponse, IMAGE_PAYLOADS, isNotRaw);
const types = await loadApi((path) => path === "bosdyn/api/image.proto");
const imageType = types.find(({ name }) => name === "bosdyn.api.GetImageResponse")?.type;
if (imageType === undefined) throw new Error("GetImageResponse is missing");
printSeed();

const LONG = Uint8Array.from({ length: 20_000 }, (_, i) => i % 251);
const HEADER = { requestHeader: { clientName: "tester" }, error: { code: 1 as const } };
const chunk = DownloadWaypointSnapshotResponse.encode({
  header: HEADER,
  status: 1,
  waypointSnapshotId: "w",
  chunk: { totalSize: 12n, data: LONG },
});

function shots(...formats: readonly Image_Format[]): Uint8Array {
  const image = (format: Image_Format, i: number): object => ({
    shot: { image: { cols: i, data: LONG.subarray(i), format }, frameNameImageSensor: `camera ${i}` },
    status: 1,
  });
  return GetImageResponse.encode({ header: HEADER, imageResponses: formats.map(image) });
}

function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { code: error.code, offset: error.offset, path: error.path };
  }
}

function expectSame<T>(
  views: { decode(bytes: Uint8Array): T },
  codec: { decode(bytes: Uint8Array): T },
  bytes: Uint8Array,
): void {
  const [actual, wanted] = [outcome(() => views.decode(bytes)), outcome(() => codec.decode(bytes))];
  if (!isDeepStrictEqual(actual, wanted)) expect(actual, toHex(bytes.subarray(0, 200))).toEqual(wanted);
}

describe("payloadViews", () => {
  it("leaves a long payload in the message it came in", () => {
    const response = chunks.decode(chunk);
    expect(response.chunk?.data.buffer).toBe(chunk.buffer);
    expect(response).toEqual(DownloadWaypointSnapshotResponse.decode(chunk));
  });

  it("copies what is short, and what is the smaller part of its memory", () => {
    const short = DownloadWaypointSnapshotResponse.encode({ chunk: { data: LONG.subarray(0, 100) } });
    expect(chunks.decode(short).chunk?.data.buffer).not.toBe(short.buffer);
    const large = new Uint8Array(3 * chunk.length);
    large.set(chunk, 7);
    const { data } = chunks.decode(large.subarray(7, 7 + chunk.length)).chunk ?? {};
    expect(data).toEqual(LONG);
    expect(data?.buffer.byteLength).toBe(LONG.length);
  });

  it("finds every image of a response, and gives raw pixels memory of their own", () => {
    const bytes = shots(Image_Format.FORMAT_JPEG, Image_Format.FORMAT_RAW, Image_Format.FORMAT_RLE);
    // Together they are most of the message, each by itself is not.
    expect(images.decode(bytes)).toEqual(GetImageResponse.decode(bytes));
    for (const [format, isView] of [
      [Image_Format.FORMAT_JPEG, true],
      [Image_Format.FORMAT_RAW, false],
    ] as const) {
      const one = shots(format);
      const { image } = images.decode(one).imageResponses[0]?.shot ?? {};
      expect(image?.data.buffer === one.buffer).toBe(isView);
      expect(image?.data).toEqual(LONG);
    }
  });

  it("leaves to the generated codec what has to be merged", () => {
    const again = DownloadWaypointSnapshotResponse.encode({ chunk: { data: LONG.subarray(1) } });
    expectSame(chunks, DownloadWaypointSnapshotResponse, concat(chunk, again));
    expectSame(images, GetImageResponse, concat(shots(1), shots(1, 2)));
  });

  it("reads random messages, and damaged ones or refuses them, as the generated codec does", () => {
    const random = fc.property(messages(imageType), damages, (message, list) => {
      const bytes = GetImageResponse.encode(message);
      expectSame(images, GetImageResponse, concat(bytes, shots(1)));
      expectSame(images, GetImageResponse, list.reduce(damage, bytes));
    });
    fc.assert(random, { numRuns: 300, seed: SEED });
    const sound = shots(1, 3);
    const ends = (list: readonly { at: number }[]): boolean => list.length > 0;
    const damaged = fc.property(damages.filter(ends), fc.boolean(), (list, atFront) => {
      // Most of the bytes are payload: aim at the others.
      const aimed = list.map((each) => ({ ...each, at: atFront ? each.at / 300 : each.at }));
      expectSame(images, GetImageResponse, aimed.reduce(damage, sound));
      expectSame(chunks, DownloadWaypointSnapshotResponse, aimed.reduce(damage, chunk));
    });
    fc.assert(damaged, { numRuns: 1000, seed: SEED });
  });
});
