import { beforeEach, describe, expect, it } from "vitest";
import { FaultService } from "../../../src/messages/bosdyn/api/fault_service.ts";
import type { ServiceFaultInit } from "../../../src/messages/bosdyn/api/service_fault.ts";
import { RobotModel } from "../../../src/sim/robot-model.ts";
import { faultService } from "../../../src/sim/services/fault.ts";
import { Bench } from "../bench.ts";
import { Hosted } from "../hosted.ts";

const FAULT: ServiceFaultInit = {
  faultId: { faultName: "blind", serviceName: "camera" },
  errorMessage: "the cap is on",
  attributes: ["image", "lens"],
  severity: 2,
};

let bench: Bench;
let faults: Hosted;
beforeEach(() => {
  bench = new Bench();
  faults = new Hosted(faultService(bench.clock, bench.robot.serviceFaults));
});

const trigger = async (fault: ServiceFaultInit): Promise<number> =>
  (await faults.unary(FaultService.triggerServiceFault, { fault })).status;
const state = (): NonNullable<ReturnType<RobotModel["state"]>["serviceFaultState"]> =>
  new RobotModel(bench.robot).state().serviceFaultState ?? {};
const names = (): unknown => state().faults?.map(({ faultId }) => faultId?.faultName);

describe("the simulator's service faults", () => {
  it("are in the robot's state, with onset, duration and the worst severity of each attribute", async () => {
    const seconds = bench.clock.now() / 1_000_000_000n;
    expect(await trigger(FAULT)).toBe(1);
    expect(
      await trigger({
        ...FAULT,
        faultId: { faultName: "deaf", serviceName: "ear" },
        attributes: ["lens"],
        severity: 3,
      }),
    ).toBe(1);
    bench.pass(4000);
    expect(state()).toMatchObject({
      faults: [{ ...FAULT, onsetTimestamp: { seconds }, duration: { seconds: 4n } }, { severity: 3 }],
    });
    expect(state().aggregated).toEqual(
      new Map([
        ["image", 2],
        ["lens", 3],
      ]),
    );
  });

  it("are raised once, until they are cleared", async () => {
    expect([await trigger(FAULT), await trigger({ ...FAULT, severity: 3 })]).toEqual([1, 2]);
    const { status } = await faults.unary(FaultService.clearServiceFault, { faultId: FAULT.faultId });
    expect(status).toBe(1);
    expect(names()).toEqual([]);
    expect(state().historicalFaults).toMatchObject([{ faultId: FAULT.faultId, severity: 2 }]);
    expect((await faults.unary(FaultService.clearServiceFault, { faultId: FAULT.faultId })).status).toBe(2);
    expect(await trigger(FAULT)).toBe(1);
  });

  it("are cleared by service or by payload", async () => {
    for (const [faultName, serviceName, payloadGuid] of [
      ["a", "camera", ""],
      ["b", "camera", "guid"],
      ["c", "", "guid"],
      ["d", "ear", ""],
    ] as const)
      await trigger({ ...FAULT, faultId: { faultName, serviceName, payloadGuid } });
    const clear = async (request: object): Promise<number> =>
      (await faults.unary(FaultService.clearServiceFault, request)).status;
    expect(await clear({ faultId: { payloadGuid: "guid" }, clearAllPayloadFaults: true })).toBe(1);
    expect(names()).toEqual(["a", "d"]);
    expect(await clear({ faultId: { serviceName: "camera" }, clearAllServiceFaults: true })).toBe(1);
    expect(names()).toEqual(["d"]);
    expect(await clear({ faultId: { serviceName: "camera" }, clearAllServiceFaults: true })).toBe(2);
  });

  for (const [what, fault] of [
    ["no name", { ...FAULT, faultId: { serviceName: "camera" } }],
    ["nobody who has it", { ...FAULT, faultId: { faultName: "blind" } }],
    ["no severity", { ...FAULT, severity: 0 }],
    ["an onset that is no time", { ...FAULT, onsetTimestamp: { seconds: 2n ** 62n } }],
    ["more to say than there is room for", { ...FAULT, errorMessage: "x".repeat(20_000) }],
  ] as const) {
    it(`are malformed with ${what}`, async () => {
      const { header } = await faults.unary(FaultService.triggerServiceFault, { fault });
      expect(header?.error?.code).toBe(3);
      expect(names()).toEqual([]);
    });
  }

  it("cannot all be cleared of nobody, and must be there to be raised", async () => {
    for (const request of [{ clearAllServiceFaults: true }, { clearAllPayloadFaults: true }])
      expect((await faults.unary(FaultService.clearServiceFault, request)).header?.error?.code).toBe(3);
    expect((await faults.unary(FaultService.triggerServiceFault, {})).header?.error?.code).toBe(3);
  });

  it("are two hundred at most, and twenty in memory", async () => {
    const numbered = (i: number): ServiceFaultInit => ({ ...FAULT, faultId: { faultName: `f${i}`, serviceName: "s" } });
    for (let i = 0; i < 200; i++) expect(await trigger(numbered(i))).toBe(1);
    expect((await faults.unary(FaultService.triggerServiceFault, { fault: numbered(200) })).header?.error?.code).toBe(
      3,
    );
    await faults.unary(FaultService.clearServiceFault, { faultId: { serviceName: "s" }, clearAllServiceFaults: true });
    expect(state().historicalFaults).toHaveLength(20);
  });
});
