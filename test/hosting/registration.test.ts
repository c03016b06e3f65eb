/** A service that stays in the directory: the loop on a clock that the test moves. */
import { describe, expect, it, vi } from "vitest";
import { type ErrorAction, registerService } from "../../src/hosting/index.ts";
import { InternalServerError } from "../../src/services/errors/response-errors.ts";
import {
  RetryableUnavailableError,
  TimedOutError,
  UnauthenticatedError,
} from "../../src/services/errors/rpc-errors.ts";
import { ManualClock } from "../support/manual-clock.ts";
import {
  alreadyExists,
  type Answer,
  begun,
  doesNotExist,
  endpoint,
  entry,
  RegistrationScript,
  rpcError,
  unauthenticated,
} from "./registration-script.ts";

describe("registerService, at the start", () => {
  it("registers with a liveness timeout of 2.5 intervals", async () => {
    const { script, registration } = await begun();
    expect(script.calls).toMatchObject([
      {
        rpc: "register",
        request: { serviceEntry: { ...entry, userTokenRequired: true, livenessTimeoutSecs: 75 }, endpoint },
        options: { timeoutMs: 30_000 },
      },
    ]);
    expect(registration.heartbeats).toBe(1);
  });

  it("takes other times and an entry that needs no token", async () => {
    const { script } = await begun({ intervalMs: 4000, timeoutMs: 500, entry: { ...entry, userTokenRequired: false } });
    const { script: never } = await begun({ livenessTimeoutMs: 0 });
    expect(script.calls[0]).toMatchObject({
      request: { serviceEntry: { userTokenRequired: false, livenessTimeoutSecs: 10 } },
      options: { timeoutMs: 500 },
    });
    expect(never.calls[0]).toMatchObject({ request: { serviceEntry: { livenessTimeoutSecs: 0 } } });
  });

  it("updates an entry that exists", async () => {
    const { script } = await begun({}, alreadyExists());
    expect(script.rpcs).toEqual(["register", "update"]);
    expect(script.calls[1]?.request).toEqual(script.calls[0]?.request);
  });

  it("takes the entry out first on reset", async () => {
    const { script } = await begun({ reset: true });
    expect(script.rpcs).toEqual(["unregister", "register"]);
    expect(script.calls[0]?.request).toEqual({ serviceName: "my-camera" });
  });

  it("does not mind on reset that there is none", async () => {
    const { script } = await begun({ reset: true }, doesNotExist());
    expect(script.rpcs).toEqual(["unregister", "register"]);
  });

  it("fails if the robot refuses, and starts no loop", async () => {
    const clock = new ManualClock();
    const { client } = new RegistrationScript(unauthenticated());
    await expect(registerService({ client, entry, endpoint, clock })).rejects.toThrow(UnauthenticatedError);
    expect(clock.pending).toBe(0);
  });

  it("refuses times that cannot work", async () => {
    const { client } = new RegistrationScript();
    for (const times of [
      { intervalMs: 0 },
      { intervalMs: NaN },
      { timeoutMs: -1 },
      { timeoutMs: Infinity },
      { livenessTimeoutMs: 30_000 },
      { livenessTimeoutMs: NaN },
    ]) {
      await expect(registerService({ client, entry, endpoint, ...times }), JSON.stringify(times)).rejects.toThrow(
        RangeError,
      );
    }
  });
});

describe("the registration loop", () => {
  it("registers again every 30 s", async () => {
    const { script, registration, warnings, untilCall } = await begun();
    expect(await untilCall(2)).toBe(30);
    expect(await untilCall(3)).toBe(60);
    expect(script.rpcs).toEqual(["register", "register", "register"]);
    expect(registration.heartbeats).toBe(3);
    expect(warnings).toEqual([]);
  });

  it("counts ALREADY_EXISTS as a sign of life", async () => {
    const { registration, warnings, untilCall } = await begun({}, undefined, alreadyExists(), alreadyExists());
    expect(await untilCall(3)).toBe(60);
    expect(registration.heartbeats).toBe(3);
    expect(registration.lastError).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it("waits less by the time that an attempt took", async () => {
    const { clock, script, untilCall } = await begun();
    script.expect(async () => clock.advance(12_000));
    expect(await untilCall(2)).toBe(42); // sent at 30, answered at 42
    expect(await untilCall(3)).toBe(60);
  });

  it("does not wait after an attempt that took longer than the interval", async () => {
    const { clock, script, untilCall } = await begun();
    script.expect(async () => clock.advance(31_000));
    expect(await untilCall(2)).toBe(61);
    expect(await untilCall(3)).toBe(61);
  });

  it("says nothing of a connection lost, but keeps it as the last error", async () => {
    const lost = new RetryableUnavailableError(rpcError("UNAVAILABLE"));
    const onError = vi.fn();
    const { registration, warnings, untilCall } = await begun({ onError }, undefined, lost);
    expect(await untilCall(2)).toBe(30);
    expect(registration.lastError).toBe(lost);
    expect(registration.heartbeats).toBe(1);
    expect(await untilCall(3)).toBe(60);
    expect(registration.lastError).toBeUndefined();
    expect([warnings, onError.mock.calls]).toEqual([[], []]);
  });

  it("warns of a deadline and of a refusal, asks nobody and goes on", async () => {
    const late = new TimedOutError(rpcError("DEADLINE_EXCEEDED"));
    const refusal = new InternalServerError({ method: "/x/Y", response: undefined, detail: "?", status: 2 });
    const onError = vi.fn();
    const { warnings, untilCall } = await begun({ onError }, undefined, late, refusal);
    expect(await untilCall(4)).toBe(90);
    expect(warnings).toEqual([late, refusal]);
    expect(onError).not.toHaveBeenCalled();
  });

  it("warns of another RpcError if nobody decides, and goes on", async () => {
    const error = unauthenticated();
    const { warnings, untilCall } = await begun({}, undefined, error);
    expect(await untilCall(3)).toBe(60);
    expect(warnings).toEqual([error]);
  });

  it("warns the process if nobody listens", async () => {
    const emitted = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    try {
      const error = unauthenticated();
      const { untilCall } = await begun({ onWarning: undefined }, undefined, error);
      await untilCall(2);
      expect(emitted).toHaveBeenCalledExactlyOnceWith(error);
    } finally {
      emitted.mockRestore();
    }
  });
});

describe("the answer of onError", () => {
  const answering =
    (...actions: (ErrorAction | undefined)[]) =>
    () =>
      actions.shift();
  const failures = (count: number): Answer[] => [undefined, ...Array.from({ length: count }, unauthenticated)];

  it("default, or none, and resume-normal wait the interval", async () => {
    const onError = answering("default", undefined, "resume-normal");
    const { warnings, untilCall } = await begun({ onError }, ...failures(3));
    expect(await untilCall(5)).toBe(120);
    expect(warnings).toEqual([]);
  });

  it("retry-immediately waits for nothing", async () => {
    const { untilCall } = await begun({ onError: answering("retry-immediately") }, ...failures(1));
    expect(await untilCall(2)).toBe(30);
    expect(await untilCall(3)).toBe(30);
    expect(await untilCall(4)).toBe(60);
  });

  it("retry-with-back-off waits 1 s, then twice as long each time, up to the interval", async () => {
    const { untilCall } = await begun({ onError: () => "retry-with-back-off" }, ...failures(8));
    const at: number[] = [];
    for (let call = 2; call <= 9; call++) at.push(await untilCall(call));
    expect(at.map((each, index) => each - (at[index - 1] ?? 0))).toEqual([30, 1, 2, 4, 8, 16, 30, 30]);
  });

  it("resume-normal begins the back-off anew", async () => {
    const onError = answering("retry-with-back-off", "retry-with-back-off", "resume-normal", "retry-with-back-off");
    const { untilCall } = await begun({ onError }, ...failures(4));
    expect(await untilCall(4)).toBe(33);
    expect(await untilCall(5)).toBe(63);
    expect(await untilCall(6)).toBe(64);
  });

  it("does not outlive a success: the next failure waits 1 s again", async () => {
    const onError = () => "retry-with-back-off" as const;
    const { untilCall } = await begun({ onError }, ...failures(2), undefined, unauthenticated());
    expect(await untilCall(4)).toBe(33);
    expect(await untilCall(5)).toBe(63);
    expect(await untilCall(6)).toBe(64);
  });

  it("abort ends the loop and says why; stop() still takes the entry out", async () => {
    const { clock, script, registration, untilCall } = await begun({ onError: () => "abort" }, ...failures(1));
    await untilCall(2);
    expect(await registration.ended).toMatchObject({ reason: "aborted", error: { status: "UNAUTHENTICATED" } });
    expect(clock.pending).toBe(0);
    await registration.stop();
    expect(script.rpcs).toEqual(["register", "register", "unregister"]);
  });

  it("if it throws instead is a warning, and the loop goes on", async () => {
    const bug = new Error("a bug in the callback");
    const onError = (): never => {
      throw bug;
    };
    const { warnings, untilCall } = await begun({ onError }, ...failures(1));
    expect(await untilCall(3)).toBe(60);
    expect(warnings).toEqual([bug]);
  });
});
