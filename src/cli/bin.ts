/** The executable: signals in, exit code out. */
import { ExitCode } from "./exit.ts";
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

// Until it is known how it ends. Not awaited here: an executable with Node in it is CommonJS, which knows no waiting at its top.
process.exitCode = ExitCode.failure;
void runCommandLine(process.argv.slice(2), process, interrupt.signal).then((result) => {
  process.exitCode = exitCode ?? result;
});
