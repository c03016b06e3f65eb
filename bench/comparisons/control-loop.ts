/** State in, joint command out, 333 times a second, against the embedded robot. */
import { setTimeout as sleep } from "node:timers/promises";
import { makeStaticModule } from "../codecs/static-module.ts";
import type { Comparison, Measure } from "../comparison.ts";
import type { LoopSetup } from "../control-loop/contend-loop.ts";
import { startJointRobot } from "../control-loop/joint-robot.ts";
import { type ContenderProcess, startContenders } from "../processes/contender-process.ts";

/** Until a stream that has begun is sure to have reached the robot, which waits 5 s. */
const BEFORE_HAND_OVER_MS = 700;

const lessIsBetter = (unit: string, ...names: readonly string[]): Measure[] =>
  names.map((name) => ({ name, unit, isLessBetter: true }));

/** Six stretches of ten seconds for each, in turn. */
export const controlLoop: Comparison = {
  name: "control-loop",
  what: "state stream in, joint command out at 333 Hz for a minute; by the robot's clock, from reading a state to having its command",
  measures: [
    ...lessIsBetter("ms", "loop p50", "loop p99", "loop p99.9"),
    ...lessIsBetter("ms", "state jitter p99", "state jitter p99.9", "command jitter p99.9"),
    ...lessIsBetter("of 1000", "missed ticks"),
    ...lessIsBetter("ms a second", "GC"),
    ...lessIsBetter("ms", "longest GC"),
    ...lessIsBetter("% of a core", "CPU"),
  ],
  rounds: 6,
  async prepare({ isQuick }) {
    const robot = await startJointRobot();
    const staticModule = await makeStaticModule();
    const loop = (name: string, file: string, index: number, variant = ""): ContenderProcess => ({
      name,
      program: new URL(`../control-loop/${file}-loop.ts`, import.meta.url),
      setup: {
        ...{ ...robot.place, token: robot.token, variant, staticModule },
        seconds: isQuick ? 2 : 10,
        firstKey: 1 + index * 100_000_000,
      } satisfies LoopSetup,
    });
    const { contenders, close } = await startContenders([
      loop("@grpc/grpc-js + protobufjs", "grpc-js", 0),
      loop("spotwire on node:http2", "spotwire", 1, "node"),
      loop("spotwire on its own HTTP/2", "spotwire", 2, "own"),
      loop("spotwire, memory reused", "spotwire-reusing", 3),
    ]);
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
