/** The codecs that compete. */
import { type DescMessage, fromBinary, type Message, toBinary } from "@bufbuild/protobuf";
import protobuf from "protobufjs";
import { JointControlStreamRequest } from "../../src/messages/bosdyn/api/robot_command.ts";
import { RobotStateResponse, RobotStateStreamResponse } from "../../src/messages/bosdyn/api/robot_state.ts";
import type { MessageCodec } from "../../src/wire/message-codec.ts";
import { readRegistry } from "./descriptor-set.ts";
import { asFrame, handTuned, reusedBuffer, template } from "./hand-tuned.ts";
import { staticType } from "./static-module.ts";

/** Bytes to a message and back; what a message is like is the codec's own business. */
export interface Codec {
  readonly decode: (bytes: Buffer) => unknown;
  readonly encode: (message: unknown) => Uint8Array;
}

/** Messages of ours by their full name. */
export const MESSAGES: Readonly<Record<string, MessageCodec<unknown>>> = {
  "bosdyn.api.JointControlStreamRequest": JointControlStreamRequest,
  "bosdyn.api.RobotStateResponse": RobotStateResponse,
  "bosdyn.api.RobotStateStreamResponse": RobotStateStreamResponse,
};

/** What a codec is made of. */
export interface CodecSetup {
  /** Full name of the message. */
  readonly type: string;
  /** The folder of the .proto files. */
  readonly protos: string;
  /** Path of protobufjs's static module. */
  readonly staticModule: string;
  /** Path of the FileDescriptorSet. */
  readonly descriptorSet?: string | undefined;
}

/** Makers of codecs by their names. */
export const CODECS: Readonly<Record<string, (setup: CodecSetup) => Promise<Codec> | Codec>> = {
  "protobufjs, static": ({ type, staticModule }) => {
    const codec = staticType(staticModule, type);
    return { decode: (bytes) => codec.decode(bytes), encode: (message) => codec.encode(message as object).finish() };
  },
  "protobufjs, reflection": async ({ type, protos }) => {
    const root = new protobuf.Root();
    root.resolvePath = (_, target) => (target.startsWith("google/") ? target : `${protos}/${target}`);
    await root.load(["bosdyn/api/robot_state.proto", "bosdyn/api/robot_command.proto"]);
    const codec = root.lookupType(type);
    return { decode: (bytes) => codec.decode(bytes), encode: (message) => codec.encode(message as object).finish() };
  },
  "@bufbuild/protobuf": async ({ type, descriptorSet = "" }) => {
    const schema = (await readRegistry(descriptorSet)).getMessage(type) as DescMessage;
    return {
      decode: (bytes) => fromBinary(schema, bytes),
      encode: (message) => toBinary(schema, message as Message),
    };
  },
  "spotwire, generated": ({ type }) => MESSAGES[type] as MessageCodec<unknown>,
  "spotwire, as a frame": ({ type }) => asFrame(MESSAGES[type] as MessageCodec<unknown>),
  "spotwire, hand-tuned": handTuned,
  "spotwire, reused buffer": reusedBuffer,
  "spotwire, template": template,
};
