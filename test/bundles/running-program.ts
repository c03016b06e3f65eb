/** A program in a process of its own, whatever runtime runs it. */
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";

/** How a program is started. */
export interface Command {
  /** The runtime's binary. */
  readonly binary: string;
  /** What stands before the program's file: `run`, `--permission`. */
  readonly options: readonly string[];
  readonly file: string;
}

/** How a program ended. */
export interface Ended {
  /** The exit code, or the signal that ended it. */
  readonly how: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** How often the size of the process is looked at, in milliseconds. Linux keeps the peak, so little is missed. */
const LOOK_MS = 100;

/** A program that runs. */
export class RunningProgram {
  /** Its end. */
  readonly ended: Promise<Ended>;
  /** The largest that it was in memory, in bytes, as Linux has it; 0 elsewhere. */
  peakRssBytes = 0;
  readonly #child: ChildProcess;
  #stdout = "";
  #stderr = "";

  /** Start it, in the folder of its file, and end it after so many milliseconds. */
  constructor(command: Command, args: readonly string[], env: NodeJS.ProcessEnv = {}, timeoutMs = 60_000) {
    const { binary, options, file } = command;
    this.#child = spawn(binary, [...options, file, ...args], {
      cwd: dirname(file),
      stdio: ["ignore", "pipe", "pipe"],
      // Neither the test runner's options nor anybody's wish to trace are the program's business.
      env: { PATH: "/usr/bin:/bin", HOME: dirname(file), NO_COLOR: "1", ...env },
    });
    this.#child.stdout?.on("data", (chunk: Buffer) => (this.#stdout += chunk.toString()));
    this.#child.stderr?.on("data", (chunk: Buffer) => (this.#stderr += chunk.toString()));
    const overdue = setTimeout(() => this.kill("SIGKILL"), timeoutMs);
    const looks = setInterval(() => this.#look(), LOOK_MS);
    this.ended = new Promise((resolve, reject) => {
      this.#child.on("error", reject);
      this.#child.on("close", (code, signal) => {
        resolve({ how: code ?? signal ?? "?", stdout: this.#stdout, stderr: this.#stderr });
      });
    });
    const stop = (): void => {
      clearTimeout(overdue);
      clearInterval(looks);
    };
    this.ended.then(stop, stop);
  }

  /** Wait for its first line on stdout. @throws {Error} it ends without one */
  async firstLine(): Promise<string> {
    for (;;) {
      const end = this.#stdout.indexOf("\n");
      if (end >= 0) return this.#stdout.slice(0, end);
      const more = new Promise<undefined>((wake) => this.#child.stdout?.once("data", () => wake(undefined)));
      const ended = await Promise.race([more, this.ended]);
      if (ended !== undefined && !this.#stdout.includes("\n")) throw new Error(describeEnd(ended));
    }
  }

  /** Send it a signal. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  #look(): void {
    if (process.platform !== "linux" || this.#child.pid === undefined) return;
    try {
      const [, kibibytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${this.#child.pid}/status`, "latin1")) ?? [];
      this.peakRssBytes = Math.max(this.peakRssBytes, Number(kibibytes ?? 0) * 1024);
    } catch {
      // It has just ended.
    }
  }
}

/** How a program ended, and its last words, for people. */
export function describeEnd({ how, stdout, stderr }: Ended): string {
  return `it ended with ${how}: ${(stderr.trim() || stdout.trim()).slice(-2000)}`;
}
