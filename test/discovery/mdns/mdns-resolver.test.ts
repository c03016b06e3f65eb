import { describe, expect, it } from "vitest";
import { announce } from "../../../src/discovery/mdns/announcer.ts";
import { mdnsResolver } from "../../../src/discovery/mdns/mdns-resolver.ts";
import { openMulticastLink } from "../../../src/discovery/mdns/multicast-link.ts";
import { ServiceBrowser, type ServiceInstance } from "../../../src/discovery/mdns/service-browser.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { Bus, settle } from "./bus.ts";

const SPOT_7 = { name: "spot-7", serviceType: "_spot._tcp.local", port: 8443, addresses: ["10.0.0.3", "fd00::3"] };

function rig(name: string) {
  const bus = new Bus();
  const clock = new ManualClock();
  const resolver = mdnsResolver(name, { clock, open: () => Promise.resolve(bus.link()) });
  return { bus, clock, resolver };
}

describe("mdnsResolver", () => {
  it.each(["spot-7", "SPOT-7", "spot-7.local"])("finds a robot called %j", async (name) => {
    const { bus, clock, resolver } = rig(name);
    announce(SPOT_7, bus.link(), clock);
    expect(await resolver.resolve()).toEqual([
      { host: "10.0.0.3", port: 8443 },
      { host: "fd00::3", port: 8443 },
    ]);
    expect(bus.closed).toBe(1);
    expect(clock.pending).toBe(1); // the announcer's second announcement
  });

  it("says who else answered when the robot does not", async () => {
    const { bus, clock, resolver } = rig("spot-8");
    announce(SPOT_7, bus.link(), clock);
    const search = resolver.resolve();
    const failed = expect(search).rejects.toMatchObject({ code: "DISCOVERY_NOT_FOUND", retryable: true });
    await settle();
    clock.advance(3000);
    await failed;
    await expect(search).rejects.toThrow("others answered: spot-7");
    expect(bus.closed).toBe(1);
  });

  it("says what to check when nobody answers", async () => {
    const { clock, resolver } = rig("spot-8");
    const search = expect(resolver.resolve()).rejects.toThrow("does the network carry multicast?");
    await settle();
    clock.advance(3000);
    await search;
  });

  it("ends with the signal's reason", async () => {
    const { bus, resolver } = rig("spot-8");
    const abort = new AbortController();
    const search = expect(resolver.resolve({ signal: abort.signal })).rejects.toThrow("enough");
    await settle();
    abort.abort(new Error("enough"));
    await search;
    expect(bus.closed).toBe(1);
  });
});

describe("openMulticastLink", () => {
  it("carries an announcement over the loopback interface", async () => {
    // A port of their own: the machine's mDNS daemon is not asked.
    const port = 20_000 + (process.pid % 20_000);
    const here = { networkInterface: "127.0.0.1", port };
    const [speaker, listener] = [await openMulticastLink(here), await openMulticastLink(here)];
    const announcer = announce({ ...SPOT_7, txt: { serial: "SP-7" } }, speaker);
    const found = await new Promise<ServiceInstance>((resolve) => {
      const browser = new ServiceBrowser(
        { link: listener, serviceType: SPOT_7.serviceType },
        {
          onUp(instance) {
            browser.close();
            resolve(instance);
          },
          onChanged: () => undefined,
          onDown: () => undefined,
        },
      );
    });
    expect(found).toMatchObject({ name: "spot-7", port: 8443, addresses: SPOT_7.addresses, txt: { serial: "SP-7" } });
    announcer.close();
    await Promise.all([speaker.close(), listener.close()]);
  });

  it("says which interfaces there are when there is none of that name", async () => {
    await expect(openMulticastLink({ networkInterface: "no-such0" })).rejects.toMatchObject({
      code: "DISCOVERY_SOCKET_FAILED",
      message: expect.stringContaining("there are lo") as string,
    });
  });
});
