/** How soon a new process has a robot's first answer: its time over that of an empty process of the same round. */
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { bundled } from "../../tools/size/bundled.ts";
import type { Comparison } from "../comparison.ts";
import { CACHE } from "../processes/bundle.ts";
import { startRobots } from "../robots/start-robots.ts";

const run = promisify(execFile);
const TIMEOUT_MS = 20_000;

/** The programs that `npm run size` weighs, each a file of its own as its users would ship it. */
export const coldStart: Comparison = {
  name: "cold-start",
  what: "a process of one bundled file that connects to a robot, checks its certificates and asks who it is, over an empty one",
  measures: [{ name: "first answer", unit: "ms", isLessBetter: true }],
  rounds: 15,
  async prepare() {
    await mkdir(CACHE, { recursive: true });
    const robots = await startRobots(1);
    const place = JSON.stringify(robots.places[0]);
    const empty = await programOf("empty");
    const contender = async (name: string, program: string) => {
      const file = await programOf(program);
      return {
        name,
        async round() {
          const nothing = await answeredAfterMs(empty, place);
          return { "first answer": (await answeredAfterMs(file, place)) - nothing };
        },
      };
    };
    return {
      contenders: [
        await contender("@grpc/grpc-js + protobufjs", "robot-id-grpc-js"),
        await contender("spotwire/lean, bare call", "robot-id-call"),
        await contender("spotwire/lean, clients", "robot-id-lean"),
        await contender("spotwire, clients", "robot-id-spotwire"),
      ],
      close: robots.close,
    };
  },
};

async function programOf(name: string): Promise<string> {
  const file = resolve(CACHE, `cold-${name}.mjs`);
  await writeFile(
    file,
    await bundled({ program: `tools/size/programs/${name}.ts`, needsRequire: name.endsWith("grpc-js") }),
  );
  return file;
}

async function answeredAfterMs(program: string, place: string): Promise<number> {
  const { stdout } = await run(process.execPath, [program, place], { timeout: TIMEOUT_MS });
  const [, afterMs] = JSON.parse(stdout) as [unknown, number];
  return afterMs;
}
