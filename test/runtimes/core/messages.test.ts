/** The robot's own messages by their generated codecs, on the shared vectors: what every runtime and browser has to read alike. */
import { describe, expect, it } from "vitest";
import { GetAuthTokenRequest, GetAuthTokenResponse } from "../../../src/messages/bosdyn/api/auth.ts";
import { EstopCheckInRequest } from "../../../src/messages/bosdyn/api/estop.ts";
import { Vec3 } from "../../../src/messages/bosdyn/api/geometry.ts";
import { RequestHeader, ResponseHeader } from "../../../src/messages/bosdyn/api/header.ts";
import { Lease } from "../../../src/messages/bosdyn/api/lease.ts";
import { JointControlStreamRequest, RobotCommandRequest } from "../../../src/messages/bosdyn/api/robot_command.ts";
import { RobotId, RobotIdRequest, RobotIdResponse } from "../../../src/messages/bosdyn/api/robot_id.ts";
import { PowerState, RobotState, RobotStateStreamResponse } from "../../../src/messages/bosdyn/api/robot_state.ts";
import {
  TimeSyncEstimate,
  TimeSyncUpdateRequest,
  TimeSyncUpdateResponse,
} from "../../../src/messages/bosdyn/api/time_sync.ts";
import { WireError } from "../../../src/wire/index.ts";
import { hex, toHex } from "../../support/hex.ts";
import { vectorsOf } from "../../docs/vectors/manifest.ts";

/** A codec, whatever its message. */
interface Codec {
  encode(message: never): Uint8Array;
  decode(bytes: Uint8Array): object;
}

const CODECS: Readonly<Record<string, Codec>> = {
  EstopCheckInRequest,
  GetAuthTokenRequest,
  GetAuthTokenResponse,
  JointControlStreamRequest,
  Lease,
  PowerState,
  RequestHeader,
  ResponseHeader,
  RobotCommandRequest,
  RobotId,
  RobotIdRequest,
  RobotIdResponse,
  RobotState,
  RobotStateStreamResponse,
  TimeSyncEstimate,
  TimeSyncUpdateRequest,
  TimeSyncUpdateResponse,
  Vec3,
};

describe.each(vectorsOf<{ readonly message: string }>("message"))("the vector $name", ({ json, bytes }) => {
  const codec = CODECS[json.message.replace("bosdyn.api.", "")];
  if (codec === undefined) throw new Error(`a vector of ${json.message}: put its codec into the table`);

  it("is read and written again as it was", () => {
    expect(toHex(codec.encode(codec.decode(bytes) as never))).toBe(toHex(bytes));
  });

  it("is refused with a cut-off field behind it", () => {
    const cut = Uint8Array.from([...bytes, ...hex("fa 01 05 00")]);
    expect(() => codec.decode(cut)).toThrow(WireError);
  });
});
