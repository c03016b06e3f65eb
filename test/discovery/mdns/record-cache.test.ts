import { describe, expect, it } from "vitest";
import type { MdnsRecord } from "../../../src/discovery/mdns/link.ts";
import { RecordCache } from "../../../src/discovery/mdns/record-cache.ts";
import { ManualClock } from "../../support/manual-clock.ts";

function address(ip: string, { ttlSeconds = 120, isUnique = true, name = "spot.local" } = {}): MdnsRecord {
  return { name, type: "A", address: ip, ttlSeconds, isUnique };
}

function rig(): { clock: ManualClock; cache: RecordCache; addresses: () => string[] } {
  const clock = new ManualClock();
  const cache = new RecordCache(clock);
  return { clock, cache, addresses: () => cache.get("spot.local", "A").map(({ address: ip }) => ip) };
}

describe("RecordCache (RFC 6762 §10)", () => {
  it("holds a record for its lifetime", () => {
    const { clock, cache, addresses } = rig();
    expect(cache.accept([address("10.0.0.3")])).toBe(true);
    clock.advance(119_999);
    expect(addresses()).toEqual(["10.0.0.3"]);
    clock.advance(1);
    expect(addresses()).toEqual([]);
    expect(cache.expire()).toBe(true);
    expect(cache.size).toBe(0);
  });

  it("begins the lifetime anew when it is told again, which is no news", () => {
    const { clock, cache, addresses } = rig();
    cache.accept([address("10.0.0.3")]);
    clock.advance(100_000);
    expect(cache.accept([address("10.0.0.3")])).toBe(false);
    clock.advance(100_000);
    expect(addresses()).toEqual(["10.0.0.3"]);
  });

  it("takes a record back a second after its goodbye (§10.1)", () => {
    const { clock, cache, addresses } = rig();
    cache.accept([address("10.0.0.3")]);
    expect(cache.accept([address("10.0.0.3", { ttlSeconds: 0 })])).toBe(true);
    clock.advance(999);
    expect(addresses()).toEqual(["10.0.0.3"]);
    clock.advance(1);
    expect(addresses()).toEqual([]);
    expect(cache.accept([address("10.0.0.9", { ttlSeconds: 0 })])).toBe(false);
  });

  it("lets a unique record replace older ones of its name and type, a second later (§10.2)", () => {
    const { clock, cache, addresses } = rig();
    cache.accept([address("10.0.0.3")]);
    clock.advance(1001);
    cache.accept([address("10.0.0.4")]);
    clock.advance(1000);
    expect(addresses()).toEqual(["10.0.0.4"]);
  });

  it("keeps several unique records that come in one packet, or within a second", () => {
    const { clock, cache, addresses } = rig();
    cache.accept([address("10.0.0.3"), address("10.0.0.4")]);
    clock.advance(500);
    cache.accept([address("10.0.0.5")]);
    clock.advance(10_000);
    expect(addresses()).toEqual(["10.0.0.3", "10.0.0.4", "10.0.0.5"]);
  });

  it("compares names without case", () => {
    const { cache, addresses } = rig();
    cache.accept([address("10.0.0.3", { name: "SPOT.local" })]);
    expect(addresses()).toEqual(["10.0.0.3"]);
    expect(cache.accept([address("10.0.0.3")])).toBe(false);
  });

  it("holds nothing for longer than 75 minutes, whatever it is told", () => {
    const { clock, cache, addresses } = rig();
    cache.accept([address("10.0.0.3", { ttlSeconds: 2 ** 31 })]);
    clock.advance(75 * 60_000);
    expect(addresses()).toEqual([]);
  });

  it("says what need not be told again: what has more than half of its life before it (§7.1)", () => {
    const { clock, cache } = rig();
    cache.accept([address("10.0.0.3")]);
    clock.advance(59_000);
    expect(cache.known("spot.local", "A")).toMatchObject([{ address: "10.0.0.3", ttlSeconds: 61, isUnique: false }]);
    clock.advance(2000);
    expect(cache.known("spot.local", "A")).toEqual([]);
  });

  it("fades at four fifths of a lifetime (§5.2)", () => {
    const { clock, cache } = rig();
    expect(cache.nextDueMs()).toBeUndefined();
    cache.accept([address("10.0.0.3")]);
    expect(cache.nextDueMs()).toBe(96_000);
    clock.advance(95_999);
    expect(cache.isFading("spot.local", "A")).toBe(false);
    clock.advance(1);
    expect(cache.isFading("spot.local", "A")).toBe(true);
    expect(cache.nextDueMs()).toBe(24_000);
  });

  it("forgets the oldest under a flood", () => {
    const { cache, addresses } = rig();
    cache.accept([address("10.0.0.3")]);
    for (let n = 0; n < 5000; n++) cache.accept([address("10.0.0.4", { name: `flood-${n}.local` })]);
    expect(cache.size).toBe(1024);
    expect(addresses()).toEqual([]);
  });
});
