import { describe, expect, it } from "vitest";
import { GrpcChannel } from "../../src/grpc/channel.ts";
import { PooledChannel } from "../../src/grpc/pooled-channel.ts";
import { collect } from "../support/collect.ts";
import { Echo } from "../support/echo-service.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { type ScriptedStream, ScriptedTransport, settle } from "../support/scripted-transport.ts";

/** A pool over connections in memory, each of which a test can break. */
class Rig {
  readonly clock = new ManualClock();
  readonly sessions: (ScriptedTransport | undefined)[] = [];
  readonly #answered = new Set<ScriptedStream>();
  readonly broken = new Set<number>();
  readonly pool: PooledChannel;

  constructor(size: number) {
    this.pool = new PooledChannel(
      size,
      (index) =>
        new GrpcChannel({
          authority: "echo.test",
          address: `scripted:${index}`,
          clock: this.clock,
          backoff: { random: () => 0.5 },
          connect: async () => {
            if (this.broken.has(index)) throw new Error("connect ECONNREFUSED");
            const session = new ScriptedTransport();
            this.sessions[index] = session;
            return session;
          },
        }),
    );
  }

  /** Make a call, and say whose turn it was. */
  async turn(): Promise<number> {
    const call = this.pool.unary(Echo.once, "x").catch(() => undefined);
    await settle();
    const index = this.sessions.findIndex((session) => session?.streams.some((stream) => !this.#answered.has(stream)));
    const stream = this.sessions[index]?.stream;
    if (stream !== undefined) this.#answered.add(stream);
    stream?.answer(["y"]);
    await call;
    return index;
  }

  async turns(count: number): Promise<number[]> {
    const indexes: number[] = [];
    for (let n = 0; n < count; n++) indexes.push(await this.turn());
    return indexes;
  }
}

describe("PooledChannel", () => {
  it("takes its connections in turn", async () => {
    const rig = new Rig(3);
    expect(await rig.turns(6)).toEqual([0, 1, 2, 0, 1, 2]);
    expect(rig.pool.stats()).toMatchObject({ calls: 6, failedCalls: 0, sessions: 3 });
  });

  it("leaves out a connection that fails, and takes it back once it is there again", async () => {
    const rig = new Rig(3);
    rig.broken.add(1);
    // The call that finds it out fails; those after it do not meet it.
    expect(await rig.turns(6)).toEqual([0, -1, 2, 0, 2, 0]);
    rig.broken.clear();
    rig.clock.advance(1000);
    await rig.pool.members[1]?.connect();
    expect(await rig.turns(3)).toEqual([1, 2, 0]);
  });

  it("tries a connection that failed again by itself, and sends no call there before it is back", async () => {
    const rig = new Rig(3);
    rig.broken.add(1);
    expect(await rig.turns(3)).toEqual([0, -1, 2]);
    rig.clock.advance(1000); // its back-off: it is tried, and fails again
    expect(await rig.turns(4)).toEqual([0, 2, 0, 2]);
    rig.broken.clear();
    rig.clock.advance(1600);
    expect(await rig.turns(3)).toEqual([0, 2, 0]);
    expect(await rig.turns(3)).toEqual([1, 2, 0]);
    expect(rig.pool.stats()).toMatchObject({ calls: 13, failedCalls: 1 });
  });

  it("connects anew over a connection that broke", async () => {
    const rig = new Rig(2);
    await rig.turns(2);
    rig.sessions[0]?.lose();
    await settle();
    expect(await rig.turns(2)).toEqual([0, 1]);
    expect(rig.pool.stats().sessions).toBe(3);
  });

  it("carries streams too", async () => {
    const rig = new Rig(2);
    const responses = collect(rig.pool.serverStreaming(Echo.split, "a b"));
    await settle();
    rig.sessions[0]?.stream.answer(["a", "b"]);
    expect(await responses).toEqual(["a", "b"]);
    const joined = rig.pool.clientStreaming(Echo.join, ["a", "b"]);
    await settle();
    expect(rig.sessions[1]?.stream.sent).toEqual(["a", "b"]);
    rig.sessions[1]?.stream.answer(["a b"]);
    expect(await joined).toBe("a b");
    const each = collect(rig.pool.bidiStreaming(Echo.each, ["a"]));
    await settle();
    rig.sessions[0]?.stream.answer(["a"]);
    expect(await each).toEqual(["a"]);
  });

  it("is ready when one of its connections is, and fails to connect only if all do", async () => {
    const rig = new Rig(2);
    expect(rig.pool.state).toBe("idle");
    rig.broken.add(0);
    await rig.pool.connect();
    expect(rig.pool.state).toBe("ready");
    expect(await rig.pool.ping()).toBe(7);
    await rig.pool.close();
    expect(rig.pool.state).toBe("shutdown");
    const dead = new Rig(2);
    dead.broken.add(0).add(1);
    await expect(dead.pool.connect()).rejects.toThrow("ECONNREFUSED");
    expect(dead.pool.state).toBe("transient-failure");
  });

  it.each([0, 1.5, 33, Number.NaN])("refuses a size of %d", (size) => {
    expect(() => new Rig(size)).toThrow(RangeError);
  });
});
