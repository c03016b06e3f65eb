/** The outside of each program: where its words come from, and a sentence and an exit code where it fails. */
import process from "node:process";

/**
 * Run a program. Nothing waits at the top of a module: CommonJS could not.
 * @param program gets the arguments
 */
export function runProgram(program: (args: readonly string[]) => Promise<void>): void {
  program(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}

/** Print one line of JSON. */
export function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** The one that logs in: the argument, and a password that no list of processes shows. */
export function password(): string {
  const value = process.env["SPOTWIRE_PASSWORD"];
  if (value === undefined) throw new Error("set SPOTWIRE_PASSWORD");
  return value;
}
