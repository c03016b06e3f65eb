/** Where a password comes from: the environment or a hidden prompt. Never the command line, which others can read. */
import { exec } from "node:child_process";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { InterruptedError, UsageError } from "./exit.ts";

/** Name of the environment variable. */
export const PASSWORD_VARIABLE = "SPOTWIRE_PASSWORD";

/** Whose password, and where it may come from besides the environment. */
export interface PasswordRequest {
  readonly user: string;
  /** For the prompt. */
  readonly host: string;
  /** A shell command that prints it on its first line. */
  readonly command?: string | undefined;
}

/** A password manager may ask its owner to unlock it. */
const COMMAND_TIMEOUT_MS = 120_000;

/**
 * Find the password of a user: in the environment, from a command, or from the person at the terminal.
 * @throws {UsageError} the command fails, or there is neither that nor a terminal to ask at
 * @throws {InterruptedError} the person gave up at the prompt
 */
export async function readPassword({ user, host, command }: PasswordRequest, signal: AbortSignal): Promise<string> {
  const given = process.env[PASSWORD_VARIABLE];
  if (given !== undefined) return given;
  if (command !== undefined) return passwordFrom(command, signal);
  requirePasswordSource(command);
  return promptHidden(`Password of ${user} on ${host}: `, signal);
}

/** Make sure that there is somewhere to get a password from. @throws {UsageError} there is not */
export function requirePasswordSource(command: string | undefined): void {
  if (process.env[PASSWORD_VARIABLE] !== undefined || command !== undefined || process.stdin.isTTY) return;
  throw new UsageError(`set ${PASSWORD_VARIABLE}, or run this in a terminal to be asked for it`);
}

/** The first line of what a command prints. What else it prints, and its errors, stay out of ours: they may hold secrets. */
async function passwordFrom(command: string, signal: AbortSignal): Promise<string> {
  const options = { signal, timeout: COMMAND_TIMEOUT_MS, encoding: "utf8" } as const;
  const text = await new Promise<string>((resolve, reject) => {
    const child = exec(command, options, (error, stdout) => {
      if (signal.aborted) reject(new InterruptedError());
      else if (error === null) resolve(stdout);
      else reject(new UsageError(`the password command failed (exit code ${error.code ?? "none"}): run it by itself`));
    });
    // It may have to ask its owner something.
    child.stderr?.pipe(process.stderr, { end: false });
  });
  const [password = ""] = text.split(/\r?\n/, 1);
  if (password === "") throw new UsageError("the password command printed nothing: run it by itself");
  return password;
}

async function promptHidden(question: string, signal: AbortSignal): Promise<string> {
  process.stderr.write(question);
  // readline echoes what is typed to its output: one that swallows everything keeps the password off the screen.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const prompt = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await prompt.question("", { signal });
  } catch (error) {
    // In raw mode Ctrl-C and Ctrl-D are keys, which readline turns into this.
    if ((error as Error).name === "AbortError") throw new InterruptedError();
    throw error;
  } finally {
    prompt.close();
    process.stderr.write("\n");
  }
}
