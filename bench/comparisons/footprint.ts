/** What a program with one connected robot weighs over an empty one, and how soon it knows the robot's state. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { makeStaticModule } from "../codecs/static-module.ts";
import type { Comparison } from "../comparison.ts";
import type { Footprint, FootprintSetup } from "../footprint/footprint.ts";
import { bundle } from "../processes/bundle.ts";
import { startRobots } from "../robots/start-robots.ts";

/** A new process in each round. */
export const footprint: Comparison = {
  name: "footprint",
  what: "a process that has connected to a robot, logged in and read its state, over an empty process",
  measures: [
    { name: "memory", unit: "MB", isLessBetter: true },
    { name: "heap", unit: "MB", isLessBetter: true },
    { name: "start to first state", unit: "ms", isLessBetter: true },
  ],
  async prepare() {
    const robots = await startRobots(1);
    const staticModule = await makeStaticModule([
      "bosdyn/api/auth_service.proto",
      "bosdyn/api/robot_state_service.proto",
    ]);
    const setup = { ...robots.places[0], staticModule } as FootprintSetup;
    const contender = async (name: string, file: string, more: Partial<FootprintSetup> = {}) => {
      const [program, empty] = [await programOf(file), await programOf("empty")];
      return {
        name,
        async round() {
          const [nothing, something] = [await weighed(empty, {}), await weighed(program, { ...setup, ...more })];
          return {
            memory: (something.rss - nothing.rss) / 1e6,
            heap: (something.heap - nothing.heap) / 1e6,
            "start to first state": something.readyMs,
          };
        },
      };
    };
    return {
      contenders: [
        await contender("@grpc/grpc-js + protobufjs", "grpc-js"),
        await contender("spotwire on node:http2", "spotwire"),
        await contender("spotwire on its own HTTP/2", "spotwire", { transport: "own" }),
      ],
      close: robots.close,
    };
  },
};

function programOf(file: string): Promise<string> {
  return bundle(new URL(`../footprint/${file}.ts`, import.meta.url));
}

async function weighed(program: string, setup: object): Promise<Footprint> {
  const child = fork(program, [JSON.stringify(setup)], { execArgv: ["--expose-gc"] });
  const exited = once(child, "exit").then(() => undefined);
  const answer = await Promise.race([once(child, "message") as Promise<[Footprint]>, exited]);
  if (answer === undefined) throw new Error(`${program} ended without a word`);
  await exited;
  return answer[0];
}
