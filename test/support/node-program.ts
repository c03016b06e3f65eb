/** Programs of the tests that need a process of their own: with a small heap, or with the garbage collector at hand. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

/** A program that runs. */
export interface NodeProgram {
  /** Wait for the next message it sends, those that came before included. @throws {Error} it ends without one */
  next<T>(): Promise<T>;
  /** Tell it something. */
  send(message: object): void;
}

/** Start a TypeScript program, ended with the test. @param nodeOptions for example `--expose-gc` */
export function startProgram(
  url: URL,
  args: readonly (string | number)[],
  nodeOptions: readonly string[],
): NodeProgram {
  const child = fork(fileURLToPath(url), args.map(String), {
    execArgv: [...nodeOptions, "--import", import.meta.resolve("tsx")],
    // The test runner's own options are none of the program's business.
    env: { ...process.env, NODE_OPTIONS: "" },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  onTestFinished(() => ended(child));
  const messages: unknown[] = [];
  const waiting: (() => void)[] = [];
  let end: string | undefined;
  const wake = (): void => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  child.on("message", (message) => {
    messages.push(message);
    wake();
  });
  child.on("exit", (code, signal) => {
    end = `the program ended with ${code ?? signal ?? "nothing"}`;
    wake();
  });
  return {
    async next<T>() {
      while (messages.length === 0) {
        if (end !== undefined) throw new Error(end);
        await new Promise<void>((resolve) => waiting.push(resolve));
      }
      return messages.shift() as T;
    },
    send: (message) => void child.send(message),
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await exit;
}
