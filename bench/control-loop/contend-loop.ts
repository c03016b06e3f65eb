/** One client's process: for each state that comes, a command that pulls the joints back to where they were. */
import process from "node:process";
import { contend } from "../processes/contender-program.ts";
import type { RobotPlace } from "../robots/start-robots.ts";
import type { Figures } from "../rounds.ts";
import { GcPauses } from "./gc-pauses.ts";
import { LoopRecord, type LoopState } from "./loop-record.ts";
import { becomeRealTime } from "./real-time.ts";
import type { SteadyPlace } from "./steady-robot.ts";
import { steadyKey } from "./steady-time.ts";

/** The embedded robot, which starts to obey at some time and never ends a stretch by itself. */
export interface EmbeddedLoop extends RobotPlace {
  readonly kind: "embedded";
  readonly token: string;
  /** How long a stretch is, from when the robot obeys. */
  readonly seconds: number;
  /** Keys of commands count up from here. */
  readonly firstKey: number;
}

/** The steady robot, which measures by itself, and ends each stretch. */
export interface SteadyLoop extends SteadyPlace {
  readonly kind: "steady";
}

/** What a client's process is told. */
export interface LoopSetup {
  readonly robot: EmbeddedLoop | SteadyLoop;
  readonly variant?: string;
  readonly staticModule?: string;
}

/**
 * Runs one stretch: calls `onState` for each state as it comes, sends a command with the key; until it returns `over`, or
 * the robot ends the stream of states.
 */
export type Stretch = (onState: (state: LoopState) => number | "over") => Promise<void>;

/** Commands hold for so long: a busy machine is no reason to end the stretch. */
export const COMMAND_LIFETIME_MS = 3000;
/** Radians per second. */
export const VELOCITY_LIMIT = 10;
const GIVE_UP_MS = 10_000;

/** Measure a loop. */
export function contendLoop(connect: (setup: LoopSetup) => Promise<Stretch>): Promise<void> {
  return contend<LoopSetup>(async (setup) => {
    becomeRealTime();
    const stretch = await connect(setup);
    const { robot } = setup;
    const measure = robot.kind === "steady" ? steadyMeasure(stretch) : embeddedMeasure(stretch, robot);
    return async () => {
      const begunAt = performance.now();
      const cpuBefore = process.cpuUsage();
      const pauses = new GcPauses();
      const figures = await measure();
      const { user, system } = process.cpuUsage(cpuBefore);
      const lastedMs = performance.now() - begunAt;
      return { ...figures, ...(await pauses.end(lastedMs / 1000)), CPU: ((user + system) / 1000 / lastedMs) * 100 };
    };
  });
}

/** The robot has the figures. */
function steadyMeasure(stretch: Stretch): () => Promise<Figures> {
  return async () => {
    await stretch(({ readAtMs }) => steadyKey(readAtMs));
    return {};
  };
}

function embeddedMeasure(stretch: Stretch, { seconds, ...robot }: EmbeddedLoop): () => Promise<Figures> {
  let { firstKey } = robot;
  return async () => {
    const record = new LoopRecord(firstKey);
    const begunAt = performance.now();
    await stretch((state) => {
      const key = record.note(state);
      if (record.lastedMs === 0 && performance.now() - begunAt > GIVE_UP_MS) throw new Error("the robot never obeyed");
      return record.lastedMs > seconds * 1000 ? "over" : key;
    });
    firstKey = record.nextKey;
    return record.figures();
  };
}
