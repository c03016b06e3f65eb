/** One client's process: for each state that comes, a command that holds the joints where they were. */
import process from "node:process";
import { contend } from "../processes/contender-program.ts";
import { hurry } from "../processes/hurry.ts";
import type { RobotPlace } from "../robots/start-robots.ts";
import { LoopRecord, type LoopState } from "./loop-record.ts";

/** What a client's process is told. */
export interface LoopSetup extends RobotPlace {
  readonly token: string;
  readonly variant?: string;
  readonly staticModule?: string;
  /** How long a stretch is, from when the robot obeys. */
  readonly seconds: number;
  /** Keys of commands count up from here. */
  readonly firstKey: number;
}

/** Runs one stretch: calls `onState` for each state as it comes, sends a command with the key, until it returns `over`. */
export type Stretch = (onState: (state: LoopState) => number | "over") => Promise<void>;

/** Commands hold for so long: a busy machine is no reason to end the stretch. */
export const COMMAND_LIFETIME_MS = 3000;
/** Radians per second. */
export const VELOCITY_LIMIT = 10;
const GIVE_UP_MS = 10_000;

/** Measure a loop. */
export function contendLoop(connect: (setup: LoopSetup) => Promise<Stretch>): Promise<void> {
  return contend<LoopSetup>(async (setup) => {
    hurry();
    const stretch = await connect(setup);
    let { firstKey } = setup;
    return async () => {
      const record = new LoopRecord(firstKey);
      const begunAt = performance.now();
      const cpuBefore = process.cpuUsage();
      await stretch((state) => {
        const key = record.note(state);
        if (record.lastedMs === 0 && performance.now() - begunAt > GIVE_UP_MS)
          throw new Error("the robot never obeyed");
        return record.lastedMs > setup.seconds * 1000 ? "over" : key;
      });
      firstKey = record.nextKey;
      const { user, system } = process.cpuUsage(cpuBefore);
      const cpu = (user + system) / 1000 / (performance.now() - begunAt);
      return { ...(await record.figures()), CPU: cpu * 100 };
    };
  });
}
