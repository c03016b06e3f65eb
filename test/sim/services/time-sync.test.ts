import { describe, expect, it } from "vitest";
import type { TimeSyncRoundTripInit, TimeSyncUpdateResponse } from "../../../src/messages/bosdyn/api/time_sync.ts";
import { TimeSyncService } from "../../../src/messages/bosdyn/api/time_sync_service.ts";
import { timeSyncService } from "../../../src/sim/services/time-sync.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";
import { Hosted } from "../hosted.ts";

const OK = 1;
const MORE_SAMPLES_NEEDED = 2;

/** A robot 100 s ahead of its client; 2 ms there, 1 ms in the robot, 4 ms back. */
const ROUND_TRIP: TimeSyncRoundTripInit = {
  clientTx: { seconds: 1000n },
  serverRx: { seconds: 1100n, nanos: 2_000_000 },
  serverTx: { seconds: 1100n, nanos: 3_000_000 },
  clientRx: { seconds: 1000n, nanos: 7_000_000 },
};

class Robot {
  readonly timeSync = timeSyncService(new ManualSimClock());
  readonly #service = new Hosted(this.timeSync);

  update(clockIdentifier?: string, previousRoundTrip?: TimeSyncRoundTripInit): Promise<TimeSyncUpdateResponse> {
    return this.#service.unary(TimeSyncService.timeSyncUpdate, { clockIdentifier, previousRoundTrip });
  }

  /** An identifier for which the estimate is good. */
  async synchronised(): Promise<string> {
    const { clockIdentifier } = await this.update();
    for (let i = 0; i < 3; i++) await this.update(clockIdentifier, ROUND_TRIP);
    return clockIdentifier;
  }
}

describe("the simulator's time sync", () => {
  it("gives each new client an identifier of its own, and asks for samples", async () => {
    const robot = new Robot();
    const [a, b] = [await robot.update(), await robot.update()];
    expect(a.clockIdentifier).toMatch(/^sim-clock-.{36}$/);
    expect(b.clockIdentifier).not.toBe(a.clockIdentifier);
    expect(a.state).toMatchObject({ status: MORE_SAMPLES_NEEDED, bestEstimate: undefined });
    expect(a.previousEstimate).toBeUndefined();
  });

  it("gives a client that comes with an identifier of another's making one of its own", async () => {
    const robot = new Robot();
    const first = await robot.update("mine");
    expect(first.clockIdentifier).toMatch(/^sim-clock-/);
    for (let i = 0; i < 4; i++) await robot.update("mine", ROUND_TRIP);
    expect(robot.timeSync.knowsClock("mine")).toBe(false);
    expect((await robot.update(first.clockIdentifier, ROUND_TRIP)).clockIdentifier).toBe(first.clockIdentifier);
  });

  it("knows a clock once its estimate is good, and not before", async () => {
    const robot = new Robot();
    const { clockIdentifier } = await robot.update();
    const known = [robot.timeSync.knowsClock(clockIdentifier)];
    for (let i = 0; i < 3; i++) {
      await robot.update(clockIdentifier, ROUND_TRIP);
      known.push(robot.timeSync.knowsClock(clockIdentifier));
    }
    expect(known).toEqual([false, false, false, true]);
  });

  it("is content after three samples that agree", async () => {
    const robot = new Robot();
    const { clockIdentifier } = await robot.update();
    const statuses: unknown[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await robot.update(clockIdentifier, ROUND_TRIP)).state?.status);
    expect(statuses).toEqual([MORE_SAMPLES_NEEDED, MORE_SAMPLES_NEEDED, OK, OK]);
  });

  it("says robot minus client clock, and the time on the wire", async () => {
    const robot = new Robot();
    const answer = await robot.update(await robot.synchronised(), ROUND_TRIP);
    const expected = {
      clockSkew: { seconds: 99n, nanos: 999_000_000 },
      roundTripTime: { seconds: 0n, nanos: 6_000_000 },
    };
    expect(answer.previousEstimate).toMatchObject(expected);
    expect(answer.state?.bestEstimate).toMatchObject(expected);
    expect(answer.state?.measurementTime).toMatchObject({ seconds: ManualSimClock.bootNanos / 1_000_000_000n });
  });

  it("keeps clients apart", async () => {
    const robot = new Robot();
    await robot.synchronised();
    const other = await robot.update();
    expect((await robot.update(other.clockIdentifier, ROUND_TRIP)).state?.status).toBe(MORE_SAMPLES_NEEDED);
  });

  it("tells its estimate to a client that reports no round trip this time", async () => {
    const robot = new Robot();
    const answer = await robot.update(await robot.synchronised());
    expect(answer.state?.status).toBe(OK);
    expect(answer.previousEstimate).toBeUndefined();
  });

  for (const [what, identifier, roundTrip, message] of [
    ["a round trip without an identifier", "", ROUND_TRIP, "previous_round_trip without a clock_identifier"],
    [
      "a round trip that lacks an instant",
      "c",
      { ...ROUND_TRIP, serverTx: undefined },
      "previous_round_trip lacks server_tx",
    ],
    ["an empty round trip", "c", {}, "previous_round_trip lacks client_tx"],
    [
      "a round trip that took less than no time",
      "c",
      { ...ROUND_TRIP, clientRx: { seconds: 999n } },
      "previous_round_trip ends before it began",
    ],
    [
      "an identifier that would fill its memory",
      "c".repeat(101),
      undefined,
      "clock_identifier of more than 100 characters",
    ],
  ] as const) {
    it(`finds ${what} malformed`, async () => {
      const { header, clockIdentifier, state } = await new Robot().update(identifier, roundTrip);
      expect(header?.error).toMatchObject({ code: 3, message });
      expect({ clockIdentifier, state }).toEqual({ clockIdentifier: "", state: undefined });
    });
  }

  it("forgets the client that asked longest ago once there are more than a thousand", async () => {
    const robot = new Robot();
    const [first, second] = [await robot.synchronised(), await robot.synchronised()];
    for (let i = 0; i < 998; i++) await robot.update();
    expect((await robot.update(first)).state?.status).toBe(OK);
    await robot.update();
    // The first was asked after since; the second was not, and is gone.
    expect((await robot.update(first)).state?.status).toBe(OK);
    expect((await robot.update(second)).state?.status).toBe(MORE_SAMPLES_NEEDED);
  });

  it("needs a login, on the robot's common authority", () => {
    expect(timeSyncService(new ManualSimClock())).toMatchObject({
      name: "time-sync",
      type: "bosdyn.api.TimeSyncService",
      authority: "api.spot.robot",
      needsToken: true,
    });
  });
});
