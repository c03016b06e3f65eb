/** How the command line ends: its exit codes, and what it says when it fails. */
import { CommanderError } from "commander";
import { SpotError } from "../errors.ts";
import { type Output, paint } from "./output.ts";
import { remedyFor } from "./remedies.ts";

/** Exit codes of every command. */
export const ExitCode = { ok: 0, failure: 1, usage: 2, interrupted: 130 } as const;

/** The command line itself is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The person gave up: exit code 130, and nothing to say about it. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** The command has told itself what failed: exit code 1, and nothing to add. */
export class FailureToldError extends Error {
  override readonly name = "FailureToldError";
}

/** Say what went wrong, and choose the exit code. */
export function reportFailure(error: unknown, output: Output): number {
  // commander has said already what is wrong, or has printed the help that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  if (error instanceof InterruptedError) return ExitCode.interrupted;
  if (error instanceof FailureToldError) return ExitCode.failure;
  const red = (text: string): string => paint("red", text, output.stderr);
  if (error instanceof UsageError) {
    output.stderr.write(`${red("usage:")} ${error.message}\n`);
    return ExitCode.usage;
  }
  if (error instanceof SpotError) {
    const again = error.retryable ? " (the same command may succeed later)" : "";
    output.stderr.write(`${red(`error [${error.code}]:`)} ${error.message}${paint("dim", again, output.stderr)}\n`);
    const remedy = remedyFor(error.code);
    if (remedy !== undefined) output.stderr.write(`${paint("dim", `try: ${remedy}`, output.stderr)}\n`);
    return ExitCode.failure;
  }
  if (isSystemError(error)) {
    // A file or folder that this user may not touch, a full disk: the surroundings, and no bug.
    output.stderr.write(`${red(`error [${error.code}]:`)} ${error.message}\n`);
    return ExitCode.failure;
  }
  // Not one of ours: a bug, and its stack is what helps to find it.
  output.stderr.write(
    `${red("unexpected error:")} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return ExitCode.failure;
}

/** What the system refused, as Node tells it: by the call that it refused. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException & { readonly code: string } {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}
