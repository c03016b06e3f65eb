/** State stream messages for tests: one like a robot's, and what a buffer must make of any. */
import {
  RobotStateStreamResponse,
  type RobotStateStreamResponseInit,
} from "../../../../src/messages/bosdyn/api/robot_state.ts";
import type { RobotStateBuffer } from "../../../../src/services/index.ts";
import { WireError } from "../../../../src/wire/index.ts";

/** What a robot with legs alone sends, everything in it; a different one for each `k`. */
export function stateMessage(k: number, joints = 12, packets = 3): RobotStateStreamResponseInit {
  const time = { seconds: 1_800_000_000n, nanos: 300_000_000 + k };
  const numbers = (step: number): number[] => Array.from({ length: joints }, (_, i) => Math.sin(i * step + k + 1));
  const vector = (step: number): { x: number; y: number; z: number } => ({
    x: Math.sin(step + k + 1),
    y: Math.sin(step + k + 2),
    z: Math.sin(step + k + 3),
  });
  const rotation = (step: number): { x: number; y: number; z: number; w: number } => ({ ...vector(step), w: 0.5 });
  return {
    header: { requestHeader: { clientName: "tester", requestTimestamp: time }, responseTimestamp: time },
    jointStates: { acquisitionTimestamp: time, position: numbers(0.3), velocity: numbers(0.5), load: numbers(0.7) },
    inertialState: {
      packetRate: 1000,
      packets: Array.from({ length: packets }, (_, i) => ({
        accelerationRtOdomInLinkFrame: vector(i),
        angularVelocityRtOdomInLinkFrame: vector(i + 0.5),
        odomRotLink: rotation(i),
        timestamp: { ...time, nanos: time.nanos + i },
      })),
      identifier: "imu",
      mountingLinkName: "body",
      positionImuRtLink: vector(9),
    },
    lastCommand: { userCommandKey: 1000 + k, receivedTimestamp: time },
    kinematicState: {
      acquisitionTimestamp: time,
      odomTformBody: { position: vector(1), rotation: rotation(2) },
      visionTformBody: { position: vector(3), rotation: rotation(4) },
      velocityOfBodyInVision: { linear: vector(5), angular: vector(6) },
      velocityOfBodyInOdom: { linear: vector(7), angular: vector(8) },
    },
    contactStates: [1, 1, 2, 1],
  };
}

/** Encode the same. */
export function stateBytes(k: number, joints?: number, packets?: number): Uint8Array {
  return RobotStateStreamResponse.encode(stateMessage(k, joints, packets));
}

/** What the generated codec makes of bytes, as far as a buffer can say it; or the code of its refusal. */
export function expected(bytes: Uint8Array): unknown {
  return outcome(() => RobotStateStreamResponse.decode(bytes));
}

/** What a buffer makes of bytes. */
export function buffered(buffer: RobotStateBuffer, bytes: Uint8Array): unknown {
  return outcome(() => buffer.decode(bytes).toMessage());
}

function outcome(read: () => RobotStateStreamResponse): unknown {
  try {
    return plain(read());
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { code: error.code, offset: error.offset, path: error.path, messageType: error.messageType };
  }
}

/** Without unknown fields, and with seconds as a double has them. */
function plain(value: unknown, key = ""): unknown {
  if (typeof value === "bigint") return Number(value) >= 2 ** 63 ? 2n ** 63n - 1n : BigInt(Number(value));
  if (Array.isArray(value)) return value.map((element) => plain(element));
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (key === "header") return { ...value, $unknown: undefined };
  const fields = Object.entries(value).filter(([name]) => name !== "$unknown");
  return Object.fromEntries(fields.map(([name, field]) => [name, plain(field, name)]));
}
