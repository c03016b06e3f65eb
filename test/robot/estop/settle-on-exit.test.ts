import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { type ExitingProcess, settleOnExit } from "../../../src/robot/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { settle } from "../../support/settle.ts";

class FakeProcess extends EventEmitter {
  readonly pid = 42;
  readonly ends: unknown[] = [];
  readonly written: string[] = [];
  readonly stderr = { write: (text: string) => void this.written.push(text) };
  kill(pid: number, signal: string): void {
    this.ends.push([pid, signal]);
  }
  exit(code: number): void {
    this.ends.push(code);
  }
}

function scene(answer: () => Promise<void> = () => Promise.resolve()) {
  const host = new FakeProcess();
  const clock = new ManualClock();
  let asked = 0;
  const estop = {
    settleThenCut(): Promise<void> {
      asked++;
      return answer();
    },
  };
  const takeBack = settleOnExit(estop, { process: host as unknown as ExitingProcess, clock });
  return { host, clock, takeBack, asked: () => asked };
}

describe("settleOnExit", () => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    it(`has the robot sit down at ${signal}, and lets the signal do its work then`, async () => {
      const { host, asked } = scene();
      host.emit(signal, signal);
      expect(host.ends).toEqual([]);
      await settle();
      expect([asked(), host.ends, host.eventNames()]).toEqual([1, [[42, signal]], []]);
    });
  }

  it("ends the process after two seconds without an answer", async () => {
    const { host, clock } = scene(() => new Promise(() => undefined));
    host.emit("SIGTERM", "SIGTERM");
    clock.advance(1999);
    await settle();
    expect(host.ends).toEqual([]);
    clock.advance(1);
    await settle();
    expect(host.ends).toEqual([[42, "SIGTERM"]]);
  });

  it("ends it at once where the robot cannot be told", async () => {
    const { host, clock } = scene(() => Promise.reject(new Error("lost")));
    host.emit("SIGINT", "SIGINT");
    await settle();
    expect([host.ends, clock.pending]).toEqual([[[42, "SIGINT"]], 0]);
  });

  it("waits for the robot once, however often it is told to end", async () => {
    let heard = (): void => undefined;
    const { host, asked } = scene(() => new Promise((resolve) => (heard = resolve)));
    host.emit("SIGINT", "SIGINT");
    host.emit("SIGINT", "SIGINT");
    host.emit("uncaughtException", new Error("another thing"));
    await settle();
    expect([asked(), host.ends]).toEqual([1, []]);
    heard();
    await settle();
    expect(host.ends[0]).toEqual([42, "SIGINT"]);
  });

  it("leaves the end to a program that listens to the signal itself", async () => {
    const { host, asked } = scene();
    host.on("SIGINT", () => undefined);
    host.emit("SIGINT", "SIGINT");
    await settle();
    expect([asked(), host.ends]).toEqual([1, []]);
  });

  it("prints an error that nobody caught, and ends with code 1", async () => {
    const { host, asked } = scene();
    host.emit("uncaughtException", new Error("a bug of the program's"));
    await settle();
    expect([asked(), host.ends]).toEqual([1, [1]]);
    expect(host.written.join("")).toContain("a bug of the program's");
  });

  it("is taken back", () => {
    const { host, takeBack } = scene();
    takeBack();
    expect(host.eventNames()).toEqual([]);
  });
});
