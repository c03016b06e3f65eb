import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FramingError } from "../../src/grpc/errors.ts";
import { type FramedMessage, frameMessage, MessageDeframer, PREFIX_BYTES } from "../../src/grpc/framing.ts";
import { chunks, concat, hex, toHex } from "../support/hex.ts";

const VECTORS = new URL("../vectors/grpc/", import.meta.url);
const MAX_BYTES = 64;

interface Vector {
  readonly description: string;
  readonly value?: readonly { readonly compressed: boolean; readonly hex: string }[];
  readonly error?: string;
}

const vectors = readdirSync(VECTORS)
  .filter((file) => file.endsWith(".hex"))
  .map((file) => ({
    name: file.replace(/\.hex$/, ""),
    bytes: hex(readFileSync(new URL(file, VECTORS), "utf8")),
    ...(JSON.parse(readFileSync(new URL(file.replace(/hex$/, "json"), VECTORS), "utf8")) as Vector),
  }));
const good = vectors.flatMap(({ value, ...vector }) =>
  value === undefined
    ? []
    : [{ ...vector, value: value.map(({ compressed, hex: bytes }) => ({ compressed, bytes: hex(bytes) })) }],
);
const bad = vectors.filter((vector) => vector.error !== undefined);

/** Deframe a whole stream that arrives in pieces. */
function deframe(pieces: readonly Uint8Array[], maxBytes: number = MAX_BYTES): FramedMessage[] {
  const deframer = new MessageDeframer(maxBytes);
  const messages = pieces.flatMap((piece) => deframer.push(piece));
  deframer.end();
  return messages;
}

/** What was thrown. */
function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Offsets at which a stream of these messages may end. */
function boundaries(messages: readonly FramedMessage[]): Set<number> {
  const ends = new Set([0]);
  let at = 0;
  for (const { bytes } of messages) ends.add((at += PREFIX_BYTES + bytes.length));
  return ends;
}

describe.each(good)("frames of $name", ({ bytes, value }) => {
  it("decode to their messages", () => {
    expect(deframe([bytes])).toEqual(value);
  });
  // We never compress, so only plain messages go back.
  if (value.every((message) => !message.compressed)) {
    it("are what encoding the messages gives", () => {
      expect(toHex(concat(...value.map((message) => frameMessage(message.bytes))))).toBe(toHex(bytes));
    });
    it("survive decoding and encoding", () => {
      const again = concat(...deframe([bytes]).map((message) => frameMessage(message.bytes)));
      expect(toHex(again)).toBe(toHex(bytes));
    });
    it("survive encoding and decoding", () => {
      expect(deframe(value.map((message) => frameMessage(message.bytes)))).toEqual(value);
    });
  }
  for (let size = 1; size <= bytes.length; size++) {
    it(`decode to the same messages from ${size}-byte chunks`, () => {
      expect(deframe(chunks(bytes, size))).toEqual(value);
    });
  }
  for (let length = 0; length < bytes.length; length++) {
    it(`cut after ${length} bytes are ${boundaries(value).has(length) ? "fewer messages" : "refused at the end"}`, () => {
      const deframer = new MessageDeframer(MAX_BYTES);
      const messages = deframer.push(bytes.subarray(0, length));
      expect(value.slice(0, messages.length)).toEqual(messages);
      const error = thrownBy(() => deframer.end());
      if (boundaries(value).has(length)) expect(error).toBeUndefined();
      else expect(error).toMatchObject({ code: "FRAMING_TRUNCATED", status: "INTERNAL" });
    });
  }
});

describe.each(bad)("bytes of $name", ({ bytes, error }) => {
  it(`are refused with ${error ?? ""}`, () => {
    const thrown = thrownBy(() => deframe([bytes]));
    expect(thrown).toBeInstanceOf(FramingError);
    expect(thrown).toMatchObject({ code: error, retryable: false });
  });
  for (let size = 1; size < bytes.length; size++) {
    it(`are refused with the same error from ${size}-byte chunks`, () => {
      expect(thrownBy(() => deframe(chunks(bytes, size)))).toMatchObject({ code: error });
    });
  }
});

describe("MessageDeframer", () => {
  it("accepts a message of exactly the limit", () => {
    const message = new Uint8Array(MAX_BYTES);
    expect(deframe([frameMessage(message)])).toEqual([{ compressed: false, bytes: message }]);
  });

  it("refuses a declared length one over the limit before any body arrives, in C-core's words", () => {
    const error = thrownBy(() => new MessageDeframer(MAX_BYTES).push(hex("00 00 00 00 41")));
    expect(error).toMatchObject({
      code: "FRAMING_TOO_LARGE",
      status: "RESOURCE_EXHAUSTED",
      message: "Received message larger than max (65 vs. 64)",
    });
  });

  it("says how much of a message is missing", () => {
    const inPrefix = new MessageDeframer(MAX_BYTES);
    inPrefix.push(hex("00 00"));
    expect(thrownBy(() => inPrefix.end())).toMatchObject({
      message: "message cut short: 3 bytes of a prefix missing",
    });
    const inMessage = new MessageDeframer(MAX_BYTES);
    inMessage.push(hex("00 00 00 00 04 61"));
    expect(thrownBy(() => inMessage.end())).toMatchObject({
      message: "message cut short: 3 of 4 bytes missing",
    });
  });

  it("finds the same messages for any messages and any cuts", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 700 }), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }),
        (messages, cuts) => {
          const whole = concat(...messages.map((message) => frameMessage(message)));
          const pieces: Uint8Array[] = [];
          for (let at = 0, i = 0; at < whole.length; i++) {
            const size = cuts[i % cuts.length] as number;
            pieces.push(whole.slice(at, at + size));
            at += size;
          }
          expect(deframe(pieces, 700).map((message) => message.bytes)).toEqual(messages);
        },
      ),
    );
  });
});
