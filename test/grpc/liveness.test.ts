import { describe, expect, it } from "vitest";
import { TransportError } from "../../src/grpc/errors.ts";
import { Liveness } from "../../src/grpc/liveness.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { ScriptedTransport, settle } from "../support/scripted-transport.ts";

function rig(): { clock: ManualClock; liveness: Liveness; session: ScriptedTransport } {
  const clock = new ManualClock();
  return { clock, liveness: new Liveness(clock), session: new ScriptedTransport() };
}

describe("Liveness", () => {
  it("leaves a session alone that answers the PING", async () => {
    const { clock, liveness, session } = rig();
    liveness.suspect(session);
    await settle();
    clock.advance(60_000);
    expect(session).toMatchObject({ pings: 1, isUsable: true });
    expect(clock.pending).toBe(0);
  });

  it("ends a session that does not answer within 5 s, with the reason", async () => {
    const { clock, liveness, session } = rig();
    session.pong = new Promise(() => undefined);
    liveness.suspect(session);
    clock.advance(4_999);
    expect(session.isUsable).toBe(true);
    clock.advance(1);
    expect(session.isUsable).toBe(false);
    expect(await session.closed).toMatchObject({ code: "TRANSPORT_LOST", retryable: true });
    expect((await session.closed).message).toMatch(/no sign of life within 5000 ms/);
  });

  it("asks once in 30 s, however many calls go unanswered", async () => {
    const { clock, liveness, session } = rig();
    for (let i = 0; i < 30; i++) {
      liveness.suspect(session);
      clock.advance(1000);
      await settle();
    }
    expect(session.pings).toBe(1);
    liveness.suspect(session);
    expect(session.pings).toBe(2);
  });

  it("asks no session that is over, and waits for none that ends meanwhile", async () => {
    const { clock, liveness, session } = rig();
    session.pong = Promise.reject(new TransportError("TRANSPORT_LOST", "scripted:443", "gone"));
    liveness.suspect(session);
    await settle();
    expect(clock.pending).toBe(0);
    session.lose();
    clock.advance(60_000);
    liveness.suspect(session);
    expect(session.pings).toBe(1);
  });
});
