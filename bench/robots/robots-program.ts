/** A process with embedded robots, as many as its first argument says, as its second says (JSON). */
import process from "node:process";
import { startSimulator } from "../../src/sim/index.ts";
import { becomeRealTime, ROBOT_PRIORITY } from "../control-loop/real-time.ts";
import type { RobotPlace, RobotsOptions } from "./start-robots.ts";

process.once("disconnect", () => process.exit(0));
const { isUrgent = false, ...options } = JSON.parse(process.argv[3] ?? "{}") as RobotsOptions;
if (isUrgent) becomeRealTime(ROBOT_PRIORITY);
const places = Array.from({ length: Number(process.argv[2]) }, async (): Promise<RobotPlace> => {
  const { port, rootsPem: roots, user, password } = await startSimulator(options);
  return { port, roots, user, password };
});
process.send?.(await Promise.all(places));
