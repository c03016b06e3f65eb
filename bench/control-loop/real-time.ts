/** Real-time priority for a control loop, as one gives it on the machine that walks with the robot. */
import { execFileSync } from "node:child_process";
import process from "node:process";
import { hurry } from "../processes/hurry.ts";

/** What the robot does is not what is measured, so it goes first. */
export const ROBOT_PRIORITY = 40;
const CLIENT_PRIORITY = 20;

/**
 * Put this process, with all its threads, before everything that has no such priority; where it may not, before most.
 * @param priority of real time, more goes first; default a client's
 */
export function becomeRealTime(priority: number = CLIENT_PRIORITY): void {
  try {
    const options = ["--all-tasks", "--fifo", "--pid", String(priority), String(process.pid)];
    execFileSync("chrt", options, { stdio: "ignore" });
  } catch {
    hurry(); // no chrt, or not allowed
  }
}
