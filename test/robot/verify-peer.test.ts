/** A second look at a trusted peer, and several addresses of one robot. */
import { describe, expect, it } from "vitest";
import { Pinning } from "../../src/cli/pinning.ts";
import type { Resolver, RobotEndpoint } from "../../src/discovery/index.ts";
import { connect } from "../../src/robot/index.ts";
import type { Simulator } from "../../src/sim/index.ts";
import { memoryPinStore } from "../../src/trust/index.ts";
import { startRobot } from "../support/robots.ts";
import { freePort } from "../support/tls-peers.ts";

const simulator = (serialNumber: string): Promise<Simulator> => startRobot({ serialNumber });

function resolverOf(...endpoints: readonly RobotEndpoint[]): Resolver {
  return { resolve: () => Promise.resolve(endpoints), describe: () => "the robot of this test" };
}

describe("connect({ verifyPeer })", () => {
  it("sees each connection's path, its own certificate first", async () => {
    const { port, rootsPem } = await simulator("SIM-V");
    const seen: string[] = [];
    await using robot = await connect(`127.0.0.1:${port}`, {
      roots: rootsPem,
      verifyPeer: (path, address) => void seen.push(`${address} ${path.length}`),
    });
    await robot.id();
    expect(seen).toEqual([`127.0.0.1:${port} 2`]);
  });

  it("refuses a connection before anything is sent on it, with what was thrown", async () => {
    const { port, rootsPem } = await simulator("SIM-V");
    const verifyPeer = (): never => {
      throw new Error("not this one");
    };
    await expect(connect(`127.0.0.1:${port}`, { roots: rootsPem, verifyPeer })).rejects.toThrow("not this one");
  });
});

describe("a pinned robot", () => {
  it("is known again, and another one under its serial number is refused with both keys", async () => {
    const store = memoryPinStore();
    const first = await simulator("SIM-P");
    for (let n = 0; n < 2; n++) {
      const pinning = new Pinning(store);
      const options = { roots: first.rootsPem, verifyPeer: pinning.verifyPeer };
      await using robot = await connect(`127.0.0.1:${first.port}`, options);
      await pinning.check(robot);
    }
    const impostor = await simulator("SIM-P");
    const pinning = new Pinning(store);
    const options = { roots: impostor.rootsPem, verifyPeer: pinning.verifyPeer };
    await using robot = await connect(`127.0.0.1:${impostor.port}`, options);
    await expect(pinning.check(robot)).rejects.toMatchObject({ code: "TRUST_PIN_CHANGED" });
    const [pin] = await store.list();
    await expect(pinning.check(robot)).rejects.toThrow(pin?.fingerprint ?? "no pin was made");
  });
});

describe("a robot with several addresses", () => {
  it("is tried at one after the other", async () => {
    const { port, rootsPem } = await simulator("SIM-A");
    const dead = { host: "127.0.0.1", port: await freePort() };
    await using robot = await connect(resolverOf(dead, { host: "127.0.0.1", port }), { roots: rootsPem });
    expect((await robot.id()).serialNumber).toBe("SIM-A");
  });

  it("is not looked for behind somebody who is not trusted", async () => {
    const [right, wrong] = [await simulator("SIM-R"), await simulator("SIM-W")];
    const endpoints = [wrong, right].map(({ port }) => ({ host: "127.0.0.1", port }));
    await expect(connect(resolverOf(...endpoints), { roots: right.rootsPem })).rejects.toMatchObject({
      code: "TRUST_REJECTED",
    });
  });
});
