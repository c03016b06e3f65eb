/** A hosted area callback, and a GraphNav that calls it by a script. */
import { describe, expect, it, onTestFinished } from "vitest";
import type { LeaseInit } from "../../src/messages/bosdyn/api/lease.ts";
import { AreaCallbackService } from "../../src/messages/bosdyn/api/graph_nav/area_callback_service.ts";
import {
  areaCallback,
  type AreaCallbackOptions,
  hostServices,
  PathBlockedError,
  type RegionPassage,
  serve,
} from "../../src/hosting/index.ts";
import {
  AreaCallbackClient,
  LeaseUseError,
  LeaseValidator,
  ResourceHierarchy,
  robotTime,
  robotTimeToTimestamp,
} from "../../src/services/index.ts";
import { openChannel } from "../support/channels.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { rejection } from "../support/robots.ts";
import { until } from "../support/settle.ts";

const LEASE: LeaseInit = { resource: "body", epoch: "e", sequence: [3], clientNames: ["graph-nav"] };

async function scene(run: (region: RegionPassage) => Promise<void>, options: Partial<AreaCallbackOptions> = {}) {
  const clock = new ManualClock();
  const now = (): bigint => BigInt(clock.now()) * 1_000_000n;
  const errors: unknown[] = [];
  const handlers = areaCallback({ run, clock, now, onError: (error) => errors.push(error), ...options });
  const host = await hostServices([serve(AreaCallbackService, handlers)]);
  onTestFinished(() => host.close({ graceMs: 0 }));
  const client = new AreaCallbackClient(openChannel(host.port));
  const inMs = (ms: number) => robotTimeToTimestamp(robotTime(now() + BigInt(ms) * 1_000_000n));
  const begin = async (request: object = {}) =>
    (await client.beginCallback({ endTime: inMs(1000), ...request })).commandId;
  const update = (commandId: number, stage = 1, ms = 1000) =>
    client.updateCallback({ commandId, stage, endTime: inMs(ms) });
  return { client, clock, inMs, begin, update, errors };
}

/** A callback that waits until it is told to stop. */
const waiting = (region: RegionPassage): Promise<void> =>
  new Promise((_, reject) => region.signal.addEventListener("abort", () => reject(new Error("stopped"))));

describe("a hosted area callback", () => {
  it("stops the robot at the start, does its work there, lets it go on, and is complete at the end", async () => {
    const stages: (string | undefined)[] = [];
    const { begin, update, client } = await scene(
      async (region) => {
        stages.push(region.stage);
        await region.reached("at-start");
        stages.push(region.stage);
        region.setPolicy({ atStart: "continue" });
        await region.reached("to-end");
        region.localizeAtEnd();
        await region.reached("at-end");
      },
      { information: { blockage: 2 } },
    );
    expect((await client.areaCallbackInformation()).info).toMatchObject({ blockage: 2, requiredLeaseResources: [] });
    const id = await begin({ regionInfo: { regionId: "door" } });
    expect(id).toBe(1);
    expect(await update(id)).toMatchObject({ policy: { atStart: 2, atEnd: 1 }, localization: undefined });
    await update(id, 2);
    expect(await update(id, 2)).toMatchObject({ policy: { atStart: 1, atEnd: 1 } });
    await update(id, 3);
    expect(await update(id, 3)).toMatchObject({ localization: { change: 1 } });
    await update(id, 4);
    expect(await update(id, 4)).toMatchObject({ complete: {}, policy: undefined });
    expect(stages).toEqual([undefined, "at-start"]);
    await client.endCallback({ commandId: id });
    expect(await rejection(update(id))).toMatchObject({ code: "AREA_CALLBACK_INVALID_COMMAND_ID" });
    expect(await begin()).toBe(2);
  });

  it("gets exactly the leases that it needs, each judged, once it asks for control", async () => {
    const leases = new LeaseValidator(new ResourceHierarchy({ resource: "body" }));
    leases.setActive({ ...LEASE, sequence: [5] });
    const lent: unknown[] = [];
    const { begin, update, client } = await scene(async (region) => void lent.push(await region.takeControl()), {
      leases,
      information: { requiredLeaseResources: ["body"] },
    });
    const commandId = await begin();
    expect(await update(commandId)).toMatchObject({ policy: { atStart: 3 } });
    const control = (...given: LeaseInit[]) => client.beginControl({ commandId, leases: given });
    for (const wrong of [[], [{ ...LEASE, resource: "arm" }], [LEASE, LEASE]]) {
      expect(await rejection(control(...wrong))).toMatchObject({ code: "AREA_CALLBACK_MISSING_LEASE_RESOURCES" });
    }
    expect(await rejection(control(LEASE))).toMatchObject({ leaseUseResult: { status: 3 } });
    expect(lent).toEqual([]);
    expect(await control({ ...LEASE, epoch: "after a restart" })).toMatchObject({ leaseUseResults: [{ status: 1 }] });
    await until(() => lent.length === 1);
    expect(lent).toMatchObject([[{ epoch: "after a restart", sequence: [3] }]]);
    expect(leases.newest("body")?.epoch).toBe("after a restart");
    expect(await rejection(client.beginControl({ commandId: 9, leases: [LEASE] }))).toMatchObject({
      code: "AREA_CALLBACK_INVALID_COMMAND_ID",
    });
  });

  it("refuses to begin: custom parameters first, then the end time, then the configuration", async () => {
    const spec = { specs: new Map([["n", { spec: { intSpec: {} } }]]) };
    const { begin, inMs } = await scene(waiting, { information: { customParams: spec }, accepts: () => false });
    const customParams = { values: new Map([["z", { intValue: { value: 1n } }]]) };
    expect(await rejection(begin({ customParams, endTime: inMs(-1) }))).toMatchObject({
      code: "CUSTOM_PARAM_REJECTED",
      errorMessages: ["z: there is no such parameter"],
    });
    expect(await rejection(begin({ endTime: inMs(0) }))).toMatchObject({ code: "AREA_CALLBACK_EXPIRED_END_TIME" });
    expect(await rejection(begin({ endTime: undefined }))).toMatchObject({ code: "AREA_CALLBACK_EXPIRED_END_TIME" });
    expect(await rejection(begin())).toMatchObject({ code: "AREA_CALLBACK_INVALID_CONFIGURATION" });
  });

  const leaseError = new LeaseUseError({ method: "m", response: {}, leaseUseResult: { status: 3 } as never });
  const endings: readonly [string, Error, object, boolean][] = [
    ["a way that is blocked", new PathBlockedError("a wall"), { error: { error: 1 } }, false],
    ["a lease that is refused", leaseError, { error: { error: 3, leaseUseResults: [{ status: 3 }] } }, false],
    ["anything else", new Error("oops"), { error: { error: 2 } }, true],
  ];
  for (const [name, thrown, answer, isUnmeant] of endings) {
    it(`tells GraphNav of ${name}`, async () => {
      const { begin, update, errors } = await scene(() => Promise.reject(thrown));
      const id = await begin();
      expect(await update(id)).toMatchObject(answer);
      expect(errors).toEqual(isUnmeant ? [thrown] : []);
    });
  }

  it("is told to stop when GraphNav falls silent, and says that it timed out", async () => {
    let region: RegionPassage | undefined;
    const { begin, update, clock, errors } = await scene((each) => waiting((region = each)));
    const id = await begin();
    clock.advance(900);
    await update(id);
    clock.advance(999);
    expect(region?.signal.aborted).toBe(false);
    clock.advance(1);
    expect(region?.signal.reason).toMatchObject({ code: "AREA_CALLBACK_END_TIME_PASSED" });
    expect(await update(id)).toMatchObject({ error: { error: 4 } });
    expect(await rejection(update(id, 1, 0))).toMatchObject({ code: "AREA_CALLBACK_EXPIRED_END_TIME" });
    expect(errors).toEqual([]);
    expect(clock.pending).toBe(0);
  });

  it("is told to stop when GraphNav ends it, whatever it waits for, and leaves no timer", async () => {
    const reasons: unknown[] = [];
    const { begin, client, clock } = await scene(async (region) => {
      await region.reached("at-end").catch((error: unknown) => reasons.push(error));
      await region.takeControl();
    });
    const commandId = await begin();
    expect((await client.endCallback({ commandId })).status).toBe(1);
    expect(reasons).toMatchObject([{ code: "AREA_CALLBACK_ENDED" }]);
    expect(clock.pending).toBe(0);
  });

  it("does not keep GraphNav waiting for a callback that does not stop", async () => {
    const { begin, client, clock } = await scene(() => new Promise(() => undefined));
    const commandId = await begin();
    const ending = rejection(client.endCallback({ commandId }));
    await until(() => clock.pending === 1);
    clock.advance(3000);
    expect(await ending).toMatchObject({ code: "AREA_CALLBACK_SHUTDOWN_FAILED" });
  });

  it("ends one passage before the next, and follows its route", async () => {
    const regions: RegionPassage[] = [];
    const { begin, client, update } = await scene((region) => (regions.push(region), waiting(region)));
    const first = await begin({ regionInfo: { route: { waypointId: ["a"] } } });
    expect(regions[0]?.route?.waypointId).toEqual(["a"]);
    await client.routeChange({ commandId: first, route: { waypointId: ["a", "b"] } });
    expect(regions[0]?.route?.waypointId).toEqual(["a", "b"]);
    const second = await begin();
    expect(regions[0]?.signal.aborted).toBe(true);
    expect(regions[1]?.signal.aborted).toBe(false);
    expect(await rejection(update(first))).toMatchObject({ code: "AREA_CALLBACK_INVALID_COMMAND_ID" });
    expect(await rejection(client.routeChange({ commandId: first }))).toMatchObject({
      code: "AREA_CALLBACK_INVALID_COMMAND_ID",
    });
    expect(await rejection(client.endCallback({ commandId: first }))).toMatchObject({
      code: "AREA_CALLBACK_INVALID_COMMAND_ID",
    });
    expect((await update(second)).status).toBe(1);
  });

  it("needs something to judge its leases by", () => {
    expect(() => areaCallback({ run: waiting, information: { requiredLeaseResources: ["body"] } })).toThrow(TypeError);
  });
});
