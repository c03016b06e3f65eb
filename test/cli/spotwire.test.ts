/** The command line as users run it: the built file, in processes of its own. Each ends with the test that began it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";

const PROGRAM = join(import.meta.dirname, "../../dist/spotwire.mjs");

interface SimFacts {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly roots: string;
}

beforeAll(() => {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is not there: run \`npm run build\` first`);
});

/** Environment without anything that a developer's own shell may have set. */
function environment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const ours = /^(?:SPOTWIRE_|FORCE_COLOR$|NO_COLOR$|NODE_OPTIONS$)/;
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name))), ...more };
}

class Running {
  readonly child: ChildProcess;
  /** Exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  readonly err: Promise<string>;

  constructor(args: readonly string[], env?: NodeJS.ProcessEnv, program: string = PROGRAM) {
    this.child = spawn(process.execPath, [program, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: environment(env),
    });
    this.ended = once(this.child, "exit").then(([code, signal]) => (code ?? signal) as number | string);
    this.err = text(this.child.stderr as NodeJS.ReadableStream);
    onTestFinished(async () => {
      this.child.kill("SIGKILL");
      await this.ended;
    });
  }

  get stdout(): NodeJS.ReadableStream {
    return this.child.stdout as NodeJS.ReadableStream;
  }

  /** The next lines of stdout; what comes after them is read and dropped. */
  async lines(count: number): Promise<string[]> {
    const lines: string[] = [];
    const reader = createInterface({ input: this.stdout });
    for await (const line of reader) if (lines.push(line) === count) break;
    this.stdout.resume();
    return lines;
  }
}

async function startSim(): Promise<{ facts: SimFacts; running: Running }> {
  const running = new Running(["sim", "--json"]);
  const [line = ""] = await running.lines(1);
  return { facts: JSON.parse(line) as SimFacts, running };
}

function stateArgs({ address, port, roots, user }: SimFacts, ...options: string[]): string[] {
  return ["state", `${address}:${port}`, "--roots", roots, "--user", user, ...options];
}

describe("the built command line", () => {
  it("runs a simulator, reads it from another process, and both leave nothing behind", async () => {
    const { facts, running } = await startSim();
    const reader = new Running(["id", `${facts.address}:${facts.port}`, "--roots", facts.roots, "--json"]);
    const out = text(reader.stdout);
    // It ends by itself: no handle was left to keep it alive.
    expect(await reader.ended).toBe(0);
    expect(JSON.parse(await out)).toMatchObject({ species: "spot", nickname: "spotwire simulator" });
    expect(await reader.err).toBe("");

    running.child.kill("SIGINT");
    expect(await running.ended).toBe(130);
    expect(await running.err).toBe("");
    await expect(stat(dirname(facts.roots))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("traces itself where the environment asks for it, without a package beside it", async () => {
    const { facts } = await startSim();
    const alone = join(await mkdtemp(join(tmpdir(), "spotwire-alone-")), "spotwire.mjs");
    onTestFinished(() => rm(dirname(alone), { recursive: true }));
    await copyFile(PROGRAM, alone);
    const args = ["id", `${facts.address}:${facts.port}`, "--roots", facts.roots, "--json"];
    const reader = new Running(args, { SPOTWIRE_TRACE: "1" }, alone);
    const out = text(reader.stdout);
    expect(await reader.ended).toBe(0);
    expect(JSON.parse(await out)).toMatchObject({ species: "spot" });
    expect(await reader.err).toMatch(/client <- server, stream 1, .*GetRobotId\n[\s\S]*species "spot"/);
  });

  it("ends a watch at SIGINT with 130, at SIGTERM with 143", async () => {
    const { facts } = await startSim();
    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
    ] as const) {
      const watch = new Running(stateArgs(facts, "--watch", "--json", "--interval", "0.05"), {
        SPOTWIRE_PASSWORD: facts.password,
      });
      for (const line of await watch.lines(2)) expect(JSON.parse(line)).toHaveProperty("kinematicState");
      watch.child.kill(signal);
      expect(await watch.ended).toBe(code);
      expect(await watch.err).toBe("");
    }
  });

  it("takes it for no failure when the reader of its output has seen enough", async () => {
    const { facts } = await startSim();
    const watch = new Running(stateArgs(facts, "--watch", "--json", "--interval", "0.01"), {
      SPOTWIRE_PASSWORD: facts.password,
    });
    await once(watch.stdout, "data");
    watch.child.stdout?.destroy();
    expect(await watch.ended).toBe(0);
    expect(await watch.err).toBe("");
  });

  it("asks for no password where there is no terminal: exit code 2, and advice", async () => {
    const state = new Running(["state", "127.0.0.1:1", "--roots", PROGRAM, "--user", "u"]);
    expect(await state.ended).toBe(2);
    expect(await state.err).toContain("set SPOTWIRE_PASSWORD");
  });
});

describe("spotwire demo", () => {
  it("ends with 0 and one JSON object of plausible numbers", async () => {
    const demo = new Running(["demo", "--json"]);
    const out = text(demo.stdout);
    expect(await demo.ended).toBe(0);
    expect(await demo.err).toBe("");
    expect((await out).trim().split("\n")).toHaveLength(1);
    const facts = JSON.parse(await out) as {
      connect: { connectMs: number };
      directory: string[];
      timeSync: { skewNanos: string; roundTripNanos: string };
      state: { chargePercentage: number };
      stream: { joints: number; rate: { messages: number; seconds: number; hertz: number } };
      wire: Record<string, number>;
    };
    expect(facts).toMatchObject({ identity: { species: "spot" }, login: { user: "user" }, stream: { joints: 12 } });
    expect(facts.connect.connectMs).toBeGreaterThan(0);
    expect(facts.directory).toContain("robot-state-streaming");
    expect(Number(facts.timeSync.skewNanos) / 1e9).toBeCloseTo(2.5, 1);
    expect(facts.state.chargePercentage).toBeCloseTo(92, 0);
    const { messages, seconds, hertz } = facts.stream.rate;
    expect(seconds).toBeCloseTo(3, 0);
    expect(hertz).toBeCloseTo((messages - 1) / seconds, 6);
    // A machine under load is slow to wake, but never sends faster than it should.
    expect(messages).toBeGreaterThan(100);
    expect(hertz).toBeLessThan(350);
    expect(facts.wire).toMatchObject({ failedCalls: 0, sessions: 4 });
    expect(facts.wire["bytesReceived"]).toBeGreaterThan(messages * 100);
  });

  it("stops its own robot when the reader of its output has seen enough", async () => {
    const demo = new Running(["demo"]);
    const [first = ""] = await demo.lines(1);
    const pid = Number(/process (\d+)/.exec(first)?.[1]);
    expect(pid).toBeGreaterThan(0);
    demo.child.stdout?.destroy();
    expect(await demo.ended).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });
});
