/**
 * Messages to encode and decode, no two the same: states as the embedded robot sends them while it stands up, and commands
 * as a control loop sends them.
 */
import { RobotStateClient, RobotStateStreamingClient } from "../../src/index.ts";
import { JointControlStreamRequest } from "../../src/messages/bosdyn/api/robot_command.ts";
import { RobotStateResponse, RobotStateStreamResponse } from "../../src/messages/bosdyn/api/robot_state.ts";
import { startJointRobot } from "../control-loop/joint-robot.ts";

/** Enough that a codec meets each one rarely. */
const STREAMED = 256;
const WHOLE = 32;

let states: Promise<Readonly<Record<string, readonly Uint8Array[]>>> | undefined;

/** Some of a kind, as bytes. */
export async function recordedMessages(type: string): Promise<readonly Uint8Array[]> {
  if (type === JointControlStreamRequest.typeName) return Array.from({ length: STREAMED }, (_, i) => jointCommand(i));
  states ??= record();
  return (await states)[type] ?? [];
}

function jointCommand(i: number): Uint8Array {
  return JointControlStreamRequest.encode({
    jointCommand: {
      endTime: { seconds: 1_800_000_000n + BigInt(i), nanos: (i * 3_003_003) % 1_000_000_000 },
      position: Array.from({ length: 12 }, (_, joint) => Math.sin(i / 100 + joint)),
      userCommandKey: 1 + i * 1000,
      extrapolationDuration: { nanos: 5_000_000 },
      velocitySafetyLimit: { value: 10 },
    },
  });
}

async function record(): Promise<Readonly<Record<string, readonly Uint8Array[]>>> {
  const joint = await startJointRobot();
  const { robot } = joint;
  const standing = joint.stand();
  const streamed: Uint8Array[] = [];
  for await (const state of robot.client(RobotStateStreamingClient).getRobotStateStream()) {
    streamed.push(RobotStateStreamResponse.encode(state));
    if (streamed.length === STREAMED) break;
  }
  const whole: Uint8Array[] = [];
  while (whole.length < WHOLE) {
    const robotState = await robot.client(RobotStateClient).getRobotState();
    whole.push(RobotStateResponse.encode({ header: { error: { code: 1 } }, robotState }));
  }
  await standing;
  await joint.close();
  return { "bosdyn.api.RobotStateResponse": whole, "bosdyn.api.RobotStateStreamResponse": streamed };
}
