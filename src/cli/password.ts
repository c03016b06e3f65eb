/** Where a password comes from: the environment or a hidden prompt. Never the command line, which others can read. */
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { InterruptedError, UsageError } from "./exit.ts";

/** Name of the environment variable. */
export const PASSWORD_VARIABLE = "SPOTWIRE_PASSWORD";

/**
 * Find the password of a user.
 * @throws {UsageError} it is not in the environment, and there is no terminal to ask at
 * @throws {InterruptedError} the person gave up at the prompt
 */
export async function readPassword(user: string, host: string, signal: AbortSignal): Promise<string> {
  const given = process.env[PASSWORD_VARIABLE];
  if (given !== undefined) return given;
  if (!process.stdin.isTTY)
    throw new UsageError(`set ${PASSWORD_VARIABLE}, or run this in a terminal to be asked for it`);
  return promptHidden(`Password of ${user} on ${host}: `, signal);
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
