/** Starts embedded robots in another process, and ends them. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { bundle } from "../processes/bundle.ts";

/** Where a robot is, and who may log in. */
export interface RobotPlace {
  readonly port: number;
  /** PEM. */
  readonly roots: string;
  readonly user: string;
  readonly password: string;
}

/** Robots that run. */
export interface RunningRobots {
  readonly places: readonly RobotPlace[];
  readonly close: () => Promise<void>;
}

/** How robots are to be. */
export interface RobotsOptions {
  /** Whether the process goes before others, and collects its garbage rarely. Default false. */
  readonly isUrgent?: boolean;
  /** Of the state stream. Default: as on a robot. */
  readonly stateRateHertz?: number;
}

/** Start so many in one process. */
export async function startRobots(count: number, options: RobotsOptions = {}): Promise<RunningRobots> {
  const program = await bundle(new URL("robots-program.ts", import.meta.url));
  const child = fork(program, [String(count), JSON.stringify(options)], {
    execArgv: options.isUrgent === true ? ["--max-semi-space-size=64"] : [],
  });
  const [places] = (await once(child, "message")) as [readonly RobotPlace[]];
  return {
    places,
    async close() {
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}
