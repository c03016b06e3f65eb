import { describe, expect, it } from "vitest";
import { TransportError } from "../../src/grpc/errors.ts";
import { keepalive, type KeepaliveOptions } from "../../src/grpc/keepalive.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { ScriptedTransport, settle } from "../support/scripted-transport.ts";

/** A session that is watched. */
class Rig {
  readonly clock = new ManualClock();
  readonly session = new ScriptedTransport();
  readonly #watcher;
  isBusy = true;

  constructor(options: Partial<KeepaliveOptions> = {}) {
    this.#watcher = keepalive({ intervalMs: 5000, timeoutMs: 2000, ...options });
    this.watch(this.session);
  }

  watch(session: ScriptedTransport): void {
    this.#watcher.watch(session, { clock: this.clock, isBusy: () => this.isBusy });
  }

  receive(): void {
    this.session.bytes = { bytesSent: 0, bytesReceived: this.session.bytes.bytesReceived + 1 };
  }
}

describe("keepalive", () => {
  it("asks after an interval of silence", () => {
    const rig = new Rig();
    rig.clock.advance(4999);
    expect(rig.session.pings).toBe(0);
    rig.clock.advance(1);
    expect(rig.session.pings).toBe(1);
  });

  it("does not ask while something comes in", () => {
    const rig = new Rig();
    for (let n = 0; n < 10; n++) {
      rig.receive();
      rig.clock.advance(5000);
    }
    expect(rig.session.pings).toBe(0);
  });

  it("does not ask while no call runs, unless it is told to", () => {
    const rig = new Rig();
    rig.isBusy = false;
    rig.clock.advance(60_000);
    expect(rig.session.pings).toBe(0);
    const eager = new Rig({ withoutCalls: true });
    eager.isBusy = false;
    eager.clock.advance(5000);
    expect(eager.session.pings).toBe(1);
  });

  it("goes on once it is answered", async () => {
    const rig = new Rig();
    rig.clock.advance(5000);
    await settle();
    rig.clock.advance(5000);
    expect(rig.session.pings).toBe(2);
    expect(rig.session.isUsable).toBe(true);
  });

  it("ends a session that does not answer in time", async () => {
    const rig = new Rig();
    rig.session.pong = new Promise(() => undefined);
    rig.clock.advance(5000);
    rig.clock.advance(1999);
    expect(rig.session.isUsable).toBe(true);
    rig.clock.advance(1);
    expect(rig.session.isUsable).toBe(false);
    const reason = await rig.session.closed;
    expect(reason).toMatchObject({ code: "TRANSPORT_LOST", retryable: true });
    expect(reason.message).toContain("no answer to a keepalive PING within 2000 ms");
    await settle();
    expect(rig.clock.pending).toBe(0);
  });

  it("leaves no timer behind when the session closes", async () => {
    const rig = new Rig();
    rig.session.lose();
    await settle();
    expect(rig.clock.pending).toBe(0);
  });

  it("asks half as often after a session that ended with ENHANCE_YOUR_CALM", async () => {
    const rig = new Rig();
    rig.session.lose(new TransportError("TRANSPORT_GOAWAY", "scripted:443", "too_many_pings", { http2Code: 11 }));
    await settle();
    const next = new ScriptedTransport();
    rig.watch(next);
    rig.clock.advance(9999);
    expect(next.pings).toBe(0);
    rig.clock.advance(1);
    expect(next.pings).toBe(1);
  });

  it.each([0, 999, Number.NaN])("refuses an interval of %d ms", (intervalMs) => {
    expect(() => keepalive({ intervalMs })).toThrow(RangeError);
  });
});
