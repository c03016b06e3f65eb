/** The robot in C++ (`bench/servers/cpp/loop.cc`): starts it with states of the embedded one, and reads its reports. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { RobotStateStreamResponse } from "../../src/messages/bosdyn/api/robot_state.ts";
import { JointControlStreamResponse } from "../../src/messages/bosdyn/api/robot_command.ts";
import { mintAuthority } from "../../src/tls/mint.ts";
import { recordedMessages } from "../codecs/material.ts";
import { type Figures, quantile } from "../rounds.ts";
import { compileCppLoop } from "../servers/compile-cpp.ts";
import { STEADY_BEGIN_SECONDS, STEADY_PERIOD_MS } from "./steady-time.ts";

/** Where it is. */
export interface SteadyPlace {
  /** For gRPC. */
  readonly port: number;
  /** For bare TLS. */
  readonly barePort: number;
  /** PEM. */
  readonly roots: string;
}

/** A robot that runs. */
export interface SteadyRobot {
  readonly place: SteadyPlace;
  /** Whether the machine lets it go before everything else. */
  readonly isRealTime: boolean;
  /** What the robot measured of a stretch, when it is over. */
  report(): Promise<Figures>;
  close(): Promise<void>;
}

/** At first streams begin and code is compiled: so many states do not count. */
const UNCOUNTED = 333;
/** Part of the states that may go without any answer before a stretch says nothing. */
const MOST_UNANSWERED = 0.1;

/** Start one whose stretches are so long. @throws {Error} there is no C++ here; the message says why in a sentence */
export async function startSteadyRobot(seconds: number): Promise<SteadyRobot> {
  const authority = await mintAuthority({ commonName: "Bench Root" });
  const { certificatePem, privateKeyPem } = await authority.issue({ commonName: "*.spot.robot" });
  const child = spawn(await compileCppLoop(), { stdio: ["pipe", "pipe", "inherit"] });
  const states = await numberedStates(UNCOUNTED + (seconds * 1000) / STEADY_PERIOD_MS);
  const answer = JointControlStreamResponse.encode({ header: { error: { code: 1 } }, status: 1 });
  const parts = [Buffer.from(privateKeyPem), Buffer.from(certificatePem), Buffer.from(answer)];
  child.stdin.write(`${parts.map(({ length }) => length).join(" ")} ${states.length}\n`);
  for (const part of parts) child.stdin.write(part);
  for (const state of states) {
    child.stdin.write(Uint8Array.of(state.length, state.length >> 8, state.length >> 16, state.length >> 24));
    child.stdin.write(state);
  }
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const numbers = async (): Promise<number[]> => {
    const line = await lines.next();
    if (line.done === true) throw new Error("the steady robot ended");
    return line.value.split(" ").map(Number);
  };
  const [port = 0, barePort = 0, isRealTime] = await numbers();
  return {
    place: { port, barePort, roots: authority.certificatePem },
    isRealTime: isRealTime === 1,
    async report() {
      return figuresOf(await numbers());
    },
    async close() {
      const exited = once(child, "exit");
      child.stdin.end();
      await exited;
    },
  };
}

/** States as the embedded robot sends them while it stands up, again and again, each with its number in its time stamps. */
async function numberedStates(count: number): Promise<readonly Uint8Array[]> {
  const recorded = await recordedMessages(RobotStateStreamResponse.typeName);
  const decoded = recorded.map((bytes) => RobotStateStreamResponse.decode(bytes));
  return Array.from({ length: count }, (_, i) => {
    const state = decoded[i % decoded.length] as RobotStateStreamResponse;
    const ms = i * STEADY_PERIOD_MS;
    const seconds = BigInt(STEADY_BEGIN_SECONDS + Math.floor(ms / 1000));
    const acquisitionTimestamp = { seconds, nanos: (ms % 1000) * 1_000_000 };
    return RobotStateStreamResponse.encode({
      ...state,
      jointStates: { ...state.jointStates, acquisitionTimestamp },
      inertialState: state.inertialState,
      kinematicState: { ...state.kinematicState, acquisitionTimestamp },
      lastCommand: { userCommandKey: i, receivedTimestamp: acquisitionTimestamp },
    });
  });
}

/**
 * Of three numbers a state: how late it was written, and when its answer came, in nanoseconds since its tick was due (-1 is
 * never); and whether the machine stood still meanwhile. Such states are counted, and nothing else: they say nothing of a
 * client.
 */
function figuresOf(numbers: readonly number[]): Figures {
  const late: number[] = [];
  const answered: number[] = [];
  const latencies: number[] = [];
  let [ticks, missed, unanswered, disturbed] = [0, 0, 0, 0];
  for (let i = 3 * UNCOUNTED; i + 2 < numbers.length; i += 3) {
    const [written = -1, came = -1, wasPause] = [numbers[i], numbers[i + 1], numbers[i + 2]];
    ticks++;
    if (came < 0) unanswered++;
    if (wasPause === 1) {
      disturbed++;
      continue;
    }
    if (written >= 0) late.push(written / 1e6);
    if (came < 0 || came > STEADY_PERIOD_MS * 1e6) missed++;
    if (written < 0 || came < 0) continue;
    answered.push(came / 1e6);
    latencies.push((came - written) / 1e6);
  }
  if (unanswered > ticks * MOST_UNANSWERED) throw new Error(`${unanswered} of ${ticks} states had no answer`);
  const least = Math.min(...answered);
  const jitter = answered.map((ms) => ms - least);
  return {
    "loop p50": quantile(latencies, 0.5),
    "loop p99": quantile(latencies, 0.99),
    "loop p99.9": quantile(latencies, 0.999),
    "command jitter p99": quantile(jitter, 0.99),
    "command jitter p99.9": quantile(jitter, 0.999),
    "longest jitter": Math.max(...jitter),
    "missed ticks": (missed / (ticks - disturbed)) * 1000,
    "robot late p99.9": quantile(late, 0.999),
    "left out": (disturbed / ticks) * 1000,
  };
}
