import { describe, expect, it } from "vitest";
import { PowerCommandRequest, PowerCommandRequest_Request } from "../../../src/messages/bosdyn/api/power.ts";
import { RobotId } from "../../../src/messages/bosdyn/api/robot_id.ts";
import { RobotStateResponse } from "../../../src/messages/bosdyn/api/robot_state.ts";
import { fromJson, JsonError, SchemaError, toJson } from "../../../src/reflect/index.ts";
import { messageCodec } from "../../../src/wire/index.ts";
import { wholeState } from "../../services/robot-state/robot-states.ts";

describe("toJson", () => {
  it("says a message as protobuf's JSON mapping has it", () => {
    const request = {
      header: { clientName: "log", requestTimestamp: { seconds: 1n, nanos: 500_000_000 } },
      request: PowerCommandRequest_Request.REQUEST_ON_WIFI_RADIO,
    };
    expect(toJson(PowerCommandRequest, request)).toEqual({
      header: { clientName: "log", requestTimestamp: "1970-01-01T00:00:01.500Z" },
      request: "REQUEST_ON_WIFI_RADIO",
    });
    expect(toJson(RobotId, {}, { emitDefaults: true, useProtoNames: true })).toMatchObject({ serial_number: "" });
  });

  it("and fromJson make the same message again, a whole state of a robot", () => {
    const state = RobotStateResponse.decode(RobotStateResponse.encode(wholeState(1)));
    expect(fromJson(RobotStateResponse, JSON.stringify(toJson(RobotStateResponse, state)))).toEqual(state);
  });

  it("refuses what JSON cannot say, what does not encode, and types that are not of the API", () => {
    const late = { header: { requestTimestamp: { seconds: 1n << 60n } } };
    expect(() => toJson(PowerCommandRequest, late)).toThrow(JsonError);
    expect(() => toJson(RobotId, { serialNumber: 5 as never })).toThrow(TypeError);
    const own = messageCodec<object, object>(
      "my.Own",
      () => undefined,
      (_, message) => message,
      () => ({}),
    );
    expect(() => toJson(own, {})).toThrow(SchemaError);
  });
});

describe("fromJson", () => {
  it("says where a text is wrong", () => {
    expect(() => fromJson(RobotId, "{")).toThrow(JsonError);
    expect(() => fromJson(RobotId, '{"softwareRelease":{"version":{"majorVersion":"x"}}}')).toThrow(
      /softwareRelease\.version\.majorVersion/,
    );
    expect(() => fromJson(RobotId, '{"serial":"x"}')).toThrow(/serial/);
    expect(fromJson(RobotId, '{"serial":"x"}', { ignoreUnknown: true }).serialNumber).toBe("");
  });
});
