/**
 * Programs that a run starts. Every one is ended by its own process id when it is no longer wanted, and all that are left
 * when this process ends, for whatever reason it can still hear of.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A program with its arguments. */
export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** How a program ended. */
export interface Ending {
  /** Undefined if it had to be ended for being too slow. */
  readonly exitCode: number | undefined;
  /** Both its outputs, in the order in which they came. */
  readonly output: string;
}

/** A program that serves until it is stopped. */
export interface ServerProcess {
  /** The first line on its standard output that `isReady` took, if it was started with one. */
  readonly readyLine: string;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();
/** How long a program may take to end when asked, before it is killed. */
const STOP_GRACE_MS = 2_000;
/** The end of a program's words is what tells why it failed. */
const MAX_OUTPUT_CHARACTERS = 20_000;

process.on("exit", killAll);
for (const [signal, exitCode] of [["SIGINT", 130] as const, ["SIGTERM", 143] as const, ["SIGHUP", 129] as const]) {
  process.once(signal, () => process.exit(exitCode));
}

function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** Run a program to its end, or until its time is up. @throws {Error} it cannot be started */
export async function runToEnd(command: Command, timeoutMs: number): Promise<Ending> {
  const { child, output, exited } = start(command);
  const timer = setTimeout(() => child.kill("SIGKILL"), timeoutMs);
  try {
    const exitCode = await exited;
    return { exitCode: exitCode ?? undefined, output: output() };
  } finally {
    clearTimeout(timer);
  }
}

/** Start a server, and wait until it says on its standard output that it is ready. @throws {Error} it does not */
export async function startServer(
  command: Command,
  isReady: (line: string) => boolean,
  timeoutMs: number,
): Promise<ServerProcess> {
  const started = start(command);
  const { stdout } = started.child;
  const ready = new Promise<string>((resolve) => {
    if (stdout === null) return;
    createInterface(stdout).on("line", (line) => {
      if (isReady(line)) resolve(line);
    });
  });
  return { readyLine: await untilReady(started, ready, timeoutMs), stop: () => stop(started) };
}

/** Start a server that says nothing, and wait until its port answers. @throws {Error} it does not */
export async function startSilentServer(command: Command, port: number, timeoutMs: number): Promise<ServerProcess> {
  const started = start(command);
  const ready = (async () => {
    while (!(await answers(port))) await sleep(50);
    return "";
  })();
  return { readyLine: await untilReady(started, ready, timeoutMs), stop: () => stop(started) };
}

interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Resolves to the exit code; `null` if a signal ended it. */
  readonly exited: Promise<number | null>;
}

function start({ program, arguments: list, environment }: Command): Started {
  const child = spawn(program, list, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  running.add(child);
  let text = "";
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString("utf8")).slice(-MAX_OUTPUT_CHARACTERS);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", (error) => {
      running.delete(child);
      reject(error);
    });
    child.once("close", (code) => {
      running.delete(child);
      resolve(code);
    });
  });
  // Whoever waits hears of a failure; nobody may be waiting yet.
  exited.catch(() => undefined);
  return { child, output: () => text, exited };
}

async function untilReady(started: Started, ready: Promise<string>, timeoutMs: number): Promise<string> {
  const abort = new AbortController();
  try {
    return await Promise.race([
      ready,
      started.exited.then((code) => {
        throw new Error(`the server ended with ${code} before it was ready: ${lastLine(started.output())}`);
      }),
      sleep(timeoutMs, undefined, { signal: abort.signal }).then(() => {
        throw new Error(`the server was not ready within ${timeoutMs} ms: ${lastLine(started.output())}`);
      }),
    ]);
  } catch (error) {
    await stop(started);
    throw error;
  } finally {
    abort.abort();
  }
}

async function stop({ child, exited }: Started): Promise<void> {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS);
  await exited.catch(() => undefined);
  clearTimeout(timer);
}

/** The last line that says something. */
export function lastLine(output: string): string {
  return output.trim().split("\n").at(-1)?.trim() ?? "";
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const settle = (isThere: boolean): void => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once("connect", () => settle(true));
    socket.once("error", () => settle(false));
  });
}
