/** Edits by hand, and the lengths that follow from them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  AnnotatedHexError,
  encodeAnnotatedHex,
  inspectGrpcMessages,
  inspectMessage,
  printAnnotatedHex,
  schemaMessageReader,
} from "../../../src/inspect/index.ts";
import { RobotIdResponse } from "../../../src/messages/bosdyn/api/robot_id.ts";
import { apiSchema, SchemaRegistry } from "../../../src/reflect/index.ts";
import { frameMessage } from "../../../src/grpc/index.ts";
import { EXAMPLES } from "../../http2/hpack/rfc7541.ts";
import { hex, toHex } from "../../support/hex.ts";
import { rawFrame } from "../../support/raw-client.ts";
import { headerBlock } from "../../support/scripted-peer.ts";
import { readAfterBeginning } from "../http2/reading.ts";

const registry = new SchemaRegistry(apiSchema());
const reader = schemaMessageReader(registry);
const VECTOR = join(import.meta.dirname, "../../vectors/grpc/robot-id-response.hex");
const bytes = hex(readFileSync(VECTOR, "utf8"));
const printed = printAnnotatedHex(
  inspectGrpcMessages(bytes, { reader, typeName: "bosdyn.api.RobotIdResponse" }),
  bytes,
);

function response(serialNumber: string): Uint8Array {
  return frameMessage(RobotIdResponse.encode({ robotId: { serialNumber, species: "spot" } }));
}

/** The hex of ASCII. */
function ascii(text: string): string {
  return toHex(new TextEncoder().encode(text));
}

describe("encodeAnnotatedHex", () => {
  it("gives the same bytes where nothing was edited", () => {
    expect(encodeAnnotatedHex(printed)).toEqual(bytes);
  });

  it("puts the lengths around a longer text right, up to the prefix", () => {
    const edited = printed.replace(ascii("sp-1"), ascii("spot-BD-12345678"));
    expect(edited).not.toBe(printed);
    expect(encodeAnnotatedHex(edited)).toEqual(response("spot-BD-12345678"));
  });

  it("does so for an empty text, and one whose lengths take two bytes", () => {
    const empty = encodeAnnotatedHex(printed.replace(ascii("sp-1"), ""));
    expect(empty).toEqual(hex("00 00 00 00 0a 12 08 0a 00 12 04 73 70 6f 74"));
    for (const serial of ["x", "x".repeat(200), "x".repeat(20_000)]) {
      expect(encodeAnnotatedHex(printed.replace(ascii("sp-1"), ascii(serial)))).toEqual(response(serial));
    }
  });

  it("counts lines that were added and lines that were taken away", () => {
    const lines = printed.trimEnd().split("\n");
    expect(encodeAnnotatedHex(lines.slice(0, 3).join("\n"))).toEqual(
      frameMessage(RobotIdResponse.encode({ robotId: { serialNumber: "sp-1" } })),
    );
    expect(encodeAnnotatedHex([...lines, `      1a 00 ${ascii("v1")} # 3: version`].join("\n"))).toEqual(
      frameMessage(RobotIdResponse.encode({ robotId: { serialNumber: "sp-1", species: "spot", version: "v1" } })),
    );
  });

  it("reads a text that stands over several lines", () => {
    const lines = printed.replace(ascii("sp-1"), ascii("spot")).split("\n");
    lines.splice(3, 0, `         ${ascii("-1")} # and the rest`);
    const edited = lines.join("\n");
    expect(encodeAnnotatedHex(edited)).toEqual(response("spot-1"));
  });

  it("takes a prefix's message from its own indentation where nothing is deeper", () => {
    const text = readFileSync(VECTOR, "utf8");
    expect(encodeAnnotatedHex(text)).toEqual(bytes);
    const twice = text + text.replace(ascii("sp-1"), ascii("spot-1"));
    expect(encodeAnnotatedHex(twice)).toEqual(Uint8Array.of(...bytes, ...response("spot-1")));
  });

  it("puts the 24 bits of a frame's header right", () => {
    const frame = (length: string, data: string): string =>
      `${length} 00 01 00 00 00 01 # DATA stream 1, 5 bytes follow\n   ${data} # data\n`;
    const data = "61 ".repeat(300).trim();
    const settings = "00 00 00 04 01 00 00 00 00 # SETTINGS ACK, 0 bytes follow\n";
    expect(encodeAnnotatedHex(frame("00 00 05", data) + settings)).toEqual(hex(frame("00 01 2c", data) + settings));
  });

  it("leaves a length as long as it was written where it is right", () => {
    const padded = hex("0a 81 80 00 61");
    expect(encodeAnnotatedHex(printAnnotatedHex(inspectMessage(padded), padded))).toEqual(padded);
    expect(encodeAnnotatedHex('0a 81 80 00 61 62 # 1: "a"')).toEqual(hex("0a 02 61 62"));
  });

  it("leaves a length that was wrong as it was", () => {
    const damaged = hex("12 09 0a 02 73 70");
    const text = printAnnotatedHex(
      inspectMessage(damaged, { registry, typeName: "bosdyn.api.RobotIdResponse" }),
      damaged,
    );
    expect(encodeAnnotatedHex(text)).toEqual(damaged);
  });

  it("leaves lines alone whose comments say nothing of a length", () => {
    for (const line of ["0a 09 61", "0a 09 61 # one", "0a 09 61 # at 10:30", "10 96 01 # 2: 150"]) {
      expect(encodeAnnotatedHex(line)).toEqual(hex(line));
    }
  });

  const bad: readonly [what: string, text: string, line: number][] = [
    ["a comment of another field than its bytes", "08 01 # 1: one\n12 01 61 # 1: serial_number", 2],
    ["a field without a length", "12 # 2: robot_id", 1],
    ["a field without a tag", "80 # 2: robot_id", 1],
    ["a prefix of no known length", "\n00 00 00 01 # 1 byte follows\n   61", 2],
    [
      "a frame longer than its length can say",
      `00 00 00 00 00 00 00 00 01 # DATA, 1 byte follows\n   ${"00".repeat(2 ** 24)}`,
      1,
    ],
  ];
  for (const [what, text, line] of bad) {
    it(`refuses ${what}`, () => {
      expect(() => encodeAnnotatedHex(text)).toThrow(AnnotatedHexError);
      expect(() => encodeAnnotatedHex(text)).toThrow(
        expect.objectContaining({ code: "INSPECT_HEX_LENGTH", line }) as Error,
      );
    });
  }
});

describe("encodeAnnotatedHex of a header block", () => {
  const VALUE = "/bosdyn.api.RobotIdService/GetRobotId";
  const encoded = (fields: Readonly<Record<string, string>>): Uint8Array =>
    rawFrame(1, 4, 1, headerBlock({ ":path": VALUE, "content-type": "application/grpc", ...fields }));

  function printedFrame(bytes: Uint8Array): string {
    const { frames } = readAfterBeginning([{ side: "client", bytes }]);
    return frames.map(({ span, bytes: own }) => printAnnotatedHex(span, own)).join("");
  }

  it("gives the same bytes where nothing was edited, whatever the kinds of its entries", () => {
    for (const { blocks, tableBytes } of EXAMPLES) {
      if (tableBytes !== undefined) continue;
      for (const { bytes: block } of blocks) {
        const frame = rawFrame(1, 4, 1, block);
        expect(encodeAnnotatedHex(printedFrame(frame))).toEqual(frame);
      }
    }
  });

  it("leaves a block that is cut, wherever it is, as it was", () => {
    const block = headerBlock({ ":path": VALUE, "!x": "hello" });
    for (let cut = 0; cut <= block.length; cut++) {
      const frame = rawFrame(1, 4, 1, block.subarray(0, cut));
      expect(toHex(encodeAnnotatedHex(printedFrame(frame)))).toBe(toHex(frame));
    }
  });

  it("puts the length of a longer or shorter value right, and the frame's", () => {
    const text = printedFrame(encoded({ "x-note": "short" }));
    for (const value of ["", "x", "longer than it was", "y".repeat(300)]) {
      const edited = text.replace(ascii("short"), ascii(value));
      expect(toHex(encodeAnnotatedHex(edited))).toBe(toHex(encoded({ "x-note": value })));
    }
  });

  it("counts a value that goes on below", () => {
    const text = printedFrame(encoded({ "x-note": "a".repeat(40) }));
    const [last = ""] = text.trimEnd().split("\n").slice(-1);
    expect(last).toBe("      61");
    const edited = text.trimEnd().replace(/[^\n]*$/, `${last} 62 62`);
    expect(toHex(encodeAnnotatedHex(edited))).toBe(toHex(encoded({ "x-note": `${"a".repeat(40)}bb` })));
  });

  it("finds the length of a value below, behind a name that takes the line", () => {
    for (const name of ["x-long-name-14", "x-long-name-of-15", "x-name-that-takes-a-line-and-more"]) {
      const text = printedFrame(encoded({ [name]: "short" }));
      expect(toHex(encodeAnnotatedHex(text))).toBe(toHex(encoded({ [name]: "short" })));
      const edited = text.replace(ascii("short"), ascii("longer than it was"));
      expect(edited).not.toBe(text);
      expect(toHex(encodeAnnotatedHex(edited))).toBe(toHex(encoded({ [name]: "longer than it was" })));
    }
  });

  it.each([
    ["82 # literal, not indexed a: b", /no literal header field begins here/],
    ["00 05 61 # literal, not indexed a: b", /a header block is cut short/],
  ])("refuses %s", (text, says) => {
    expect(() => encodeAnnotatedHex(text)).toThrow(AnnotatedHexError);
    expect(() => encodeAnnotatedHex(text)).toThrow(says);
  });
});
