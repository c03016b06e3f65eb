import { describe, expect, it } from "vitest";
import { TransportError } from "../../src/grpc/errors.ts";
import { SessionKeeper } from "../../src/grpc/session-keeper.ts";
import type { Transport } from "../../src/grpc/transport.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { ScriptedTransport, settle } from "../support/scripted-transport.ts";

/** A keeper whose attempts a test decides one by one. */
class Rig {
  readonly clock = new ManualClock();
  readonly signals: AbortSignal[] = [];
  readonly #attempts: PromiseWithResolvers[] = [];
  readonly keeper = new SessionKeeper({
    address: "scripted:443",
    clock: this.clock,
    backoff: { random: () => 0.5 },
    connect: ({ signal }) => {
      this.signals.push(signal);
      return new Promise((resolve, reject) => this.#attempts.push({ resolve, reject }));
    },
  });

  /** Attempts made so far. */
  get attempts(): number {
    return this.#attempts.length;
  }

  /** The latest attempt succeeds. */
  succeed(session = new ScriptedTransport()): ScriptedTransport {
    this.#attempts.at(-1)?.resolve(session);
    return session;
  }

  /** The latest attempt fails. */
  fail(error: unknown): void {
    this.#attempts.at(-1)?.reject(error);
  }

  /** Connect from nothing to ready. */
  async ready(session = new ScriptedTransport()): Promise<ScriptedTransport> {
    const pending = this.keeper.session();
    this.succeed(session);
    await pending;
    return session;
  }
}

interface PromiseWithResolvers {
  resolve(session: Transport): void;
  reject(error: unknown): void;
}

const refused = new Error("connect ECONNREFUSED");

describe("SessionKeeper", () => {
  it("connects when first asked, and not before", async () => {
    const rig = new Rig();
    expect(rig.keeper.state).toBe("idle");
    expect(rig.attempts).toBe(0);
    const pending = rig.keeper.session();
    expect(rig.keeper.state).toBe("connecting");
    const session = rig.succeed();
    expect(await pending).toBe(session);
    expect(rig.keeper.state).toBe("ready");
    expect(rig.keeper.ready).toBe(session);
  });

  it("shares one attempt and one session between all that ask", async () => {
    const rig = new Rig();
    const waiting = [rig.keeper.session(), rig.keeper.session()];
    const session = rig.succeed();
    expect(await Promise.all([...waiting, rig.keeper.session()])).toEqual([session, session, session]);
    expect(rig.attempts).toBe(1);
    expect(rig.keeper.sessions).toBe(1);
  });

  it("gives a failed attempt's error to all that wait, with the cause", async () => {
    const rig = new Rig();
    const waiting = [rig.keeper.session(), rig.keeper.session()];
    rig.fail(refused);
    const errors = (await Promise.allSettled(waiting)).map(
      (each) => each.status === "rejected" && (each.reason as unknown),
    );
    expect(errors[0]).toBe(errors[1]);
    expect(errors[0]).toBeInstanceOf(TransportError);
    expect(errors[0]).toMatchObject({
      code: "TRANSPORT_CONNECT_FAILED",
      message: "scripted:443: connecting failed: connect ECONNREFUSED",
      cause: refused,
      retryable: true,
    });
    expect(rig.keeper.state).toBe("transient-failure");
  });

  it("passes a connector's own TransportError on as it is", async () => {
    const rig = new Rig();
    const own = new TransportError("TRANSPORT_PROTOCOL", "scripted:443", "not HTTP/2");
    const pending = rig.keeper.session();
    rig.fail(own);
    await expect(pending).rejects.toBe(own);
  });

  it("fails at once with the last cause while it backs off, then tries again", async () => {
    const rig = new Rig();
    const first = rig.keeper.session();
    rig.fail(refused);
    await expect(first).rejects.toThrow("ECONNREFUSED");
    rig.clock.advance(999);
    await expect(rig.keeper.session()).rejects.toMatchObject({ cause: refused });
    expect(rig.attempts).toBe(1);
    rig.clock.advance(1);
    const second = rig.keeper.session();
    expect(rig.attempts).toBe(2);
    rig.fail(refused);
    await expect(second).rejects.toThrow("ECONNREFUSED");
    rig.clock.advance(1599);
    await expect(rig.keeper.session()).rejects.toThrow("ECONNREFUSED");
    rig.clock.advance(1);
    await rig.ready();
    expect(rig.keeper.state).toBe("ready");
  });

  it("forgets its failures once a session came about", async () => {
    const rig = new Rig();
    const first = rig.keeper.session();
    rig.fail(refused);
    await expect(first).rejects.toThrow();
    rig.clock.advance(1000);
    (await rig.ready()).lose();
    await settle();
    expect(rig.keeper.state).toBe("idle");
    const again = rig.keeper.session();
    rig.fail(refused);
    await expect(again).rejects.toThrow();
    rig.clock.advance(1000);
    void rig.keeper.session().catch(() => undefined);
    expect(rig.attempts).toBe(4);
  });

  it("connects anew after its session is lost, or takes no more calls", async () => {
    const rig = new Rig();
    (await rig.ready()).lose();
    await settle();
    const draining = await rig.ready();
    draining.isUsable = false; // GOAWAY NO_ERROR
    expect(rig.keeper.ready).toBeUndefined();
    const third = await rig.ready();
    expect(rig.keeper.ready).toBe(third);
    expect(rig.keeper.sessions).toBe(3);
    draining.lose();
    await settle();
    expect(rig.keeper.ready).toBe(third);
  });

  it("counts the bytes of every session: gone, finishing its streams, and current", async () => {
    const rig = new Rig();
    const gone = await rig.ready();
    gone.bytes = { bytesSent: 1, bytesReceived: 2 };
    gone.lose();
    await settle();
    const draining = await rig.ready();
    draining.isUsable = false;
    const current = await rig.ready();
    draining.bytes = { bytesSent: 10, bytesReceived: 20 };
    current.bytes = { bytesSent: 100, bytesReceived: 200 };
    expect(rig.keeper.counters()).toEqual({ bytesSent: 111, bytesReceived: 222 });
    draining.lose();
    await rig.keeper.close();
    await settle();
    expect(rig.keeper.counters()).toEqual({ bytesSent: 111, bytesReceived: 222 });
  });
});

describe("SessionKeeper.close", () => {
  it("ends a wait that has gone through any number of failures", async () => {
    const rig = new Rig();
    const waiting = rig.keeper.session({ waitForReady: true });
    waiting.catch(() => undefined);
    for (let n = 0; n < 20_000; n++) {
      await settle();
      rig.fail(refused);
      await settle();
      rig.clock.advance(200_000);
    }
    expect(rig.attempts).toBeGreaterThan(10_000);
    await settle();
    rig.fail(refused);
    await settle();
    await rig.keeper.close();
    await expect(waiting).rejects.toMatchObject({ code: "TRANSPORT_CLOSED" });
    expect(rig.clock.pending).toBe(0);
  });

  it("needs no connection", async () => {
    const rig = new Rig();
    await rig.keeper.close();
    expect(rig.keeper.state).toBe("shutdown");
    await expect(rig.keeper.session()).rejects.toMatchObject({ code: "TRANSPORT_CLOSED", retryable: false });
    expect(rig.attempts).toBe(0);
  });

  it("aborts an attempt and waits for it", async () => {
    const rig = new Rig();
    const pending = rig.keeper.session();
    const closing = rig.keeper.close();
    expect(rig.signals[0]?.aborted).toBe(true);
    rig.fail(rig.signals[0]?.reason);
    await expect(pending).rejects.toMatchObject({ code: "TRANSPORT_CLOSED" });
    await closing;
  });

  it("closes the session of an attempt that succeeds all the same", async () => {
    const rig = new Rig();
    const pending = rig.keeper.session();
    const closing = rig.keeper.close();
    const session = rig.succeed();
    await expect(pending).rejects.toMatchObject({ code: "TRANSPORT_CLOSED" });
    await closing;
    expect(session.closeCalls).toBe(1);
    expect(rig.keeper.ready).toBeUndefined();
  });

  it("closes the current session and those that are finishing their streams", async () => {
    const rig = new Rig();
    const draining = await rig.ready();
    draining.isUsable = false;
    const current = await rig.ready();
    const closing = rig.keeper.close();
    expect(rig.keeper.ready).toBeUndefined();
    await closing;
    expect([draining.closeCalls, current.closeCalls]).toEqual([1, 1]);
  });

  it("is harmless during back-off and when called twice", async () => {
    const rig = new Rig();
    const pending = rig.keeper.session();
    rig.fail(refused);
    await expect(pending).rejects.toThrow();
    await Promise.all([rig.keeper.close(), rig.keeper.close()]);
    expect(rig.keeper.state).toBe("shutdown");
  });
});
