/** Starts `spotwire sim` as a process of its own, and ends it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** What `spotwire sim --json` prints. */
export interface SimAddress {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** Path of its root certificate. */
  readonly roots: string;
}

/** A simulator that runs beside us. */
export interface SimProcess extends SimAddress, AsyncDisposable {
  readonly pid: number;
}

/**
 * Start a simulator from this very program.
 * @param program what starts it, as `ownArguments` says
 * @throws {Error} it ended before it said where it listens; its own complaint is on stderr
 */
export async function startSimProcess(program: readonly string[], signal: AbortSignal): Promise<SimProcess> {
  const child = spawn(process.execPath, [...program, "sim", "--port", "0", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const address = await firstLine(child, signal);
    return {
      ...(JSON.parse(address) as SimAddress),
      pid: child.pid ?? 0,
      [Symbol.asyncDispose]: () => end(child),
    };
  } catch (error) {
    await end(child);
    throw error;
  }
}

async function firstLine(child: ChildProcess, signal: AbortSignal): Promise<string> {
  if (child.stdout === null) throw new Error("the simulator has no stdout");
  const lines = createInterface({ input: child.stdout });
  const exited = once(child, "exit", { signal }).then(([code]) => {
    throw new Error(`the simulator ended with exit code ${String(code)} before it was ready`);
  });
  const line = once(lines, "line", { signal }) as Promise<[string]>;
  try {
    const [text] = await Promise.race([line, exited]);
    return text;
  } finally {
    // The loser of the race must not be an unhandled rejection when the child ends.
    exited.catch(() => undefined);
    line.catch(() => undefined);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}
