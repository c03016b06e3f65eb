import { describe, expect, it, onTestFinished } from "vitest";
import { cleartextGate } from "../../../src/grpc/h2/cleartext-gate.ts";
import type { PeerDrop } from "../../../src/grpc/h2/connection-limits.ts";
import { listenNode } from "../../../src/grpc/h2/node-listener.ts";
import { mintAuthority } from "../../../src/tls/mint.ts";
import { connectRaw } from "../../support/raw-client.ts";

describe("cleartextGate", () => {
  it.each([
    [["192.168.50.3"], "192.168.50.3", true],
    [["192.168.50.3"], "192.168.50.4", false],
    [["192.168.50.3"], "127.0.0.1", false],
    [["192.168.50.3"], "::ffff:192.168.50.3", true],
    [["192.168.50.3"], "::FFFF:192.168.50.3", true],
    [["192.168.50.3"], "::ffff:192.168.50.4", false],
    [["::ffff:192.168.50.3"], "192.168.50.3", true],
    [["::ffff:192.168.50.0/120"], "192.168.50.77", true],
    [["::ffff:192.168.50.0/120"], "192.168.51.77", false],
    [["192.168.50.0/24"], "192.168.50.255", true],
    [["192.168.50.0/24"], "::ffff:192.168.50.255", true],
    [["192.168.50.0/24"], "192.168.51.0", false],
    [["10.0.0.1", "192.168.50.3/32"], "192.168.50.3", true],
    [["fd00::3"], "fd00::3", true],
    [["fd00::3"], "fd00::4", false],
    [["fd00::/64"], "fd00::ffff", true],
    [["fe80::1"], "fe80::1%eth0", true],
    [["fe80::1%eth0"], "fe80::1", true],
    [["192.168.50.3"], undefined, false],
    [["192.168.50.3"], "nonsense", false],
  ])("given %j, %s may speak: %s", (cleartextFrom, address, expected) => {
    expect(cleartextGate("0.0.0.0", cleartextFrom)(address)).toBe(expected);
  });

  it.each([
    "robot.local",
    "",
    "192.168.50",
    "192.168.50.3/33",
    "192.168.50.3/",
    "192.168.50.3/a",
    "fd00::/129",
    "1.2.3.4/8/8",
  ])("refuses the entry %j", (entry) => {
    expect(() => cleartextGate("0.0.0.0", [entry])).toThrow(TypeError);
  });

  it.each(["0.0.0.0/0", "::/0", "::ffff:0.0.0.0/96"])("refuses %s, which is everyone", (entry) => {
    expect(() => cleartextGate("0.0.0.0", [entry])).toThrow(RangeError);
  });

  it("lets nobody in through an empty list", () => {
    expect(cleartextGate("127.0.0.1", [])("127.0.0.1")).toBe(false);
    expect(() => cleartextGate("0.0.0.0", [])).toThrow(RangeError);
  });

  it("leaves loopback to itself where nobody is named", () => {
    expect(cleartextGate("127.0.0.1", undefined)("127.0.0.2")).toBe(true);
  });
});

describe("a listener with cleartextFrom", () => {
  // Dual-stack as `::` is, but of loopback alone: peers show as IPv4-mapped addresses.
  it.each(["127.0.0.1", "::ffff:127.0.0.1"])("on %s serves whom it names, and cuts off others unread", async (host) => {
    const drops: PeerDrop[] = [];
    const onDrop = (drop: PeerDrop): void => void drops.push(drop);
    const listener = await listenNode(() => undefined, { host, cleartextFrom: ["127.0.0.5"], onDrop });
    onTestFinished(() => listener.close());
    const friend = await connectRaw(listener.port, "127.0.0.5");
    friend.begin();
    await friend.ping();
    const stranger = await connectRaw(listener.port, "127.0.0.2");
    stranger.begin();
    await stranger.closed();
    expect(stranger.frames).toEqual([]);
    expect(drops).toHaveLength(1);
    expect(drops[0]).toMatchObject({ reason: "cleartext-from-stranger" });
    expect(drops[0]?.peer).toContain("127.0.0.2");
    expect(listener.stats()).toEqual({ open: 1, accepted: 1, dropped: { "cleartext-from-stranger": 1 } });
    await friend.ping(2);
  });

  // 192.0.2.1 (RFC 5737) is no machine's: getting as far as the bind shows that the option opened the way.
  it("may listen beyond loopback", async () => {
    const options = { host: "192.0.2.1", cleartextFrom: ["192.0.2.3"] };
    await expect(listenNode(() => undefined, options)).rejects.toMatchObject({ code: "TRANSPORT_CONNECT_FAILED" });
  });

  it("takes no credentials beside it", async () => {
    const credentials = await (await mintAuthority({ commonName: "roots" })).issue({ commonName: "x.test" });
    await expect(listenNode(() => undefined, { credentials, cleartextFrom: ["127.0.0.1"] })).rejects.toThrow(
      RangeError,
    );
  });
});
