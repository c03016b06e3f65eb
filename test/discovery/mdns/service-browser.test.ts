import { describe, expect, it, onTestFinished } from "vitest";
import { announce } from "../../../src/discovery/mdns/announcer.ts";
import type { MdnsRecord } from "../../../src/discovery/mdns/link.ts";
import { ServiceBrowser } from "../../../src/discovery/mdns/service-browser.ts";
import { browseServiceTypes } from "../../../src/discovery/mdns/service-types.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { Bus, settle } from "./bus.ts";

const TYPE = "_spot._tcp.local";
const SPOT_7 = {
  name: "spot-7",
  serviceType: TYPE,
  port: 443,
  addresses: ["10.0.0.3", "fd00::3"],
  txt: { serial: "SP-7", Model: "x=y" },
};

/** A browser on a network in memory. */
class Rig {
  readonly clock = new ManualClock();
  readonly bus = new Bus();
  readonly log: string[] = [];
  readonly warnings: Error[] = [];
  readonly browser = new ServiceBrowser(
    { link: this.bus.link(), serviceType: TYPE, clock: this.clock },
    {
      onUp: ({ name, addresses }) => this.log.push(`up ${name} ${addresses.join(" ")}`.trim()),
      onChanged: ({ name, addresses, port }) => this.log.push(`changed ${name} ${addresses.join(" ")} ${port}`),
      onDown: ({ name }) => this.log.push(`down ${name}`),
      onWarning: (warning) => this.warnings.push(warning),
    },
  );

  constructor() {
    onTestFinished(() => this.browser.close());
  }

  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await settle();
  }
}

const pointer: MdnsRecord = { name: TYPE, type: "PTR", target: `a.${TYPE}`, ttlSeconds: 4500, isUnique: false };
const service: MdnsRecord = {
  name: `a.${TYPE}`,
  type: "SRV",
  target: "a.local",
  port: 443,
  ttlSeconds: 120,
  isUnique: true,
};
const host: MdnsRecord = { name: "a.local", type: "A", address: "10.0.0.5", ttlSeconds: 120, isUnique: true };

describe("ServiceBrowser (RFC 6763)", () => {
  it("finds what is there already, with addresses and TXT", async () => {
    const bus = new Bus();
    const clock = new ManualClock();
    announce(SPOT_7, bus.link(), clock);
    await settle();
    const browser = new ServiceBrowser(
      { link: bus.link(), serviceType: `${TYPE}.`, clock },
      { onUp: () => undefined, onChanged: () => undefined, onDown: () => undefined },
    );
    await settle();
    expect(browser.instances).toEqual([
      {
        name: "spot-7",
        type: TYPE,
        host: "spot-7.local",
        port: 443,
        addresses: ["10.0.0.3", "fd00::3"],
        txt: { serial: "SP-7", model: "x=y" },
      },
    ]);
    browser.close();
  });

  it("hears of what comes later, changes and goes", async () => {
    const rig = new Rig();
    const announcer = announce(SPOT_7, rig.bus.link(), rig.clock);
    await settle();
    await rig.pass(2000);
    announcer.close();
    announce({ ...SPOT_7, port: 8443 }, rig.bus.link(), rig.clock);
    await settle();
    await rig.pass(5000);
    expect(rig.log).toEqual(["up spot-7 10.0.0.3 fd00::3", "changed spot-7 10.0.0.3 fd00::3 8443"]);
  });

  it("takes a goodbye for what it is", async () => {
    const rig = new Rig();
    const announcer = announce(SPOT_7, rig.bus.link(), rig.clock);
    await settle();
    await rig.pass(2000);
    announcer.close();
    await settle();
    await rig.pass(1002);
    expect(rig.log).toEqual(["up spot-7 10.0.0.3 fd00::3", "down spot-7"]);
  });

  it("asks for what a pointer alone does not say", async () => {
    const rig = new Rig();
    await rig.bus.say(pointer);
    expect(rig.bus.questions.at(-1)).toEqual([
      { name: `a.${TYPE}`, type: "SRV" },
      { name: `a.${TYPE}`, type: "TXT" },
    ]);
    await rig.bus.say(service);
    expect(rig.log).toEqual(["up a"]);
    expect(rig.bus.questions.at(-1)).toEqual([
      { name: "a.local", type: "A" },
      { name: "a.local", type: "AAAA" },
    ]);
    await rig.bus.say(host);
    expect(rig.log).toEqual(["up a", "changed a 10.0.0.5 443"]);
  });

  it("asks ever more rarely, and says what it knows already", async () => {
    const rig = new Rig();
    const asked = (): number => rig.bus.questions.filter(([first]) => first?.type === "PTR").length;
    expect(asked()).toBe(1);
    for (const ms of [1000, 2000, 4000, 8000]) await rig.pass(ms);
    expect(asked()).toBe(5);
    await rig.bus.say(pointer, service, host);
    await rig.pass(16_000);
    expect(rig.bus.known.at(-1)).toMatchObject([{ type: "PTR", target: `a.${TYPE}`, ttlSeconds: 4484 }]);
  });

  it("asks again before a record expires, and lets it go if nobody answers", async () => {
    const rig = new Rig();
    await rig.bus.say(pointer, service, host);
    await rig.pass(96_001);
    expect(rig.bus.questions).toContainEqual([
      { name: `a.${TYPE}`, type: "SRV" },
      { name: "a.local", type: "A" },
    ]);
    await rig.pass(24_001);
    expect(rig.log).toEqual(["up a 10.0.0.5", "down a"]);
  });

  it("is not stopped by a neighbour's broken packet, nor by records that lead nowhere", async () => {
    const rig = new Rig();
    rig.bus.warn(new Error("a broken packet"));
    await rig.bus.say({ ...pointer, target: "nothing" }, { ...service, name: "someone.else.local" });
    await rig.bus.say(pointer, service, host);
    expect(rig.warnings).toHaveLength(1);
    expect(rig.log).toEqual(["up a 10.0.0.5"]);
  });

  it("leaves no timer behind", async () => {
    const rig = new Rig();
    await rig.bus.say(pointer, service, host);
    rig.browser.close();
    await rig.bus.say({ ...host, address: "10.0.0.9" });
    expect(rig.clock.pending).toBe(0);
    expect(rig.log).toEqual(["up a 10.0.0.5"]);
  });
});

describe("browseServiceTypes", () => {
  it("lists the types that announcers have", async () => {
    const bus = new Bus();
    const clock = new ManualClock();
    announce(SPOT_7, bus.link(), clock);
    announce({ ...SPOT_7, name: "printer", serviceType: "_ipp._tcp.local" }, bus.link(), clock);
    const types = browseServiceTypes(bus.link(), { clock });
    await settle();
    clock.advance(3000);
    expect(await types).toEqual(["_ipp._tcp.local", TYPE]);
  });
});
