import { open, writeFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { findDamage } from "../../src/maps/snapshot-file.ts";
import { WaypointSnapshot } from "../../src/messages/bosdyn/api/graph_nav/map.ts";
import { damage, damages } from "../support/damage.ts";
import { concat, hex, toHex } from "../support/hex.ts";
import { loadApi } from "../support/oracle-api.ts";
import { messages } from "../support/oracle.ts";
import { printSeed, SEED } from "../support/oracle-properties.ts";
import { WireBytes } from "../support/wire-bytes.ts";

const types = await loadApi((path) => path === "bosdyn/api/graph_nav/map.proto");
const type = types.find(({ name }) => name === "bosdyn.api.graph_nav.WaypointSnapshot")?.type;
if (type === undefined) throw new Error("WaypointSnapshot is missing");
printSeed();
const folder = await mkdtemp(join(tmpdir(), "spotwire-snapshot-"));
afterAll(() => rm(folder, { recursive: true }));

async function damageOf(bytes: Uint8Array): Promise<string | undefined> {
  const file = join(folder, "snapshot");
  await writeFile(file, bytes);
  const handle = await open(file, "r");
  try {
    return await findDamage(handle, bytes.length, WaypointSnapshot);
  } finally {
    await handle.close();
  }
}

function isMessage(bytes: Uint8Array): boolean {
  try {
    WaypointSnapshot.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

describe("findDamage", () => {
  it("finds some where the generated codec does, and nowhere else", async () => {
    const seen = { sound: 0, damaged: 0 };
    const property = fc.asyncProperty(messages(type), damages, async (message, list) => {
      const sound = WaypointSnapshot.encode(message);
      expect(await damageOf(sound)).toBeUndefined();
      const bytes = list.reduce(damage, sound);
      const found = await damageOf(bytes);
      if (found === undefined) seen.sound++;
      else seen.damaged++;
      expect(found === undefined, `${toHex(bytes)}: ${found}`).toBe(isMessage(bytes));
    });
    await fc.assert(property, { numRuns: 400, seed: SEED });
    expect(seen.sound).toBeGreaterThan(5);
    expect(seen.damaged).toBeGreaterThan(5);
  });

  it("knows groups, and where they do not end", async () => {
    const group = hex("bb 06 08 01 bc 06");
    for (const bytes of [
      group,
      concat(group, hex("0a 01 41")),
      hex("bb 06"),
      hex("bc 06"),
      hex("bb 06 bb 07 bc 06 bc 07"),
    ]) {
      expect((await damageOf(bytes)) === undefined, toHex(bytes)).toBe(isMessage(bytes));
    }
    const deep = (depth: number): Uint8Array => {
      const tags = Array.from({ length: depth }, () => hex("bb 06"));
      return concat(...tags, ...tags.map(() => hex("bc 06")));
    };
    for (const depth of [100, 101]) expect((await damageOf(deep(depth))) === undefined).toBe(isMessage(deep(depth)));
  });

  it("passes over the contents of what is longer than 1 MiB, but not over its end", async () => {
    const long = new Uint8Array(1_048_577).fill(0xff);
    const field = new WireBytes().tag(3, 2).bytes(long).tag(1, 2).string("id").finish();
    expect(await damageOf(field)).toBeUndefined();
    expect(await damageOf(field.subarray(0, 1_000_000))).toMatch(/byte 0, or it is cut short/);
    expect(await damageOf(concat(field, hex("0a 05 41")))).toMatch(/cut short/);
    expect(await damageOf(hex("1a ff ff ff ff ff ff ff ff ff 01"))).toMatch(/cut short/);
  });
});
