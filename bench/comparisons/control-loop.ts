/** State in, joint command out, 333 times a second: against the embedded robot, and against a steadier one in C++. */
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { makeStaticModule } from "../codecs/static-module.ts";
import type { Comparison, Measure } from "../comparison.ts";
import type { LoopSetup } from "../control-loop/contend-loop.ts";
import { startJointRobot } from "../control-loop/joint-robot.ts";
import { startSteadyRobot } from "../control-loop/steady-robot.ts";
import { compileCppLoop } from "../servers/compile-cpp.ts";
import { type ContenderProcess, startContenders } from "../processes/contender-process.ts";

/** Until a stream that has begun is sure to have reached the robot, which waits 5 s. */
const BEFORE_HAND_OVER_MS = 700;
const ROUNDS = 6;

const lessIsBetter = (unit: string, ...names: readonly string[]): Measure[] =>
  names.map((name) => ({ name, unit, isLessBetter: true }));

const LOOP = lessIsBetter("ms", "loop p50", "loop p99", "loop p99.9");
const COST = [
  ...lessIsBetter("ms a second", "GC"),
  ...lessIsBetter("ms", "longest GC"),
  ...lessIsBetter("% of a core", "CPU"),
];

const loop = (name: string, file: string, setup: LoopSetup): ContenderProcess => ({
  name,
  program: new URL(`../control-loop/${file}-loop.ts`, import.meta.url),
  setup,
});

/** Who competes, with a robot each. */
const clients = (robotFor: (index: number) => LoopSetup["robot"], staticModule: string): ContenderProcess[] => [
  loop("@grpc/grpc-js + protobufjs", "grpc-js", { robot: robotFor(0), staticModule }),
  loop("spotwire on node:http2", "spotwire", { robot: robotFor(1), variant: "node" }),
  loop("spotwire on its own HTTP/2", "spotwire", { robot: robotFor(2), variant: "own" }),
  loop("spotwire, memory reused", "spotwire-reusing", { robot: robotFor(3) }),
];

/** Six stretches of ten seconds for each, in turn. */
export const controlLoop: Comparison = {
  name: "control-loop",
  what: "state stream in, joint command out at 333 Hz for a minute; by the robot's clock, from reading a state to having its command",
  measures: [
    ...LOOP,
    ...lessIsBetter("ms", "state jitter p99", "state jitter p99.9", "command jitter p99.9"),
    ...lessIsBetter("of 1000", "missed ticks"),
    ...COST,
  ],
  rounds: ROUNDS,
  async prepare({ isQuick }) {
    const robot = await startJointRobot();
    const robotFor = (index: number): LoopSetup["robot"] => ({
      kind: "embedded",
      ...robot.place,
      token: robot.token,
      seconds: isQuick ? 2 : 10,
      firstKey: 1 + index * 100_000_000,
    });
    const { contenders, close } = await startContenders(clients(robotFor, await makeStaticModule()));
    return {
      contenders: contenders.map(({ name, round }) => ({
        name,
        async round() {
          await robot.stand();
          const figures = Promise.resolve(round());
          await Promise.race([sleep(BEFORE_HAND_OVER_MS), figures]);
          await robot.handOver();
          return figures;
        },
      })),
      async close() {
        await close();
        await robot.close();
      },
    };
  },
};

/** The same clients, and the floor, with a robot that keeps to its ticks. */
export const controlLoopSteady: Comparison = {
  name: "control-loop-steady",
  what: "the same loop with a robot in C++ that sends a state each 3 ms and notes when its command comes; ticks at which the machine itself stood still are left out",
  measures: [
    ...LOOP,
    ...lessIsBetter("ms", "command jitter p99", "command jitter p99.9", "longest jitter"),
    ...lessIsBetter("of 1000", "missed ticks"),
    ...lessIsBetter("ms", "robot late p99.9"),
    ...lessIsBetter("of 1000", "left out"),
    ...COST,
  ],
  rounds: ROUNDS,
  whyNot: () =>
    compileCppLoop().then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    ),
  async prepare({ isQuick }) {
    const robot = await startSteadyRobot(isQuick ? 2 : 10);
    if (!robot.isRealTime) process.stderr.write("The robot has no real-time priority here.\n");
    const setup = { robot: { kind: "steady", ...robot.place } } as const;
    const all = [...clients(() => setup.robot, await makeStaticModule()), loop("bare TLS: the floor", "tls", setup)];
    const { contenders, close } = await startContenders(all);
    return {
      contenders: contenders.map(({ name, round }) => ({
        name,
        async round() {
          const [ours, robots] = await Promise.all([round(), robot.report()]);
          return { ...robots, ...ours };
        },
      })),
      async close() {
        await close();
        await robot.close();
      },
    };
  },
};
