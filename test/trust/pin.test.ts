import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  checkPin,
  filePinStore,
  memoryPinStore,
  PinError,
  type PinStore,
  publicKeyFingerprint,
} from "../../src/trust/index.ts";
import { key } from "../tls/chain-maker.ts";
import { leaf, root, stranger } from "../tls/path-matrix.ts";
import { read, rejection, temporaryFolder } from "./support.ts";

const robot = read(leaf());
const renewed = read(leaf(stranger));
const impostor = read(leaf(root, { key: key("impostor") }));
const serialNumber = "spot-BD-12345678";
const NOW_MS = 1_772_366_400_000;

const STORES: readonly (readonly [string, () => Promise<PinStore>])[] = [
  ["memory", async () => memoryPinStore()],
  ["disk", async () => filePinStore(join(await temporaryFolder(), "pins"))],
];

describe.each(STORES)("checkPin with a store in %s", (_, makeStore) => {
  it("remembers a robot's key at first use, and knows it from then on", async () => {
    const store = await makeStore();
    const options = { serialNumber, certificate: robot, store, now: () => NOW_MS };
    const pin = { serialNumber, fingerprint: publicKeyFingerprint(robot), pinnedAtMs: NOW_MS };
    expect(await checkPin(options)).toEqual({ pin, isNew: true });
    expect(await checkPin({ ...options, now: () => NOW_MS + 1 })).toEqual({ pin, isNew: false });
    expect(await store.list()).toEqual([pin]);
  });

  it("takes a new certificate for the same key", async () => {
    const store = await makeStore();
    await checkPin({ serialNumber, certificate: robot, store });
    expect(renewed.fingerprint).not.toBe(robot.fingerprint);
    expect(await checkPin({ serialNumber, certificate: renewed, store })).toMatchObject({ isNew: false });
  });

  it("refuses another key, shows both, says what to do, and keeps the old one", async () => {
    const store = await makeStore();
    await checkPin({ serialNumber, certificate: robot, store });
    const error = await rejection(checkPin({ serialNumber, certificate: impostor, store }));
    expect(error).toBeInstanceOf(PinError);
    expect(error).toMatchObject({
      code: "TRUST_PIN_CHANGED",
      retryable: false,
      serialNumber,
      expectedFingerprint: publicKeyFingerprint(robot),
      presentedFingerprint: publicKeyFingerprint(impostor),
    });
    for (const part of [publicKeyFingerprint(robot), publicKeyFingerprint(impostor), `pins remove ${serialNumber}`]) {
      expect(String(error)).toContain(part);
    }
    expect(await store.get(serialNumber)).toMatchObject({ fingerprint: publicKeyFingerprint(robot) });
  });

  it("pins nobody where robots are enrolled beforehand", async () => {
    const store = await makeStore();
    const error = await rejection(checkPin({ serialNumber, certificate: robot, store, onFirstUse: "refuse" }));
    expect(error).toMatchObject({ code: "TRUST_PIN_MISSING", expectedFingerprint: undefined });
    expect(await store.list()).toEqual([]);
  });

  it("lets the first of two at once win", async () => {
    const store = await makeStore();
    const both = await Promise.allSettled(
      [robot, impostor].map((certificate) => checkPin({ serialNumber, certificate, store })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await store.list()).toHaveLength(1);
  });

  it("forgets a robot that is removed", async () => {
    const store = await makeStore();
    await checkPin({ serialNumber, certificate: robot, store });
    expect([await store.remove(serialNumber), await store.remove(serialNumber)]).toEqual([true, false]);
    expect(await checkPin({ serialNumber, certificate: impostor, store })).toMatchObject({ isNew: true });
  });

  it("keeps serial numbers apart, whatever characters they have", async () => {
    const store = await makeStore();
    const names = ["../../x", "a/b", "A", "a", "_61", "ü", "x y", ".", "con"];
    for (const name of names) await checkPin({ serialNumber: name, certificate: robot, store });
    expect((await store.list()).map((pin) => pin.serialNumber)).toEqual(names.toSorted());
  });

  it("wants a serial number", async () => {
    await expect(checkPin({ serialNumber: "", certificate: robot, store: await makeStore() })).rejects.toThrow(
      TypeError,
    );
  });
});

describe("publicKeyFingerprint", () => {
  it("is SHA-256 of the SubjectPublicKeyInfo", async () => {
    const { createHash } = await import("node:crypto");
    const digest = createHash("sha256").update(key("robot").spki).digest("hex").toUpperCase();
    expect(publicKeyFingerprint(robot)).toBe(digest);
  });
});

describe("PinError", () => {
  it("puts no peer's word where people copy a command from", () => {
    const { message } = new PinError("x; rm -rf /", "AA", "BB");
    expect(message).toContain("pins remove SERIAL");
  });
});

describe("filePinStore", () => {
  it("keeps one file for each robot, in a folder for this user alone", async () => {
    const directory = join(await temporaryFolder(), "deep", "pins");
    await checkPin({ serialNumber: "BD-1", certificate: robot, store: filePinStore(directory) });
    expect(await readdir(directory)).toEqual(["BD-1.json"]);
    if (process.platform !== "win32") expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it.each(["", "{", "null", "{}", '{"serialNumber":"BD-1","fingerprint":"AA","pinnedAtMs":1}'])(
    "pins no robot anew over a damaged file: %j",
    async (text) => {
      const directory = join(await temporaryFolder(), "pins");
      await mkdir(directory, { mode: 0o700 });
      await writeFile(join(directory, "BD-1.json"), text);
      const store = filePinStore(directory);
      expect(await rejection(checkPin({ serialNumber: "BD-1", certificate: robot, store }))).toMatchObject({
        code: "TRUST_DIRECTORY_UNUSABLE",
      });
    },
  );

  it("is empty where nothing was ever pinned", async () => {
    expect(await filePinStore(join(await temporaryFolder(), "none")).list()).toEqual([]);
  });

  it("refuses a serial number that is none", async () => {
    const store = filePinStore(await temporaryFolder());
    await expect(store.get("x".repeat(10_000))).rejects.toThrow(RangeError);
  });
});
