/**
 * What the generated codecs refuse, and how precisely they say where.
 */
import { describe, expect, it } from "vitest";
import { Payload } from "../../src/messages/bosdyn/api/payload.ts";
import { RobotIdResponse } from "../../src/messages/bosdyn/api/robot_id.ts";
import { RobotStateResponse } from "../../src/messages/bosdyn/api/robot_state.ts";
import { WireError, type WireErrorCode } from "../../src/wire/index.ts";
import { hex } from "../support/hex.ts";

/** What decoding throws; fails if it is no WireError. */
function refusal(decode: () => unknown): WireError {
  try {
    decode();
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("decoding RobotStateResponse", () => {
  const cases: [what: string, bytes: string, WireErrorCode, offset: number, path: string][] = [
    ["a tag cut short", "80", "WIRE_TRUNCATED", 0, ""],
    ["field number 0", "12 00 00", "WIRE_INVALID_TAG", 2, ""],
    ["a nested message longer than the rest", "12 05 32 00", "WIRE_TRUNCATED", 2, "robot_state"],
    [
      "a joint's name that is not UTF-8",
      `12 11                  # robot_state
         32 0f                # kinematic_state
           12 00 12 00 12 00  #   three joint_states
           12 07              #   the fourth
             0a 05 66 6c c3 28 78`,
      "WIRE_INVALID_UTF8",
      14,
      "robot_state.kinematic_state.joint_states[3].name",
    ],
    [
      "a frame's transform cut short",
      `12 14                        # robot_state
         32 12                      # kinematic_state
           fa 01 0f                 #   transforms_snapshot
             0a 0d                  #     child_to_parent_edge_map
               0a 04 62 6f 64 79    #       key "body"
               12 05 12 03 0a 01 09 #       value: parent_tform_child: position: x without its eight bytes`,
      "WIRE_TRUNCATED",
      22,
      'robot_state.kinematic_state.transforms_snapshot.child_to_parent_edge_map["body"].parent_tform_child.position.x',
    ],
    [
      "a map key that is not UTF-8",
      "12 07 22 05 1a 03 0a 01 ff",
      "WIRE_INVALID_UTF8",
      8,
      "robot_state.system_fault_state.aggregated.key",
    ],
    [
      "a number of eleven bytes in a known field",
      "12 0f 12 0d 40 80 80 80 80 80 80 80 80 80 80 01 00",
      "WIRE_VARINT_OVERLONG",
      5,
      "robot_state.battery_states[0].status",
    ],
    ["an unknown field cut short", "12 03 fa 3e 05", "WIRE_TRUNCATED", 5, "robot_state"],
    ["an end of a group", "12 02 32 00 0c", "WIRE_BAD_GROUP", 4, "header"],
  ];
  for (const [what, bytes, code, offset, path] of cases) {
    it(`refuses ${what} and says where`, () => {
      const error = refusal(() => RobotStateResponse.decode(hex(bytes)));
      expect(error).toMatchObject({ code, offset, path, messageType: "bosdyn.api.RobotStateResponse" });
      expect(error.message).toBe(
        `bosdyn.api.RobotStateResponse${path === "" ? "" : ` ${path}`}, byte ${offset}: ${error.detail}`,
      );
    });
  }

  it("finds a name that does not follow from its property", () => {
    expect(refusal(() => Payload.decode(hex("0a 02 c3 28")))).toMatchObject({ path: "GUID" });
    expect(() => Payload.encode({ GUID: "\uD800" })).toThrow(/^bosdyn\.api\.Payload GUID: /);
  });

  it("says that the same bytes will fail again", () => {
    expect(refusal(() => RobotStateResponse.decode(hex("80"))).retryable).toBe(false);
  });
});

describe("encoding", () => {
  it("names the field of a number that does not fit", () => {
    const message = { robotState: { systemFaultState: { faults: [{ code: 1 }, { code: 2 ** 31 }] } } };
    expect(() => RobotStateResponse.encode(message)).toThrow(
      new RangeError(
        "bosdyn.api.RobotStateResponse robot_state.system_fault_state.faults.code: 2147483648 does not fit int32",
      ),
    );
  });

  it("names the field of a value of the wrong type", () => {
    const message = { robotId: { serialNumber: 5 as unknown as string } };
    expect(() => RobotIdResponse.encode(message)).toThrow(
      new TypeError("bosdyn.api.RobotIdResponse robot_id.serial_number: a string is wanted, not number"),
    );
  });

  it("names the map and the part of its entry", () => {
    const aggregated = new Map([["x", 0.5]]);
    expect(() => RobotStateResponse.encode({ robotState: { systemFaultState: { aggregated } } })).toThrow(
      new RangeError(
        "bosdyn.api.RobotStateResponse robot_state.system_fault_state.aggregated.value: 0.5 does not fit int32",
      ),
    );
  });

  it("names both members of a oneof, however deep", () => {
    const parameters = [{ label: "x", intValue: 1n, boolValue: false }];
    expect(() => RobotIdResponse.encode({ robotId: { softwareRelease: { parameters } } })).toThrow(
      new RangeError(
        "bosdyn.api.RobotIdResponse robot_id.software_release.parameters: " +
          "oneof values holds one member, but int_value and bool_value are both set",
      ),
    );
  });

  it("goes on after a refusal as if nothing had been", () => {
    const good = { robotId: { serialNumber: "sp-1" } };
    const before = RobotIdResponse.encode(good);
    expect(() => RobotIdResponse.encode({ robotId: { serialNumber: "\uD800" } })).toThrow(RangeError);
    expect(RobotIdResponse.encode(good)).toEqual(before);
  });

  it("may be asked for again by a getter of the message itself", () => {
    const inner = { serialNumber: "inner" };
    const message = {
      get robotId(): { nickname: string } {
        return { nickname: String(RobotIdResponse.encode({ robotId: inner }).length) };
      },
    };
    expect(RobotIdResponse.decode(RobotIdResponse.encode(message)).robotId?.nickname).toBe("9");
  });

  it("takes a decoded message as it is", () => {
    const bytes = hex("12 0c 0a 04 73 70 2d 31 12 04 73 70 6f 74");
    expect(RobotIdResponse.encode(RobotIdResponse.decode(bytes))).toEqual(bytes);
  });
});
