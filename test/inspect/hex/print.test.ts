/** How trees are printed: wraps, cuts, colours, and nothing that reads as a length without being one. */
import { describe, expect, it } from "vitest";
import {
  encodeAnnotatedHex,
  inspectMessage,
  parseAnnotatedHex,
  printAnnotatedHex,
  type Span,
  type SpanKind,
} from "../../../src/inspect/index.ts";
import { apiSchema, SchemaRegistry } from "../../../src/reflect/index.ts";
import { hex } from "../../support/hex.ts";

const registry = new SchemaRegistry(apiSchema());

function leaf(kind: SpanKind, start: number, end: number, label: string, text = ""): Span {
  return { kind, start, end, label, text, children: [] };
}

describe("printAnnotatedHex", () => {
  const twenty = Uint8Array.of(0x0a, 20, ...new TextEncoder().encode("a text of twenty chs"));

  it("wraps a long value over lines of sixteen bytes, the later ones deeper", () => {
    const text = printAnnotatedHex(inspectMessage(twenty), twenty);
    expect(text).toBe(
      '0a 14 61 20 74 65 78 74 20 6f 66 20 74 77 65 6e   # 1: "a text of twenty chs"\n' + "   74 79 20 63 68 73\n",
    );
    expect(encodeAnnotatedHex(text)).toEqual(twenty);
  });

  it("cuts a long value where that is wanted, and cannot be read back", () => {
    const text = printAnnotatedHex(inspectMessage(twenty), twenty, { maxValueBytes: 4 });
    expect(text).toBe(
      '0a 14 61 20 74 65   # 1: "a text of twenty chs"\n' + "   …                #   16 bytes more, not shown\n",
    );
    expect(() => parseAnnotatedHex(text)).toThrow(
      expect.objectContaining({ code: "INSPECT_HEX_CUT", line: 2 }) as Error,
    );
  });

  it("colours digits by their part, and comments by theirs, without moving them", () => {
    const bytes = hex("12 02 0a 00");
    const span = inspectMessage(bytes, { registry, typeName: "bosdyn.api.RobotIdResponse" });
    expect(printAnnotatedHex(span, bytes, { color: (kind, text) => `<${kind} ${text}>` })).toBe(
      "<tag 12> <length 02>      # <field 2: robot_id, 2 bytes>\n" +
        '   <tag 0a> <length 00>   #   <field 1: serial_number "">\n',
    );
  });

  it("says what else a guess may be, or does not", () => {
    const bytes = hex("08 01");
    const span = inspectMessage(bytes);
    expect(printAnnotatedHex(span, bytes)).toBe("08 01   # 1: 1 (or bool true, sint64 -1)\n");
    expect(printAnnotatedHex(span, bytes, { alternatives: false })).toBe("08 01   # 1: 1\n");
  });

  it("prints nothing of nothing", () => {
    expect(printAnnotatedHex(inspectMessage(new Uint8Array(0)), new Uint8Array(0))).toBe("");
  });

  it("prints a part of a tree alone", () => {
    const bytes = hex("12 04 0a 02 73 70 0a 00");
    const [robotId] = inspectMessage(bytes, { registry, typeName: "bosdyn.api.RobotIdResponse" }).children as [Span];
    const text = printAnnotatedHex(robotId, bytes);
    expect(parseAnnotatedHex(text)).toEqual(bytes.subarray(0, 6));
  });

  it("says of part of a field that it is one", () => {
    const bytes = hex("0a 04 73 70");
    const [field] = inspectMessage(hex("0a 04 73 70 2d 31")).children as [Span];
    const children = [...field.children.slice(0, 2), leaf("value", 2, 4, "string", '"sp-1"')];
    const part: Span = { ...field, end: 4, isPart: true, children };
    const text = printAnnotatedHex(part, bytes, { alternatives: false });
    expect(text).toBe('0a 04 73 70   # part of 1: "sp-1"\n');
    expect(encodeAnnotatedHex(text)).toEqual(bytes);
  });

  it("puts a frame's header on a line of its own, whatever looks like more of it", () => {
    const bytes = hex("00 00 03 00 08 00 00 00 01 01 61 00");
    const parts = [
      leaf("length", 0, 3, "length", "3"),
      leaf("header", 3, 5, "type and flags"),
      leaf("header", 5, 9, "stream", "1"),
    ];
    const header: Span = { kind: "header", start: 0, end: 9, label: "frame header", text: "", children: parts };
    const rest = [
      leaf("length", 9, 10, "pad length", "1"),
      leaf("value", 10, 11, "data"),
      leaf("padding", 11, 12, "padding"),
    ];
    const frame: Span = {
      kind: "frame",
      start: 0,
      end: 12,
      label: "DATA",
      text: "stream 1",
      children: [header, ...rest],
    };
    expect(printAnnotatedHex(frame, bytes)).toBe(
      "00 00 03 00 08 00 00 00 01   # DATA stream 1, 3 bytes follow\n" +
        "   01                        #   pad length 1\n" +
        "   61                        #   data\n" +
        "   00                        #   padding\n",
    );
  });

  it("lets no text of a peer pass for a line, or for a length", () => {
    const bytes = hex("0a 0b 0c 0d 0e");
    for (const text of ["x\n00", "1: 5 bytes", "5 bytes follow", "1 byte follows", "\u2028 ff", "# 1:"]) {
      for (const label of ["", "entry"]) {
        const printedText = printAnnotatedHex(leaf("entry", 0, 5, label, text), bytes);
        expect(printedText.split("\n")).toHaveLength(2);
        expect(encodeAnnotatedHex(printedText), text).toEqual(bytes);
      }
    }
  });
});
