/** One simulator for a file of tests of the command line, whose body moves faster than its clock tells. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { connect, type Robot } from "../../src/robot/index.ts";
import { offsetClock, type Simulator, startSimulator } from "../../src/sim/index.ts";
import { CapturedOutput, type CommandResult, run } from "./captured-output.ts";
import { runCommandLine } from "../../src/cli/main.ts";

/** Seconds of the body's in one of the robot's clock, which commands' end times are reckoned by. Navigation minds. */
const BODY_SPEED = 5;

/** Turn the clock on: `give` uptime alone, or `pass` time of every kind. */
interface ClockHands {
  readonly give: (ms: number) => void;
  readonly pass: (ms: number) => void;
}

/** A robot to run command lines against. */
export class CliRobot implements AsyncDisposable {
  readonly simulator: Simulator;
  /** A folder for whatever a test writes. */
  readonly folder: string;
  readonly roots: string;
  readonly #clock: ClockHands;

  private constructor(simulator: Simulator, folder: string, clock: ClockHands) {
    this.simulator = simulator;
    this.folder = folder;
    this.roots = join(folder, "roots.pem");
    this.#clock = clock;
  }

  /** Start one, and set the environment so that commands find their way to it. */
  static async start(bodySpeed: number = BODY_SPEED): Promise<CliRobot> {
    const base = offsetClock(2500);
    let givenMs = 0;
    let passedMs = 0;
    const clock = {
      ...base,
      now: () => base.now() + BigInt(passedMs) * 1_000_000n,
      uptimeMs: () => base.uptimeMs() * bodySpeed + givenMs + passedMs,
    };
    const simulator = await startSimulator({ serialNumber: "SIM-CLI", clock });
    const folder = await mkdtemp(join(tmpdir(), "spotwire-test-"));
    const robot = new CliRobot(simulator, folder, {
      give: (ms) => (givenMs += ms),
      pass: (ms) => (passedMs += ms),
    });
    await writeFile(robot.roots, simulator.rootsPem);
    vi.stubEnv("SPOTWIRE_PASSWORD", simulator.password);
    vi.stubEnv("SPOTWIRE_USER", simulator.user);
    vi.stubEnv("SPOTWIRE_ROOTS", robot.roots);
    vi.stubEnv("SPOTWIRE_HOST", undefined);
    vi.stubEnv("SPOTWIRE_CONFIG", join(folder, "config.json"));
    return robot;
  }

  /** What stands for HOST on a command line. */
  get host(): string {
    return `127.0.0.1:${this.simulator.port}`;
  }

  /** Run a command line in which `HOST` is the robot. A robot takes five logins a second: it is given one each time. */
  run(line: string, ...more: readonly string[]): Promise<CommandResult> {
    this.giveLogin();
    return run(this.args(line, ...more));
  }

  /** The arguments of a command line; those in `more` may hold blanks. */
  args(line: string, ...more: readonly string[]): string[] {
    return [...line.split(" "), ...more].map((word) => (word === "HOST" ? this.host : word));
  }

  /** Run it, hold that it does well, and give its one line of JSON. */
  async json(line: string, ...more: readonly string[]): Promise<unknown> {
    const { code, out, err } = await this.run(line, ...more, "--json");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.split("\n")).toHaveLength(2);
    return JSON.parse(out);
  }

  /** Run it, and hold that it does well. @returns stdout */
  async ok(line: string, ...more: readonly string[]): Promise<string> {
    const { code, out, err } = await this.run(line, ...more);
    if (code !== 0) throw new Error(`${line} ended with ${code}: ${err}`);
    return out;
  }

  /** Start a command line that goes on until it is interrupted. */
  begin(line: string): {
    readonly output: CapturedOutput;
    readonly interrupt: () => void;
    readonly code: Promise<number>;
  } {
    this.#clock.give(1000);
    const output = new CapturedOutput();
    const control = new AbortController();
    const code = runCommandLine(this.args(line), output, control.signal);
    return { output, interrupt: () => control.abort(), code };
  }

  /** Make room for one login more. */
  giveLogin(): void {
    this.#clock.give(1000);
  }

  /** Let time pass for the robot. */
  letPass(ms: number): void {
    this.#clock.pass(ms);
  }

  /** Another client of the same robot, logged in. Whoever asks for it closes it. */
  async otherClient(clientNamePrefix = "other-"): Promise<Robot> {
    this.#clock.give(1000);
    const robot = await connect(this.host, { roots: this.simulator.rootsPem, clientNamePrefix });
    await robot.login(this.simulator.user, this.simulator.password);
    return robot;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    vi.unstubAllEnvs();
    await this.simulator.close();
    await rm(this.folder, { recursive: true });
  }
}
