/** The executable: signals in, exit code out. */
import { runCommandLine } from "./main.ts";

const interrupt = new AbortController();
let exitCode: number | undefined;
for (const [name, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  process.once(name, () => {
    exitCode = code;
    interrupt.abort();
  });
}
// A reader that has seen enough (`spotwire … | head`) is no failure. What runs is still ended in order: the demo has a
// robot of its own to stop.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  exitCode ??= 0;
  interrupt.abort();
});

const result = await runCommandLine(process.argv.slice(2), process, interrupt.signal);
process.exitCode = exitCode ?? result;
