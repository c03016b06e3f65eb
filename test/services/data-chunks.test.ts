import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DataChunk, newDataChunk } from "../../src/messages/bosdyn/api/data_chunk.ts";
import {
  DataChunkError,
  GRAPH_PIECE_BYTES,
  joinChunks,
  MAX_JOINED_PIECES,
  MISSION_PIECE_BYTES,
  pickChunks,
  splitIntoChunks,
  splitIntoMessages,
  STORE_PIECE_BYTES,
} from "../../src/services/data-chunks.ts";
import { rejection } from "../support/robots.ts";

const PATH = "/bosdyn.api.graph_nav.GraphNavService/DownloadGraphStreaming";
const TEN = Uint8Array.from({ length: 10 }, (_, index) => index);

function chunk(totalSize: number | bigint, ...bytes: number[]): DataChunk {
  return { ...newDataChunk(), totalSize: BigInt(totalSize), data: Uint8Array.from(bytes) };
}

async function* stream<T>(...items: T[]): AsyncGenerator<T> {
  yield* items;
}

describe("splitIntoChunks", () => {
  it("cuts ten bytes by four into 4, 4 and 2, each saying ten", () => {
    const chunks = [...splitIntoChunks(TEN, 4)];
    expect(chunks.map(({ totalSize }) => totalSize)).toEqual([10n, 10n, 10n]);
    expect(chunks.map(({ data }) => data)).toEqual([TEN.subarray(0, 4), TEN.subarray(4, 8), TEN.subarray(8)]);
  });

  it("makes no chunk of no bytes", () => {
    expect([...splitIntoChunks(new Uint8Array(0), 4)]).toEqual([]);
  });

  it("copies nothing, and makes a chunk only when it is asked for", () => {
    const pieces = splitIntoChunks(TEN, 3);
    const { value } = pieces.next();
    expect((value as DataChunk).data.buffer).toBe(TEN.buffer);
    pieces.return(undefined);
    expect(pieces.next().done).toBe(true);
  });

  for (const size of [0, -1, 1.5, NaN, Infinity]) {
    it(`refuses pieces of ${size} bytes`, () => {
      expect(() => [...splitIntoChunks(TEN, size)]).toThrow(RangeError);
    });
  }

  it("uses the piece sizes of the protocol", () => {
    expect([GRAPH_PIECE_BYTES, MISSION_PIECE_BYTES, STORE_PIECE_BYTES]).toEqual([1_048_576, 1_000_000, 100_663_296]);
    const bytes = new Uint8Array(2 * GRAPH_PIECE_BYTES + 1);
    const lengths = (piece: number): unknown[] => [...splitIntoChunks(bytes, piece)].map(({ data }) => data?.length);
    expect(lengths(GRAPH_PIECE_BYTES)).toEqual([1_048_576, 1_048_576, 1]);
    expect(lengths(MISSION_PIECE_BYTES)).toEqual([1_000_000, 1_000_000, 97_153]);
    expect(lengths(STORE_PIECE_BYTES)).toEqual([2_097_153]);
  });
});

describe("splitIntoMessages", () => {
  it("wraps each chunk", () => {
    const messages = [...splitIntoMessages(TEN, 6, (each) => ({ chunk: each, name: "n" }))];
    expect(messages.map(({ chunk: each, name }) => [each?.data?.length, name])).toEqual([
      [6, "n"],
      [4, "n"],
    ]);
  });

  it("makes one message without a chunk of no bytes, so that the rest of it arrives", () => {
    expect([...splitIntoMessages(new Uint8Array(0), 6, (each) => ({ chunk: each, name: "n" }))]).toEqual([
      { chunk: undefined, name: "n" },
    ]);
  });
});

describe("joinChunks", () => {
  for (let piece = 1; piece <= TEN.length; piece++) {
    it(`restores ten bytes from pieces of ${piece}`, async () => {
      const chunks = [...splitIntoChunks(TEN, piece)].map((each) => ({ ...newDataChunk(), ...each }) as DataChunk);
      expect(await joinChunks(stream(...chunks), PATH)).toEqual(TEN);
    });
  }

  it("restores any bytes from any pieces", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 40 }), async (bytes, piece) => {
        const chunks = [...splitIntoChunks(bytes, piece)] as DataChunk[];
        expect(await joinChunks(stream(...chunks), PATH)).toEqual(bytes);
      }),
    );
  });

  it("makes no bytes of no chunks, and of messages without one", async () => {
    expect(await joinChunks(stream(), PATH)).toEqual(new Uint8Array(0));
    expect(await joinChunks(stream(undefined, chunk(0), undefined), PATH)).toEqual(new Uint8Array(0));
  });

  it("takes chunks that do not say how long the whole is", async () => {
    expect(await joinChunks(stream(chunk(0, 1, 2), chunk(0, 3)), PATH)).toEqual(Uint8Array.of(1, 2, 3));
  });

  for (const { it: what, chunks, code, maxBytes } of [
    { it: "ends early", chunks: [chunk(3, 1), chunk(3, 2)], code: "DATA_CHUNK_TRUNCATED" },
    { it: "announces and brings nothing", chunks: [chunk(3)], code: "DATA_CHUNK_TRUNCATED" },
    { it: "goes on too long", chunks: [chunk(2, 1, 2), chunk(2, 3)], code: "DATA_CHUNK_OVERRUN" },
    { it: "announces too much", chunks: [chunk(2n ** 63n, 1)], code: "DATA_CHUNK_TOO_LARGE" },
    {
      it: "grows too large unannounced",
      chunks: [chunk(0, 1, 2), chunk(0, 3)],
      code: "DATA_CHUNK_TOO_LARGE",
      maxBytes: 2,
    },
  ]) {
    it(`refuses a stream that ${what}`, async () => {
      const error = await rejection(joinChunks(stream(...chunks), PATH, maxBytes));
      expect(error).toBeInstanceOf(DataChunkError);
      expect(error).toMatchObject({ code, method: PATH, retryable: false });
    });
  }

  it("keeps nothing of empty chunks", async () => {
    async function* mostlyEmpty(): AsyncGenerator<DataChunk> {
      const empty = chunk(0);
      for (let i = 0; i < MAX_JOINED_PIECES + 10; i++) yield empty;
      yield chunk(0, 1, 2);
    }
    expect(await joinChunks(mostlyEmpty(), PATH)).toEqual(Uint8Array.of(1, 2));
  });

  it("refuses more than a million pieces", async () => {
    const one = chunk(0, 7);
    async function* dust(count: number): AsyncGenerator<DataChunk> {
      for (let i = 0; i < count; i++) yield one;
    }
    expect(await joinChunks(dust(MAX_JOINED_PIECES), PATH)).toHaveLength(1_000_000);
    expect(await rejection(joinChunks(dust(MAX_JOINED_PIECES + 1), PATH))).toMatchObject({
      code: "DATA_CHUNK_TOO_LARGE",
    });
  });

  it("leaves the stream as soon as it refuses it", async () => {
    let left = false;
    async function* endless(): AsyncGenerator<DataChunk> {
      try {
        for (;;) yield chunk(1, 1);
      } finally {
        left = true;
      }
    }
    await rejection(joinChunks(endless(), PATH));
    expect(left).toBe(true);
  });

  it("takes the chunk out of whatever messages hold it", async () => {
    const messages = stream({ data: chunk(2, 1) }, { data: chunk(2, 2) });
    expect(
      await joinChunks(
        pickChunks(messages, ({ data }) => data),
        PATH,
      ),
    ).toEqual(Uint8Array.of(1, 2));
  });
});
