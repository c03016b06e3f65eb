import { describe, expect, it } from "vitest";
import type { RobotStateStreamResponse } from "../../../src/messages/bosdyn/api/robot_state.ts";
import { RobotStateStreamingService } from "../../../src/messages/bosdyn/api/robot_state_service.ts";
import { RobotModel } from "../../../src/sim/robot-model.ts";
import { stateStreamService } from "../../../src/sim/services/state-stream.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";
import { Bench } from "../bench.ts";
import { Hosted } from "../hosted.ts";

const PERIOD_MS = 1000 / 333;

class Stream {
  readonly #bench = new Bench();
  readonly clock = this.#bench.clock;
  readonly abort = new AbortController();
  readonly #states: AsyncGenerator<RobotStateStreamResponse, undefined>;

  constructor(rateHertz?: number) {
    const service = stateStreamService(this.clock, new RobotModel(this.#bench.robot), rateHertz);
    this.#states = new Hosted(service).streaming(
      RobotStateStreamingService.getRobotStateStream,
      { header: { clientName: "tester" } },
      this.abort.signal,
    );
  }

  next(): Promise<IteratorResult<RobotStateStreamResponse, undefined>> {
    return this.#states.next();
  }

  /** When the next state was read, in milliseconds since boot. */
  async nextMs(): Promise<number> {
    const { value } = await this.next();
    const { seconds = 0n, nanos = 0 } = value?.jointStates?.acquisitionTimestamp ?? {};
    return Number(seconds * 1_000_000_000n + BigInt(nanos) - ManualSimClock.bootNanos) / 1e6;
  }

  /** Let the handler go as far as it goes without the clock. */
  async settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("the simulator's state stream", () => {
  it("sends one state at once and one each 333rd of a second", async () => {
    const stream = new Stream();
    expect(await stream.nextMs()).toBe(0);
    for (let i = 1; i <= 10; i++) {
      const next = stream.nextMs();
      await stream.settle();
      stream.clock.advance(PERIOD_MS);
      expect(await next).toBeCloseTo(i * PERIOD_MS, 5);
    }
    stream.abort.abort();
  });

  it("sends fewer states where that is asked for", async () => {
    const stream = new Stream(20);
    await stream.nextMs();
    for (let i = 1; i <= 3; i++) {
      const next = stream.nextMs();
      await stream.settle();
      stream.clock.advance(50);
      expect(await next).toBeCloseTo(i * 50, 5);
    }
    stream.abort.abort();
  });

  it("refuses a rate that no robot has", () => {
    for (const rateHertz of [0, 334, NaN]) expect(() => new Stream(rateHertz)).toThrow(RangeError);
  });

  it("sends nothing while the clock stands", async () => {
    const stream = new Stream();
    await stream.next();
    let isThere = false;
    const next = stream.next().then(() => (isThere = true));
    stream.clock.advance(PERIOD_MS * 0.99);
    await stream.settle();
    expect(isThere).toBe(false);
    stream.clock.advance(PERIOD_MS * 0.01 + 1e-6);
    await next;
    stream.abort.abort();
  });

  it("gives a client that was slow the state of now, not a burst of all it missed", async () => {
    const stream = new Stream();
    await stream.next();
    stream.clock.advance(1000);
    expect(await stream.nextMs()).toBe(1000);
    const next = stream.nextMs();
    await stream.settle();
    stream.clock.advance(PERIOD_MS);
    expect(await next).toBeCloseTo(1000 + PERIOD_MS, 5);
    stream.abort.abort();
  });

  it("makes up for a few that came late, so that the rate holds", async () => {
    const stream = new Stream();
    await stream.next();
    stream.clock.advance(4.5 * PERIOD_MS);
    for (let i = 0; i < 4; i++) expect(await stream.nextMs()).toBeCloseTo(4.5 * PERIOD_MS, 5);
    const next = stream.nextMs();
    await stream.settle();
    stream.clock.advance(0.5 * PERIOD_MS);
    expect(await next).toBeCloseTo(5 * PERIOD_MS, 5);
    stream.abort.abort();
  });

  it("ends when the call is cancelled, at once even in its sleep", async () => {
    const stream = new Stream();
    await stream.next();
    const next = stream.next();
    await stream.settle();
    stream.abort.abort();
    expect(await next).toEqual({ done: true, value: undefined });
  });

  it("has twelve joints, four contacts and an IMU packet of the same instant in each state", async () => {
    const stream = new Stream();
    const { value } = await stream.next();
    const at = value?.jointStates?.acquisitionTimestamp;
    expect(value?.jointStates?.position).toHaveLength(12);
    expect(value?.jointStates?.velocity).toHaveLength(12);
    expect(value?.jointStates?.load).toHaveLength(12);
    expect(value?.contactStates).toEqual([1, 1, 1, 1]);
    expect(value?.kinematicState?.acquisitionTimestamp).toEqual(at);
    expect(value?.inertialState?.packets).toMatchObject([{ timestamp: at }]);
    stream.abort.abort();
  });

  it("carries a response header with the request's echoed", async () => {
    const stream = new Stream();
    const { value } = await stream.next();
    expect(value?.header).toMatchObject({ requestHeader: { clientName: "tester" }, error: { code: 1 } });
    stream.abort.abort();
  });
});
