/** The robot's state to bytes and back: ours beside protobufjs, whose codecs are made at run time from the same .proto. */
import { resolve } from "node:path";
import protobuf from "protobufjs";
import { RobotStateResponse } from "../../src/messages/bosdyn/api/robot_state.ts";
import { connect, RobotStateClient } from "../../src/index.ts";
import { startSimulator } from "../../src/sim/index.ts";
import type { Comparison } from "../comparison.ts";

const PROTOS = resolve(import.meta.dirname, "../../protos");

/** Bytes to a message, UTF-8 checked and unknown fields kept by ours. */
export const robotStateDecode: Comparison = {
  name: "robot-state-decode",
  what: "decoding a whole RobotStateResponse of the embedded robot",
  unit: "µs",
  isLessBetter: true,
  async prepare(isQuick) {
    const { bytes, type } = await material();
    const count = isQuick ? 200 : 5000;
    const contenders = [
      { name: "protobufjs", round: () => timed(count, () => type.decode(bytes)) },
      { name: "spotwire", round: () => timed(count, () => RobotStateResponse.decode(bytes)) },
    ];
    return { contenders, close: () => Promise.resolve() };
  },
};

/** A message to bytes. */
export const robotStateEncode: Comparison = {
  name: "robot-state-encode",
  what: "encoding a whole RobotStateResponse of the embedded robot",
  unit: "µs",
  isLessBetter: true,
  async prepare(isQuick) {
    const { bytes, type } = await material();
    const count = isQuick ? 200 : 5000;
    const [theirs, ours] = [type.decode(bytes), RobotStateResponse.decode(bytes)];
    if (type.encode(theirs).finish().length !== RobotStateResponse.encode(ours).length)
      throw new Error("lengths differ");
    const contenders = [
      { name: "protobufjs", round: () => timed(count, () => type.encode(theirs).finish()) },
      { name: "spotwire", round: () => timed(count, () => RobotStateResponse.encode(ours)) },
    ];
    return { contenders, close: () => Promise.resolve() };
  },
};

async function material(): Promise<{ readonly bytes: Uint8Array; readonly type: protobuf.Type }> {
  await using simulator = await startSimulator();
  await using robot = await connect(`127.0.0.1:${simulator.port}`, { roots: simulator.rootsPem });
  await robot.login(simulator.user, simulator.password);
  const robotState = await robot.client(RobotStateClient).getRobotState();
  const root = new protobuf.Root();
  root.resolvePath = (_, target) => (target.startsWith("google/") ? target : resolve(PROTOS, target));
  await root.load("bosdyn/api/robot_state.proto");
  const bytes = RobotStateResponse.encode({ header: { error: { code: 1 } }, robotState });
  return { bytes, type: root.lookupType("bosdyn.api.RobotStateResponse") };
}

/** Microseconds for one of many. */
function timed(count: number, work: () => unknown): number {
  const startedAt = performance.now();
  for (let i = 0; i < count; i++) work();
  return ((performance.now() - startedAt) * 1000) / count;
}
