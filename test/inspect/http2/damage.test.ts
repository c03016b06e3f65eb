import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConnectionInspector } from "../../../src/inspect/connection.ts";
import { inspectHttp2 } from "../../../src/inspect/http2/inspect-http2.ts";
import type { InspectedFrame } from "../../../src/inspect/inspected.ts";
import { Echo } from "../../support/echo-service.ts";
import { damage, damages } from "../../support/damage.ts";
import { concat, hex } from "../../support/hex.ts";
import { rawFrame, requestFields } from "../../support/raw-client.ts";
import { bigEndian, Flag, frame, headerBlock } from "../../support/scripted-peer.ts";
import { BEGINNING, expectEveryByte, readAll, type Sent, textReader } from "./reading.ts";

const block = headerBlock(requestFields(Echo.each.path));
const message = hex("00 00 00 00 06 61 62 63 64 65 66");

/** A bit of everything that a client sends. */
const CLIENT = concat(
  ...BEGINNING.filter(({ side }) => side === "client").map(({ bytes }) => bytes),
  frame("WINDOW_UPDATE", Flag.NONE, 0, bigEndian(1000, 4)),
  rawFrame(1, 0x28, 1, concat(hex("02 00000000 10"), block.slice(0, 30), hex("0000"))),
  rawFrame(9, 0, 1, block.slice(30, 70)),
  rawFrame(9, 0x04, 1, block.slice(70)),
  rawFrame(0, 0x08, 1, concat(hex("01"), message.slice(0, 8), hex("00"))),
  rawFrame(1, 0x05, 3, hex("83 40 01 61 82 1f ff be bf")),
  rawFrame(0, 0x01, 1, concat(message.slice(8), message)),
  frame("RST_STREAM", Flag.NONE, 3, bigEndian(8, 4)),
  frame("PING", Flag.NONE, 0, bigEndian(7, 8)),
  frame("GOAWAY", Flag.NONE, 0, concat(bigEndian(0, 8), hex("62 79 65"))),
);

/** Read bytes of both sides in pieces. @returns once every byte is found in exactly one frame */
function readDamaged(client: Uint8Array, server: Uint8Array, size: number): void {
  const sent: Sent[] = [];
  for (let at = 0; at < Math.max(client.length, server.length); at += size) {
    sent.push({ side: "client", bytes: client.slice(at, at + size) });
    sent.push({ side: "server", bytes: server.slice(at, at + size) });
  }
  expectEveryByte(
    readAll(sent, { maxMessageBytes: 1000, maxHeldBytes: 600, maxCalls: 2, maxFrameBytes: 1024 }).frames,
    sent,
  );
  expectEveryByte(readAll(sent).frames, sent);
}

describe("damaged and random bytes", () => {
  it("are in the tree to the last one, whatever was done to them", () => {
    fc.assert(
      fc.property(damages, damages, fc.integer({ min: 1, max: 200 }), (ofClient, ofServer, size) => {
        readDamaged(ofClient.reduce(damage, CLIENT), ofServer.reduce(damage, CLIENT.subarray(24)), size);
      }),
      { numRuns: 400 },
    );
  });

  it("are in the tree as random frames, too", () => {
    const anyFrame = fc
      .record({
        type: fc.nat({ max: 11 }),
        flags: fc.constantFrom(0, 1, 4, 5, 8, 9, 0x0d, 0x2d, 0xff),
        streamId: fc.nat({ max: 4 }),
        payload: fc.uint8Array({ maxLength: 40 }),
      })
      .map(({ type, flags, streamId, payload }) => rawFrame(type, flags, streamId, payload));
    const side = fc.array(anyFrame, { maxLength: 30 }).map((frames) => concat(...frames));
    fc.assert(
      fc.property(side, side, fc.integer({ min: 1, max: 100 }), (client, server, size) => {
        readDamaged(concat(CLIENT.subarray(0, 33), client), concat(CLIENT.subarray(24, 33), server), size);
      }),
      { numRuns: 400 },
    );
  });

  it("are in the tree as noise, too", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (client, server) => {
        readDamaged(client, server, 50);
      }),
      { numRuns: 200 },
    );
  });

  it("make the same frames, however they are cut", () => {
    const noise = fc.uint8Array({ maxLength: 60 });
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(noise, damages, sizes, fc.boolean(), (before, change, some, isClient) => {
        const bytes = concat(before, change.reduce(damage, CLIENT.subarray(before.length === 0 ? 0 : 24)));
        const read = (pieces: readonly number[]): InspectedFrame[] => {
          const inspector = new ConnectionInspector({ messages: textReader, maxHeldBytes: 600, maxFrameBytes: 1024 });
          const side = isClient ? "client" : "server";
          const frames: InspectedFrame[] = [];
          for (let [at, turn] = [0, 0]; at < bytes.length; turn++) {
            const size = pieces[turn % pieces.length] ?? 1;
            frames.push(...inspector.push(side, bytes.subarray(at, at + size), 0n));
            at += size;
          }
          return [...frames, ...inspector.end(side, 0n)];
        };
        expect(read(some)).toEqual(read([Infinity]));
      }),
      { numRuns: 300 },
    );
  });

  it("are in the tree of one shot, at every length", () => {
    for (let length = 0; length <= CLIENT.length; length++) {
      const bytes = CLIENT.slice(0, length);
      const { frames } = inspectHttp2(bytes, "client", { messages: textReader });
      expectEveryByte(frames, [{ side: "client", bytes }]);
      expect(frames.map(({ offset }) => offset)).toEqual(frames.map(({ offset }) => offset).toSorted((a, b) => a - b));
    }
  });
});
