/** Our codecs for messages that are read and sent often; those for control loops use the same memory again each time. */
import { JointControlStreamRequest } from "../../src/messages/bosdyn/api/robot_command.ts";
import { RobotStateResponse, RobotStateStreamResponse } from "../../src/messages/bosdyn/api/robot_state.ts";
import { JointControlTemplate, RobotStateBuffer } from "../../src/services/index.ts";
import { RobotStateResponseDecoder } from "../../src/services/robot-state/response/decoder.ts";
import { PREFIX_BYTES } from "../../src/grpc/framing.ts";
import type { MessageCodec } from "../../src/wire/message-codec.ts";
import type { Codec } from "./codec.ts";

/** Encodes as a channel does: with room for gRPC's prefix, in memory that messages share. */
export function asFrame(codec: MessageCodec<unknown>): Codec {
  return {
    decode: (bytes) => codec.decode(bytes),
    encode: (message) => codec.encode(message, PREFIX_BYTES).subarray(PREFIX_BYTES),
  };
}

/** Decodes a whole state as `RobotStateClient` does. */
export function handTuned(): Codec {
  return {
    decode: (bytes) => RobotStateResponseDecoder.decode(bytes),
    encode: (message) => RobotStateResponse.encode(message as RobotStateResponse),
  };
}

/** Decodes into one buffer, whatever comes. */
export function reusedBuffer(): Codec {
  const buffer = new RobotStateBuffer();
  return {
    decode: (bytes) => buffer.decode(bytes),
    encode: (message) => RobotStateStreamResponse.encode((message as RobotStateBuffer).toMessage()),
  };
}

/** Encodes by putting what differs from message to message into one template. */
export function template(): Codec {
  let command: JointControlTemplate | undefined;
  return {
    decode: (bytes) => JointControlStreamRequest.decode(bytes),
    encode(message) {
      const request = message as JointControlStreamRequest;
      const { position = [], userCommandKey = 0, endTime } = request.jointCommand ?? {};
      command ??= new JointControlTemplate(request);
      command.position.set(position);
      command.userCommandKey = userCommandKey;
      command.setEndTime(Number(endTime?.seconds), endTime?.nanos ?? 0);
      return command.toBytes();
    },
  };
}
