/** Length-prefixed messages, good and bad. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  encodeAnnotatedHex,
  faultsOf,
  inspectGrpcMessage,
  inspectGrpcMessages,
  printAnnotatedHex,
  schemaMessageReader,
  treeFaults,
} from "../../src/inspect/index.ts";
import { apiSchema, SchemaRegistry } from "../../src/reflect/index.ts";
import { hex } from "../support/hex.ts";

const reader = schemaMessageReader(new SchemaRegistry(apiSchema()));
const ROBOT_ID = "bosdyn.api.RobotIdResponse";

function vector(name: string): Uint8Array {
  return hex(readFileSync(join(import.meta.dirname, `../vectors/grpc/${name}.hex`), "utf8"));
}

/** The lines of the printed tree. */
function printed(bytes: Uint8Array, typeName?: string): string[] {
  const span = inspectGrpcMessages(bytes, { reader, typeName });
  expect(treeFaults(span)).toEqual([]);
  expect(span.end).toBe(bytes.length);
  const text = printAnnotatedHex(span, bytes);
  expect(Buffer.compare(encodeAnnotatedHex(text), bytes)).toBe(0);
  return text.trimEnd().split("\n");
}

describe("inspectGrpcMessages", () => {
  it("shows prefix and message", () => {
    expect(printed(vector("robot-id-response"), ROBOT_ID)).toEqual([
      "00 00 00 00 0e            # not compressed, 14 bytes follow",
      "   12 0c                  #   2: robot_id, 12 bytes",
      '      0a 04 73 70 2d 31   #     1: serial_number "sp-1"',
      '      12 04 73 70 6f 74   #     2: species "spot"',
    ]);
  });

  it("shows messages one behind the other, empty ones among them", () => {
    const one = vector("robot-id-response");
    const lines = printed(Uint8Array.of(...one, 0, 0, 0, 0, 0, ...one), ROBOT_ID);
    expect(lines.filter((line) => line.includes("follow")).map((line) => line.replace(/^.*# /, ""))).toEqual([
      "not compressed, 14 bytes follow",
      "not compressed, 0 bytes follow",
      "not compressed, 14 bytes follow",
    ]);
  });

  it("leaves a compressed message as it is, and says so", () => {
    expect(printed(vector("compressed"))).toEqual([
      "01 00 00 00 03   # compressed, 3 bytes follow",
      "   78 9c 03      #   message 3 bytes, compressed",
    ]);
  });

  it("gives up at a flag that is neither 0 nor 1", () => {
    expect(printed(vector("html"))).toEqual([
      "3c 21 64 6f 63 74 79 70 65   # unread 9 bytes ! FRAMING_BAD_FLAG: compressed flag is 60, not 0 or 1",
    ]);
    expect(printed(Uint8Array.of(0, 0, 0, 0, 0, 2, 0, 0, 0, 0))).toEqual([
      "00 00 00 00 00   # not compressed, 0 bytes follow",
      "02 00 00 00 00   # unread 5 bytes ! FRAMING_BAD_FLAG: compressed flag is 2, not 0 or 1",
    ]);
  });

  it("reads a message that is cut short as far as it goes", () => {
    expect(printed(vector("robot-id-response").subarray(0, 13), ROBOT_ID)).toEqual([
      "00 00 00 00 0e            # gRPC message not compressed ! FRAMING_TRUNCATED: message cut short: 6 of 14 bytes missing",
      "   12 0c                  #   ! 2: robot_id, 6 bytes ! WIRE_TRUNCATED: 12 bytes wanted, 6 left in the message",
      '      0a 04 73 70 2d 31   #     1: serial_number "sp-1"',
    ]);
  });

  it("says that a prefix is cut short", () => {
    expect(printed(Uint8Array.of(0, 0, 0))).toEqual([
      "00 00 00   # prefix 3 of 5 bytes of a prefix ! FRAMING_TRUNCATED: message cut short: 2 bytes of a prefix missing",
    ]);
  });

  it("is whole for every prefix of a stream", () => {
    const bytes = vector("three-messages");
    for (let length = 0; length <= bytes.length; length++) printed(bytes.subarray(0, length));
  });

  it("takes no memory for what is only announced", () => {
    const before = process.memoryUsage();
    const [fault] = faultsOf(inspectGrpcMessages(vector("too-large"), { reader }));
    expect(fault?.fault).toContain("FRAMING_TRUNCATED");
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(64 * 1024 * 1024);
  });

  it("reads a message over the limit nonetheless, with a fault", () => {
    const bytes = vector("robot-id-response");
    const span = inspectGrpcMessage(bytes, { reader, typeName: ROBOT_ID, maxMessageBytes: 10 });
    expect([...faultsOf(span)].map(({ label, fault }) => [label, fault])).toEqual([
      ["length", "FRAMING_TOO_LARGE: Received message larger than max (14 vs. 10)"],
    ]);
    expect(span.children.at(-1)?.children[0]?.label).toBe("robot_id");
  });
});

describe("inspectGrpcMessage", () => {
  it("leaves what is behind the message unread", () => {
    const span = inspectGrpcMessage(Uint8Array.of(0, 0, 0, 0, 1, 0x61, 0x62), { reader });
    expect(treeFaults(span)).toEqual([]);
    expect(span.children.at(-1)).toMatchObject({
      kind: "unread",
      start: 6,
      end: 7,
      fault: "more bytes than the message has",
    });
  });
});

describe("schemaMessageReader", () => {
  it("knows the types of a method by its path", () => {
    expect(reader.methodTypes("/bosdyn.api.RobotIdService/GetRobotId")).toEqual({
      input: "bosdyn.api.RobotIdRequest",
      output: ROBOT_ID,
    });
  });

  it("knows nothing of other paths", () => {
    const paths = ["/bosdyn.api.RobotIdService/Nothing", "/no.Service/GetRobotId", "GetRobotId", "", "/", "/a/b/c"];
    expect(paths.map((path) => reader.methodTypes(path))).toEqual(paths.map(() => undefined));
  });

  it("reads a message by its type, and guesses without one", () => {
    const bytes = hex("12 02 0a 00");
    expect(reader.readMessage(bytes, ROBOT_ID).children[0]?.label).toBe("robot_id");
    expect(reader.readMessage(bytes, undefined).children[0]?.label).toBe("field 2");
  });
});
