import { beforeEach, describe, expect, it } from "vitest";
import { type EstopEndpoint, type EstopEndpointInit, EstopStopLevel } from "../../../src/messages/bosdyn/api/estop.ts";
import { EstopService } from "../../../src/messages/bosdyn/api/estop_service.ts";
import { estopService } from "../../../src/sim/services/estop.ts";
import { Bench } from "../bench.ts";
import { Hosted } from "../hosted.ts";

const { ESTOP_LEVEL_CUT, ESTOP_LEVEL_SETTLE_THEN_CUT, ESTOP_LEVEL_NONE } = EstopStopLevel;
const ALL_ONES = 2n ** 64n - 1n;
const PDB: EstopEndpointInit = { role: "PDB_rooted", name: "panel", timeout: { seconds: 9n } };

/** A robot, and a client of its e-stop that does everything right. */
class Panel {
  readonly bench = new Bench();
  readonly service = new Hosted(estopService(this.bench.clock, this.bench.robot.estop));
  endpoint: EstopEndpointInit = {};
  challenge = 0n;

  async activeId(): Promise<string> {
    return (await this.service.unary(EstopService.getEstopConfig, {})).activeConfig?.uniqueId ?? "";
  }

  async setConfig(...endpoints: readonly EstopEndpointInit[]): Promise<EstopEndpoint[]> {
    const targetConfigId = await this.activeId();
    const answer = await this.service.unary(EstopService.setEstopConfig, { config: { endpoints }, targetConfigId });
    expect(answer.status).toBe(1);
    return answer.activeConfig?.endpoints ?? [];
  }

  async register(endpoint = PDB): Promise<void> {
    const answer = await this.service.unary(EstopService.registerEstopEndpoint, {
      targetEndpoint: { role: endpoint.role },
      targetConfigId: await this.activeId(),
      newEndpoint: endpoint,
    });
    expect(answer.status).toBe(1);
    this.endpoint = answer.newEndpoint ?? {};
  }

  async checkIn(stopLevel: EstopStopLevel, response = this.challenge ^ ALL_ONES): Promise<number> {
    const { endpoint, challenge } = this;
    const answer = await this.service.unary(EstopService.estopCheckIn, { endpoint, challenge, response, stopLevel });
    this.challenge = answer.challenge;
    return answer.status;
  }

  /** An endpoint that allows power. */
  async allow(): Promise<void> {
    await this.setConfig(PDB);
    await this.register();
    await this.checkIn(ESTOP_LEVEL_CUT);
    expect(await this.checkIn(ESTOP_LEVEL_NONE)).toBe(1);
  }

  async level(): Promise<EstopStopLevel | undefined> {
    return (await this.service.unary(EstopService.getEstopSystemStatus, {})).status?.stopLevel;
  }
}

let panel: Panel;
beforeEach(() => {
  panel = new Panel();
});

describe("the e-stop's configuration", () => {
  it("has no endpoints at boot, and nobody objects to power", async () => {
    const { activeConfig } = await panel.service.unary(EstopService.getEstopConfig, {});
    expect(activeConfig).toMatchObject({ endpoints: [] });
    expect(activeConfig?.uniqueId).not.toBe("");
    expect(await panel.level()).toBe(ESTOP_LEVEL_NONE);
    panel.bench.powerUp();
    expect(panel.bench.robot.motors.isOn).toBe(true);
  });

  it("gets a new id with every change, and its endpoints ids of their own", async () => {
    const before = await panel.activeId();
    const endpoints = await panel.setConfig(PDB, { role: "remote", timeout: { seconds: 5n } });
    expect(await panel.activeId()).not.toBe(before);
    const ids = endpoints.map(({ uniqueId }) => uniqueId);
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain("");
  });

  it("acts as CUT while an endpoint is not registered", async () => {
    await panel.setConfig(PDB);
    const { status } = await panel.service.unary(EstopService.getEstopSystemStatus, {});
    expect(status).toMatchObject({
      stopLevel: ESTOP_LEVEL_CUT,
      stopLevelDetails: "PDB_rooted (panel) is not registered: CUT",
      endpoints: [{ stopLevel: ESTOP_LEVEL_CUT, timeSinceValidResponse: undefined }],
    });
  });

  it("is replaced only by who knows which one that is, and with motors off", async () => {
    const stale = await panel.activeId();
    await panel.setConfig();
    const set = (targetConfigId: string): Promise<number> =>
      panel.service
        .unary(EstopService.setEstopConfig, { config: { endpoints: [PDB] }, targetConfigId })
        .then(({ status }) => status);
    expect(await set(stale)).toBe(2);
    panel.bench.powerUp();
    expect(await set(await panel.activeId())).toBe(4);
  });

  it("forgets every registration when it is replaced", async () => {
    await panel.allow();
    await panel.setConfig(PDB);
    expect(await panel.checkIn(ESTOP_LEVEL_NONE)).toBe(2);
    expect(await panel.level()).toBe(ESTOP_LEVEL_CUT);
  });

  for (const [what, endpoints] of [
    ["two PDB_rooted endpoints", [PDB, PDB]],
    ["a PDB_rooted endpoint that may be silent for a day", [{ ...PDB, timeout: { seconds: 65_531n } }]],
    ["an endpoint without a timeout", [{ role: "remote" }]],
    ["an endpoint without a role", [{ timeout: { seconds: 5n } }]],
    ["an endpoint that cuts before it settles", [{ ...PDB, cutPowerTimeout: { seconds: 8n } }]],
    ["more endpoints than there is room for", Array<EstopEndpointInit>(21).fill({ ...PDB, role: "remote" })],
  ] as const) {
    it(`does not have ${what}`, async () => {
      const targetConfigId = await panel.activeId();
      const request = { config: { endpoints }, targetConfigId };
      const { header } = await panel.service.unary(EstopService.setEstopConfig, request);
      expect(header?.error?.code).toBe(3);
      expect(await panel.activeId()).toBe(targetConfigId);
    });
  }
});

describe("registering an endpoint", () => {
  for (const [what, change, status] of [
    ["to another configuration", { targetConfigId: "other" }, 3],
    ["to an endpoint that is not there", { targetEndpoint: { role: "remote" } }, 2],
    ["to an endpoint of another id", { targetEndpoint: { role: "PDB_rooted", uniqueId: "other" } }, 2],
    ["as one of another role", { newEndpoint: { ...PDB, role: "remote" } }, 4],
    ["as one without a timeout", { newEndpoint: { role: "PDB_rooted" } }, 4],
    ["as one that may be silent too long", { newEndpoint: { ...PDB, timeout: { seconds: 65_531n } } }, 4],
  ] as const) {
    it(`answers ${status} to one that is for something else: ${what}`, async () => {
      await panel.setConfig(PDB);
      const request = {
        targetEndpoint: { role: "PDB_rooted" },
        targetConfigId: await panel.activeId(),
        newEndpoint: PDB,
        ...change,
      };
      expect((await panel.service.unary(EstopService.registerEstopEndpoint, request)).status).toBe(status);
    });
  }

  it("keeps the id of the configuration, and a new client of the same endpoint takes the old one's place", async () => {
    const [configured] = await panel.setConfig(PDB);
    await panel.register();
    expect(panel.endpoint.uniqueId).toBe(configured?.uniqueId);
    const old = panel.endpoint;
    await panel.register();
    expect(panel.endpoint.uniqueId).not.toBe(old.uniqueId);
    panel.endpoint = old;
    expect(await panel.checkIn(ESTOP_LEVEL_NONE)).toBe(2);
  });

  it("leaves the endpoint at CUT", async () => {
    await panel.setConfig(PDB);
    await panel.register();
    expect(await panel.level()).toBe(ESTOP_LEVEL_CUT);
  });

  it("ends with deregistering, by its id, with motors off", async () => {
    await panel.allow();
    const deregister = async (change: object = {}): Promise<number> => {
      const request = { targetEndpoint: panel.endpoint, targetConfigId: await panel.activeId(), ...change };
      return (await panel.service.unary(EstopService.deregisterEstopEndpoint, request)).status;
    };
    expect(await deregister({ targetConfigId: "other" })).toBe(3);
    expect(await deregister({ targetEndpoint: { role: "PDB_rooted" } })).toBe(2);
    panel.bench.robot.motors.powerOn();
    expect(await deregister()).toBe(4);
    panel.bench.robot.motors.cut();
    expect(await deregister()).toBe(1);
    expect(await deregister()).toBe(2);
    expect(await panel.checkIn(ESTOP_LEVEL_NONE)).toBe(2);
  });
});

describe("checking in", () => {
  beforeEach(async () => {
    await panel.setConfig(PDB);
    await panel.register();
  });

  it("needs the challenge of the last answer, with every bit turned round", async () => {
    expect(await panel.checkIn(ESTOP_LEVEL_NONE)).toBe(5);
    expect(await panel.checkIn(ESTOP_LEVEL_NONE)).toBe(1);
    expect(await panel.checkIn(ESTOP_LEVEL_NONE)).toBe(1);
    expect(await panel.level()).toBe(ESTOP_LEVEL_NONE);
  });

  it("uses a challenge up, right or wrong, and gives the next with every answer", async () => {
    await panel.checkIn(ESTOP_LEVEL_CUT);
    const { challenge } = panel;
    expect(await panel.checkIn(ESTOP_LEVEL_NONE, 0n)).toBe(5);
    expect(panel.challenge).not.toBe(challenge);
    const next = panel.challenge;
    panel.challenge = challenge;
    expect(await panel.checkIn(ESTOP_LEVEL_NONE)).toBe(5);
    panel.challenge = next;
    expect(await panel.checkIn(ESTOP_LEVEL_NONE)).toBe(5);
    expect(await panel.checkIn(ESTOP_LEVEL_NONE)).toBe(1);
  });

  it("counts for nothing with a wrong pair: neither the level nor the time", async () => {
    await panel.checkIn(ESTOP_LEVEL_CUT);
    await panel.checkIn(ESTOP_LEVEL_NONE);
    panel.bench.pass(8000);
    expect(await panel.checkIn(ESTOP_LEVEL_CUT, 0n)).toBe(5);
    expect(await panel.level()).toBe(ESTOP_LEVEL_NONE);
    panel.bench.pass(1001);
    expect(await panel.level()).toBe(ESTOP_LEVEL_SETTLE_THEN_CUT);
  });

  it("names the endpoint as it was registered: id, role and name", async () => {
    const registered = panel.endpoint;
    for (const change of [{ role: "remote" }, { name: "another" }, { uniqueId: "another" }, { uniqueId: undefined }]) {
      panel.endpoint = { ...registered, ...change };
      expect(await panel.checkIn(ESTOP_LEVEL_NONE), JSON.stringify(change)).toBe(2);
    }
    panel.endpoint = registered;
    expect(await panel.checkIn(ESTOP_LEVEL_CUT)).toBe(5);
    expect(await panel.checkIn(ESTOP_LEVEL_NONE)).toBe(1);
  });

  it("answers an unknown endpoint with a challenge too", async () => {
    panel.endpoint = { role: "PDB_rooted", uniqueId: "other" };
    expect(await panel.checkIn(ESTOP_LEVEL_NONE)).toBe(2);
    expect(panel.challenge).not.toBe(0n);
  });

  it("is malformed with a level that there is not, and the challenge is still good", async () => {
    await panel.checkIn(ESTOP_LEVEL_CUT);
    const { endpoint, challenge } = panel;
    for (const stopLevel of [0, 3, 5]) {
      const request = { endpoint, challenge, response: challenge ^ ALL_ONES, stopLevel };
      const { header, status } = await panel.service.unary(EstopService.estopCheckIn, request);
      expect(header?.error?.code).toBe(3);
      expect(status).toBe(0);
    }
    expect(await panel.checkIn(ESTOP_LEVEL_NONE)).toBe(1);
  });

  it("is reported with its endpoint, level and time", async () => {
    await panel.checkIn(ESTOP_LEVEL_CUT);
    await panel.checkIn(ESTOP_LEVEL_NONE);
    panel.bench.pass(1500);
    const { status } = await panel.service.unary(EstopService.getEstopSystemStatus, {});
    expect(status).toMatchObject({
      stopLevel: ESTOP_LEVEL_NONE,
      stopLevelDetails: "",
      endpoints: [
        {
          endpoint: { role: "PDB_rooted", name: "panel", uniqueId: panel.endpoint.uniqueId },
          stopLevel: ESTOP_LEVEL_NONE,
          timeSinceValidResponse: { seconds: 1n, nanos: 500_000_000 },
        },
      ],
    });
  });
});

describe("a stop", () => {
  beforeEach(async () => {
    await panel.allow();
    panel.bench.standUp();
    expect(panel.bench.robot.locomotion.posture).toBe("standing");
  });

  const state = (): unknown => {
    const { motors, locomotion, behaviorFaults } = panel.bench.robot;
    return { isOff: motors.isOff, posture: locomotion.posture, faults: behaviorFaults.active.length };
  };

  it("at CUT drops the robot at once", async () => {
    await panel.checkIn(ESTOP_LEVEL_CUT);
    expect(panel.bench.robot.motors.isOff).toBe(true);
    panel.bench.pass(2000);
    expect(state()).toEqual({ isOff: true, posture: "fallen", faults: 1 });
  });

  it("at SETTLE_THEN_CUT has it sit down first", async () => {
    await panel.checkIn(ESTOP_LEVEL_SETTLE_THEN_CUT);
    panel.bench.pass(100);
    expect(state()).toEqual({ isOff: false, posture: "sitting-down", faults: 0 });
    panel.bench.pass(4000);
    expect(state()).toEqual({ isOff: true, posture: "sitting", faults: 0 });
  });

  it("comes by itself after the timeout, with time to sit down", async () => {
    panel.bench.pass(2900);
    expect(state()).toMatchObject({ isOff: false, posture: "standing" });
    // With the six seconds that it took to get up.
    panel.bench.pass(200);
    expect(state()).toMatchObject({ isOff: false, posture: "sitting-down" });
    panel.bench.pass(2800);
    expect(state()).toEqual({ isOff: true, posture: "sitting", faults: 0 });
    panel.bench.pass(400);
    expect(await panel.level()).toBe(ESTOP_LEVEL_CUT);
  });

  it("is the same if nobody looks for a minute", () => {
    panel.bench.pass(60_000);
    expect(state()).toEqual({ isOff: true, posture: "sitting", faults: 0 });
  });

  it("is a cut at the cut timeout, wherever the robot is", async () => {
    panel = new Panel();
    const hasty: EstopEndpointInit = { ...PDB, cutPowerTimeout: { seconds: 9n, nanos: 500_000_000 } };
    await panel.setConfig(hasty);
    await panel.register(hasty);
    await panel.checkIn(ESTOP_LEVEL_CUT);
    await panel.checkIn(ESTOP_LEVEL_NONE);
    panel.bench.standUp();
    // Six seconds to get up.
    panel.bench.pass(3400);
    expect(state()).toMatchObject({ isOff: false, posture: "sitting-down" });
    panel.bench.pass(200);
    expect(state()).toMatchObject({ isOff: true, posture: expect.not.stringMatching("sitting$") as string });
  });

  it("does not come while the endpoint is heard", async () => {
    for (let i = 0; i < 5; i++) {
      panel.bench.pass(3000);
      expect(await panel.checkIn(ESTOP_LEVEL_NONE)).toBe(1);
    }
    expect(state()).toMatchObject({ isOff: false, posture: "standing" });
  });
});
