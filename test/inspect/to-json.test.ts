/** Trees as JSON. */
import { describe, expect, it } from "vitest";
import { inspectMessage, spanToJson } from "../../src/inspect/index.ts";
import { apiSchema, SchemaRegistry } from "../../src/reflect/index.ts";
import { hex } from "../support/hex.ts";

const registry = new SchemaRegistry(apiSchema());

describe("spanToJson", () => {
  it("says everything that the tree does, and the bytes of its leaves", () => {
    const bytes = hex("12 04 0a 02 73 70 10");
    const span = inspectMessage(bytes, { registry, typeName: "bosdyn.api.RobotIdResponse" });
    const json = spanToJson(span, bytes);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    expect(json).toMatchObject({ kind: "message", start: 0, end: 7, typeName: "bosdyn.api.RobotIdResponse" });
    expect(json.children?.[0]).toEqual({
      kind: "field",
      label: "robot_id",
      start: 0,
      end: 6,
      typeName: "bosdyn.api.RobotId",
      children: [
        { kind: "tag", label: "tag", text: "field 2, LEN", start: 0, end: 1, hex: "12" },
        { kind: "length", label: "length", text: "4 bytes", start: 1, end: 2, hex: "04" },
        {
          kind: "message",
          label: "bosdyn.api.RobotId",
          start: 2,
          end: 6,
          typeName: "bosdyn.api.RobotId",
          children: [
            {
              kind: "field",
              label: "serial_number",
              text: '"sp"',
              start: 2,
              end: 6,
              typeName: "string",
              children: [
                { kind: "tag", label: "tag", text: "field 1, LEN", start: 2, end: 3, hex: "0a" },
                { kind: "length", label: "length", text: "2 bytes", start: 3, end: 4, hex: "02" },
                { kind: "value", label: "string", text: '"sp"', start: 4, end: 6, hex: "73 70" },
              ],
            },
          ],
        },
      ],
    });
    expect(json.children?.[1]).toMatchObject({
      fault: "VARINT is not how bosdyn.api.RobotId is written: read as an unknown field",
      children: [{ hex: "10" }, { kind: "unread", hex: "", fault: "WIRE_TRUNCATED: varint ends early" }],
    });
  });

  it("cuts values where that is wanted, and says by how much", () => {
    const bytes = hex("0a 04 73 70 2d 31");
    const json = spanToJson(inspectMessage(bytes), bytes, { maxValueBytes: 3 });
    expect(json.children?.[0]?.children?.[2]).toMatchObject({ hex: "73 70 2d", hexOmits: 1 });
    expect(json.children?.[0]?.alternatives).toContainEqual({ as: "bytes", text: "4 bytes: 73 70 2d 31" });
  });
});
