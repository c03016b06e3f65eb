/** Runs an example as its user does: a process of its own, against a robot of the test's. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { onTestFinished } from "vitest";
import type { Simulator } from "../../src/sim/index.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** A running example. */
export class Example {
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | string>;
  #said = "";

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on("data", (chunk: Buffer) => (this.#said += chunk.toString()));
    this.#exited = new Promise((done) => child.on("exit", (code, signal) => done(code ?? signal ?? "?")));
  }

  /** Everything on stderr so far. */
  get said(): string {
    return this.#said;
  }

  /** Wait until it has said something. @throws {Error} it ended first */
  async says(text: RegExp): Promise<RegExpExecArray> {
    const ended = this.#exited.then((how) => {
      throw new Error(`it ended with ${how} before it said ${String(text)}:\n${this.#said}`);
    });
    ended.catch(() => undefined);
    for (;;) {
      const found = text.exec(this.#said);
      if (found !== null) return found;
      await Promise.race([ended, new Promise((wake) => this.#child.stderr?.once("data", wake))]);
    }
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Wait for its end. @returns the exit code, or the signal that ended it */
  ends(): Promise<number | string> {
    return this.#exited;
  }
}

/** Start an example; it is ended after the test, if it has not by itself. */
export async function startExample(name: string, simulator: Simulator, ...args: readonly string[]): Promise<Example> {
  const folder = await mkdtemp(join(tmpdir(), "spotwire-example-"));
  const roots = join(folder, "roots.pem");
  await writeFile(roots, simulator.rootsPem);
  const child = spawn(process.execPath, ["--import", "tsx", join("examples", name), ...args], {
    cwd: ROOT,
    stdio: ["pipe", "ignore", "pipe"],
    env: {
      ...process.env,
      SPOTWIRE_HOST: `127.0.0.1:${simulator.port}`,
      SPOTWIRE_ROOTS: roots,
      SPOTWIRE_USER: simulator.user,
      SPOTWIRE_PASSWORD: simulator.password,
    },
  });
  const example = new Example(child);
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await example.ends();
    await rm(folder, { recursive: true });
  });
  return example;
}
