/** A process with embedded robots, as many as its first argument says; `urgent` puts it before other processes. */
import process from "node:process";
import { startSimulator } from "../../src/sim/index.ts";
import { hurry } from "../processes/hurry.ts";
import type { RobotPlace } from "./start-robots.ts";

process.once("disconnect", () => process.exit(0));
if (process.argv[3] === "urgent") hurry();
const places = Array.from({ length: Number(process.argv[2]) }, async (): Promise<RobotPlace> => {
  const { port, rootsPem: roots, user, password } = await startSimulator();
  return { port, roots, user, password };
});
process.send?.(await Promise.all(places));
