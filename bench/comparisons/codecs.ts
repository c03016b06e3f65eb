/** The robot's state to bytes and back. */
import type { CodecContenderSetup } from "../codecs/contend-codec.ts";
import { makeDescriptorSet } from "../codecs/descriptor-set.ts";
import { recordedMessages } from "../codecs/material.ts";
import { PROTOS } from "../codecs/protos.ts";
import { makeStaticModule } from "../codecs/static-module.ts";
import type { Comparison } from "../comparison.ts";
import { startContenders } from "../processes/contender-process.ts";

const EVERYBODY = ["protobufjs, static", "protobufjs, reflection", "@bufbuild/protobuf", "spotwire, generated"];

/** Bytes to a whole state. */
export const robotStateDecode: Comparison = codecs({
  name: "robot-state-decode",
  type: "bosdyn.api.RobotStateResponse",
  work: "decode",
  count: 10_000,
  who: [...EVERYBODY, "spotwire, hand-tuned"],
});

/** Bytes to the joints' positions in an array. */
export const jointPositions: Comparison = codecs({
  name: "joint-positions",
  type: "bosdyn.api.RobotStateResponse",
  work: "joint positions",
  what: "the positions of all joints, out of one bosdyn.api.RobotStateResponse into one array",
  count: 10_000,
  who: [...EVERYBODY, "spotwire, hand-tuned", "spotwire, joints alone"],
});

/** A whole state to bytes. */
export const robotStateEncode: Comparison = codecs({
  name: "robot-state-encode",
  type: "bosdyn.api.RobotStateResponse",
  work: "encode",
  count: 10_000,
  who: [...EVERYBODY, "spotwire, as a frame"],
});

/** Bytes to a state of the stream. */
export const stateStreamDecode: Comparison = codecs({
  name: "state-stream-decode",
  type: "bosdyn.api.RobotStateStreamResponse",
  work: "decode",
  count: 50_000,
  who: [...EVERYBODY, "spotwire, reused buffer"],
});

/** A joint command to bytes. */
export const jointCommandEncode: Comparison = codecs({
  name: "joint-command-encode",
  type: "bosdyn.api.JointControlStreamRequest",
  work: "encode",
  count: 50_000,
  who: [...EVERYBODY, "spotwire, as a frame", "spotwire, template"],
});

interface CodecComparison extends Pick<CodecContenderSetup, "type" | "work" | "count"> {
  readonly name: string;
  /** Default: the work on the type. */
  readonly what?: string;
  /** Of the codecs. */
  readonly who: readonly string[];
}

function codecs({ name, type, work, count, who, what = `one ${type}, ${work}d` }: CodecComparison): Comparison {
  return {
    name,
    what,
    measures: [
      { name: "time", unit: "µs of CPU", isLessBetter: true },
      { name: "allocated", unit: "bytes", isLessBetter: true },
    ],
    async prepare({ isQuick }) {
      const [staticModule, descriptorSet] = [await makeStaticModule(), await makeDescriptorSet()];
      const messages = (await recordedMessages(type)).map((each) => Buffer.from(each).toString("base64"));
      const names = who.filter((each) => descriptorSet !== undefined || each !== "@bufbuild/protobuf");
      return startContenders(
        names.map((codec) => ({
          name: codec,
          program: new URL("../codecs/contend-codec.ts", import.meta.url),
          flags: ["--expose-gc"],
          setup: {
            ...{ codec, type, work, messages, protos: PROTOS, staticModule, descriptorSet },
            count: isQuick ? count / 20 : count,
          } satisfies CodecContenderSetup,
        })),
      );
    },
  };
}
