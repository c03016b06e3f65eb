import { describe, expect, it, onTestFinished } from "vitest";
import { becomeEstop, type EstopOptions, isEstopped, joinEstop } from "../../../src/robot/index.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { rejection } from "../../support/robots.ts";
import { settle } from "../../support/settle.ts";
import { EstopService } from "./estop-service.ts";

const CUT = 1;
const SETTLE = 2;
const NONE = 4;
const OPTIONS = { name: "test", timeoutMs: 9000 };

async function working(options: Partial<EstopOptions> = {}, service: EstopService = new EstopService()) {
  const clock = new ManualClock();
  const closing = new AbortController();
  onTestFinished(() => closing.abort());
  const statuses: string[] = [];
  const onStatus = (status: string): void => void statuses.push(status);
  const estop = await becomeEstop(service.robot(closing.signal), { ...OPTIONS, clock, onStatus, ...options });
  const quiet = async (): Promise<void> => {
    for (let i = 0; i < 4; i++) await settle();
  };
  await quiet();
  const advance = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await quiet();
  };
  const levels = (): number[] => service.checkIns.map(({ level }) => level);
  return { service, clock, closing, statuses, estop, advance, quiet, levels };
}

describe("becomeEstop", () => {
  it("configures itself as the only endpoint, registers, fetches the first challenge at CUT, then allows", async () => {
    const { service, levels, statuses } = await working({ cutPowerTimeoutMs: 12_500 });
    expect(service.names).toEqual([
      "GetEstopConfig",
      "SetEstopConfig",
      "RegisterEstopEndpoint",
      "EstopCheckIn",
      "EstopCheckIn",
    ]);
    const endpoint = {
      role: "PDB_rooted",
      name: "test",
      timeout: { seconds: 9n },
      cutPowerTimeout: { seconds: 12n, nanos: 500_000_000 },
    };
    expect(service.requests[1]).toMatchObject({ targetConfigId: "config-1", config: { endpoints: [endpoint] } });
    expect(service.requests[2]).toMatchObject({
      targetConfigId: "config-2",
      targetEndpoint: { role: "PDB_rooted", name: "", uniqueId: "" },
      newEndpoint: { ...endpoint, uniqueId: "e-7" },
    });
    expect([levels(), statuses]).toEqual([[CUT, NONE], ["ok"]]);
    expect(service.checkIns[1]?.isRight).toBe(true);
  });

  it("is refused while the motors are on", async () => {
    const service = new EstopService();
    service.motorsOn = true;
    expect(await rejection(becomeEstop(service.robot(), OPTIONS))).toMatchObject({ code: "ESTOP_MOTORS_ON" });
  });

  it("refuses timeouts that are none", async () => {
    const bad = [
      { timeoutMs: 0 },
      { timeoutMs: NaN },
      { timeoutMs: 65_530_001 },
      { cutPowerTimeoutMs: 8999 },
      { cutPowerTimeoutMs: Infinity },
    ];
    for (const each of bad) {
      expect(
        await rejection(becomeEstop(new EstopService().robot(), { ...OPTIONS, ...each })),
        JSON.stringify(each),
      ).toBeInstanceOf(RangeError);
    }
    expect(await rejection(becomeEstop(new EstopService().robot(), { ...OPTIONS, periodMs: 9000 }))).toBeInstanceOf(
      RangeError,
    );
  });
});

describe("joinEstop", () => {
  it("takes the place of the endpoint of its role, and leaves the configuration as it is", async () => {
    const service = new EstopService();
    await using estop = await joinEstop(service.robot(), { ...OPTIONS, evenIfMotorsOn: true });
    expect(service.names.slice(0, 3)).toEqual(["GetEstopConfig", "RegisterEstopEndpoint", "EstopCheckIn"]);
    expect(service.requests[1]).toMatchObject({ targetConfigId: "config-1", newEndpoint: { uniqueId: "e-1" } });
    expect(estop.wish).toBe("allow");
  });

  it("says so where there is none", async () => {
    const service = new EstopService();
    service.endpoints = [];
    expect(await rejection(joinEstop(service.robot(), { ...OPTIONS, evenIfMotorsOn: true }))).toMatchObject({
      code: "ESTOP_NO_CONFIG",
      retryable: false,
    });
  });
});

describe("an EstopKeeper", () => {
  it("checks in every third of the timeout, each time with the answer to the last challenge", async () => {
    const { service, advance, levels } = await working();
    await advance(2999);
    expect(levels()).toHaveLength(2);
    await advance(1);
    await advance(3000);
    expect(levels()).toEqual([CUT, NONE, NONE, NONE]);
    expect(service.checkIns.slice(1).every(({ isRight }) => isRight)).toBe(true);
  });

  it("stops, settles and allows at once, and keeps to it; a stop is only loosened by allow", async () => {
    const { estop, advance, levels } = await working();
    await estop.stop();
    await advance(3000);
    await estop.settleThenCut();
    await estop.allow();
    await estop.settleThenCut();
    expect(estop.wish).toBe("settle-then-cut");
    expect(levels()).toEqual([CUT, NONE, CUT, CUT, CUT, NONE, SETTLE]);
  });

  it("survives check-ins that the robot never heard, and such whose answer was lost", async () => {
    const { service, statuses, advance } = await working();
    service.failures.push("unheard", "answer-lost");
    await advance(3000);
    await advance(3000);
    await advance(3000);
    expect(statuses).toEqual(["ok", "error", "error", "ok"]);
    // The lost answer had used the challenge up: the next check-in is refused, and tried again with the new one.
    expect(service.checkIns.map(({ isRight }) => isRight)).toEqual([false, true, true, false, true]);
  });

  it("ends when the robot knows the endpoint no more", async () => {
    const { service, statuses, estop, advance, clock } = await working();
    service.failures.push("unknown");
    await advance(3000);
    expect([statuses, clock.pending]).toEqual([["ok", "error", "disabled"], 0]);
    expect(estop.signal.reason).toMatchObject({ code: "ESTOP_ENDPOINT_UNKNOWN" });
    expect(await rejection(estop.allow())).toBe(estop.signal.reason);
  });

  it("wants to stop even where the robot did not hear it", async () => {
    const { service, estop, advance, levels } = await working();
    service.failures.push("unheard");
    expect(await rejection(estop.stop())).toMatchObject({ status: "UNAVAILABLE" });
    expect(estop.wish).toBe("stop");
    await advance(3000);
    expect(levels().at(-1)).toBe(CUT);
  });

  it("checks in one at a time, in order", async () => {
    const { service, estop, levels } = await working();
    await Promise.all([estop.allow(), estop.allow(), estop.allow()]);
    expect(levels()).toEqual([CUT, NONE, NONE, NONE, NONE]);
    expect(service.checkIns.slice(1).every(({ isRight }) => isRight)).toBe(true);
  });

  it("ends with a stop that came right after an allow", async () => {
    const { service, estop, quiet } = await working();
    const allowing = estop.allow().catch(() => undefined);
    await estop.stop();
    await allowing;
    await quiet();
    expect(service.checkIns.at(-1)).toEqual({ level: CUT, isRight: true });
    expect([estop.wish, estop.status]).toEqual(["stop", "ok"]);
  });

  it("has the robot sit down when it is released, once, and is over then", async () => {
    const { estop, levels, statuses, clock } = await working();
    await estop[Symbol.asyncDispose]();
    await estop.release();
    expect([levels(), statuses.at(-1), clock.pending]).toEqual([[CUT, NONE, SETTLE], "disabled", 0]);
    expect(await rejection(estop.stop())).toMatchObject({ code: "ESTOP_RELEASED" });
  });

  it("is over after a release that the robot did not hear", async () => {
    const { service, estop, clock } = await working();
    service.failures.push("unheard");
    expect(await rejection(estop.release())).toMatchObject({ status: "UNAVAILABLE" });
    expect([estop.signal.aborted, clock.pending]).toEqual([true, 0]);
  });

  it("takes itself out of the configuration on request", async () => {
    const { service, estop } = await working();
    await estop.deregister();
    expect(service.requests.at(-1)).toMatchObject({ targetConfigId: "config-2", targetEndpoint: { uniqueId: "e-7" } });
  });

  it("is taken out of the configuration though its release was not heard", async () => {
    const { service, estop } = await working();
    service.failures.push("unheard");
    await estop.release().catch(() => undefined);
    await estop.deregister();
    expect(service.names.at(-1)).toBe("DeregisterEstopEndpoint");
  });

  it("ends with the robot", async () => {
    const { closing, clock, estop } = await working();
    closing.abort();
    await settle();
    expect([clock.pending, estop.status]).toEqual([0, "disabled"]);
  });
});

describe("isEstopped", () => {
  it("is so at any level but NONE", async () => {
    const { service, estop } = await working();
    expect(await isEstopped(service.robot())).toBe(false);
    await estop.settleThenCut();
    expect(await isEstopped(service.robot())).toBe(true);
  });
});

// What a person wants holds, however their wishes and the link's failures fall together.
describe("any two wishes and failures", () => {
  type Wish = "allow" | "stop" | "settleThenCut";
  const wishes: readonly Wish[] = ["allow", "stop", "settleThenCut"];
  const failures = ["unheard", "answer-lost", undefined] as const;
  const pairs = wishes.flatMap((wish) => failures.map((failure) => ({ wish, failure })));
  const levels: Readonly<Record<Wish, number>> = { allow: NONE, stop: CUT, settleThenCut: SETTLE };

  it("end with the last at the robot, but for a stop, which only allow takes back", async () => {
    for (const first of pairs) {
      for (const second of pairs) {
        const { service, estop, advance } = await working();
        for (const { wish, failure } of [first, second]) {
          if (failure !== undefined) service.failures.push(failure);
          await estop[wish]().catch(() => undefined);
        }
        await advance(3000);
        const isStopped = first.wish === "stop" && second.wish === "settleThenCut";
        const level = isStopped ? CUT : levels[second.wish];
        expect(service.checkIns.at(-1), JSON.stringify([first, second])).toEqual({ level, isRight: true });
      }
    }
  });
});
