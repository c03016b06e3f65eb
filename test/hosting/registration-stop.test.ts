/** How a registration ends: in order, in bounded time, and not in silence. */
import { describe, expect, it, vi } from "vitest";
import { RpcError } from "../../src/grpc/index.ts";
import { UnauthenticatedError } from "../../src/services/errors/rpc-errors.ts";
import { begun, doesNotExist, settle, unauthenticated } from "./registration-script.ts";

describe("stop", () => {
  it("ends the loop and unregisters, once", async () => {
    const { clock, script, registration } = await begun();
    await Promise.all([registration.stop(), registration.stop()]);
    expect(await registration.ended).toEqual({ reason: "stopped" });
    expect(script.rpcs).toEqual(["register", "unregister"]);
    expect(script.calls[1]).toMatchObject({ request: { serviceName: "my-camera" }, options: { timeoutMs: 5000 } });
    expect(clock.pending).toBe(0);
  });

  it("is done at the end of an `await using` block", async () => {
    const { script, registration } = await begun();
    {
      await using held = registration;
      expect(held.name).toBe("my-camera");
    }
    expect(script.rpcs).toEqual(["register", "unregister"]);
  });

  it("does not mind that the entry is gone", async () => {
    const { registration } = await begun({}, undefined, doesNotExist());
    await registration.stop();
  });

  it("fails if the entry may still be there", async () => {
    const { registration } = await begun({}, undefined, unauthenticated());
    await expect(registration.stop()).rejects.toThrow(UnauthenticatedError);
  });

  it("waits for an attempt under way, so that it cannot overtake the removal", async () => {
    let answer: () => void = () => undefined;
    const { script, registration, untilCall } = await begun();
    script.expect(() => new Promise((resolve) => (answer = resolve)));
    await untilCall(2);
    const stopped = registration.stop();
    await settle();
    expect(script.rpcs).toEqual(["register", "register"]);
    answer();
    await stopped;
    expect(script.rpcs).toEqual(["register", "register", "unregister"]);
  });

  it("cancels an attempt that takes too long, and does not complain of it", async () => {
    const onError = vi.fn();
    const { clock, script, warnings, registration, untilCall } = await begun({ onError });
    script.expect(
      () =>
        new Promise((_resolve, reject) => {
          const signal = script.calls.at(-1)?.options?.signal;
          signal?.addEventListener("abort", () => reject(new RpcError("CANCELLED", "/x/Y", "cancelled")));
        }),
    );
    await untilCall(2);
    const stopped = registration.stop({ timeoutMs: 2000 });
    await settle();
    clock.advance(2000);
    await stopped;
    expect(script.rpcs).toEqual(["register", "register", "unregister"]);
    expect([warnings, onError.mock.calls]).toEqual([[], []]);
  });
});
