/**
 * Keeps the processors from sleeping while single calls are timed. To wake one takes longer than a call, on a virtual
 * machine several times so, and falls upon every client alike: what is left between them is their share of the sleep.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import process from "node:process";

/** Does nothing, for as long as its parent lives. */
const SPIN =
  "process.once('disconnect', () => process.exit()); setInterval(() => { for (let i = 0; i < 3e7; i++); }, 0)";

/** Start a process for each processor that runs only where nothing else wants to. @returns ends them */
export async function keepAwake(): Promise<() => Promise<void>> {
  const spinners = Array.from({ length: availableParallelism() }, () =>
    spawn("chrt", ["--idle", "0", process.execPath, "-e", SPIN], { stdio: ["ignore", "ignore", "ignore", "ipc"] }),
  );
  try {
    await Promise.all(spinners.map((spinner) => once(spinner, "spawn")));
  } catch {
    process.stderr.write("There is no chrt here: the processors may sleep between calls.\n");
  }
  return async () => {
    const running = spinners.filter(({ pid, exitCode }) => pid !== undefined && exitCode === null);
    await Promise.all(
      running.map(async (spinner) => {
        const exited = once(spinner, "exit");
        spinner.kill();
        await exited;
      }),
    );
  };
}
