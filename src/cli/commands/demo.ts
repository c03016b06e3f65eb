/** `spotwire demo`: from nothing to a robot's state stream, every floor of the stack, against the embedded robot. */
import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { connect, type Robot } from "../../robot/index.ts";
import { RobotStateClient, RobotStateStreamingClient } from "../../services/index.ts";
import { messageJson } from "../message-json.ts";
import { note, type Output, paint, printJson, printLine } from "../output.ts";
import type { CommandContext } from "../robot-options.ts";
import { ownArguments } from "../own-program.ts";
import { type SimProcess, startSimProcess } from "../sim-process.ts";
import { poseText } from "../state-rows.ts";
import { type StreamRate, streamRate } from "../stream-rate.ts";
import { idRows } from "./id.ts";
import { clockRows } from "./time-sync.ts";

interface DemoOptions {
  readonly json?: boolean;
}

const STREAM_SECONDS = 3;

/** Add the command. */
export function addDemoCommand(program: Command, context: CommandContext): void {
  program
    .command("demo")
    .description("start the embedded robot and walk through the whole stack against it")
    .option("--json", "print one JSON object at the end instead of text")
    .action((options: DemoOptions) => runDemo(options, context));
}

async function runDemo({ json }: DemoOptions, { output, signal }: CommandContext): Promise<void> {
  const story = new Story(output, json === true);
  await using simulator = await startSimProcess(ownArguments(), signal);
  story.tell("robot", `simulator, process ${simulator.pid}, at ${simulator.address}:${simulator.port}`, {
    pid: simulator.pid,
  });

  const began = performance.now();
  await using robot = await connect(`${simulator.address}:${simulator.port}`, {
    roots: await readFile(simulator.roots),
  });
  const connectMs = performance.now() - began;
  story.tell("connect", `chain leads to the pinned root; HTTP/2 ready after ${connectMs.toFixed(1)} ms`, {
    connectMs,
  });
  const onAbort = (): void => void robot.close();
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await walk(robot, simulator, story, signal);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
  story.end();
}

async function walk(robot: Robot, { user, password }: SimProcess, story: Story, signal: AbortSignal): Promise<void> {
  const id = await robot.id();
  story.tell(
    "identity",
    idRows(id)
      .map(([label, value]) => `${label} ${value}`)
      .join(", "),
    messageJson("bosdyn.api.RobotId", id),
  );

  await robot.login(user, password);
  story.tell("login", `as ${user}; every call from here on carries the token`, { user });

  const services = await robot.listServices();
  const names = services.map(({ name }) => name).sort();
  story.tell("directory", `${names.length} services: ${names.join(", ")}`, names);

  const estimate = await robot.timeSync.establish({ minSamples: 20, signal });
  story.tell(
    "time sync",
    clockRows(estimate)
      .map(([, value]) => value)
      .join("; round trip "),
    estimate,
  );

  const state = await robot.client(RobotStateClient).getRobotState({ signal });
  const battery = state.batteryStates[0];
  const charge = battery?.chargePercentage?.value;
  story.tell(
    "state",
    `battery ${charge?.toFixed(1) ?? "?"} %, ${state.kinematicState?.jointStates.length ?? 0} joints, pose ${poseText(state)}`,
    { chargePercentage: charge },
  );

  story.wait(`reading the state stream for ${STREAM_SECONDS} s …`);
  const stream = await readStream(robot, signal);
  story.tell("stream", streamText(stream), stream);

  const wire = robot.stats();
  story.tell(
    "wire",
    `${wire.calls} RPCs (${wire.failedCalls} failed) over ${wire.sessions} connections, ` +
      `${kibibytes(wire.bytesSent)} sent, ${kibibytes(wire.bytesReceived)} received`,
    wire,
  );
}

interface StreamReading {
  readonly rate: StreamRate;
  /** Joint angles in each state. */
  readonly joints: number;
}

async function readStream(robot: Robot, signal: AbortSignal): Promise<StreamReading> {
  const arrivals: number[] = [];
  let joints = 0;
  for await (const { jointStates } of robot.client(RobotStateStreamingClient).getRobotStateStream({ signal })) {
    const now = performance.now();
    arrivals.push(now);
    joints = jointStates?.position.length ?? 0;
    if (now - (arrivals[0] as number) >= STREAM_SECONDS * 1000) break;
  }
  const rate = streamRate(arrivals);
  if (rate === undefined) throw new Error(`the state stream ended after ${arrivals.length} messages`);
  return { rate, joints };
}

function streamText({ rate: { messages, seconds, hertz, jitterMs }, joints }: StreamReading): string {
  return (
    `${messages} states of ${joints} joints in ${seconds.toFixed(2)} s: ${hertz.toFixed(1)} Hz, ` +
    `jitter ${jitterMs.p50.toFixed(2)} ms median, ${jitterMs.p99.toFixed(2)} ms p99`
  );
}

function kibibytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} KiB`;
}

/** Tells the steps as they happen, or collects them for one JSON object. */
class Story {
  readonly #output: Output;
  readonly #asJson: boolean;
  readonly #facts: Record<string, unknown> = {};

  constructor(output: Output, asJson: boolean) {
    this.#output = output;
    this.#asJson = asJson;
  }

  tell(step: string, text: string, facts: unknown): void {
    this.#facts[step.replace(/ (\w)/, (_, letter: string) => letter.toUpperCase())] = facts;
    if (this.#asJson) return;
    printLine(
      this.#output,
      `${paint("green", "✓", this.#output.stdout)} ${paint("bold", step.padEnd(10), this.#output.stdout)} ${text}`,
    );
  }

  wait(text: string): void {
    if (!this.#asJson) note(this.#output, `  ${text}`);
  }

  end(): void {
    if (this.#asJson) printJson(this.#output, this.#facts);
  }
}
