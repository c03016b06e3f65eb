import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { configPath, readConfig, writeConfig } from "../../../src/cli/config/config-file.ts";
import { robotTarget } from "../../../src/cli/config/robot-target.ts";
import { UsageError } from "../../../src/cli/exit.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "spotwire-config-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

const SPOT_7 = { address: "192.168.80.3", user: "operator", passwordCommand: "pass show spot-7" };

describe("the config file", () => {
  it("holds robots by name, for this user alone", async () => {
    const path = join(folder(), "spotwire", "config.json");
    expect(await readConfig(path)).toEqual({ robots: {} });
    await writeConfig({ robots: { "spot-7": SPOT_7 } }, path);
    expect(await readConfig(path)).toEqual({ robots: { "spot-7": SPOT_7 } });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it.each([
    ["{", "JSON"],
    ["[]", "the file is not a JSON object"],
    ['{"robots": []}', "robots is not a JSON object"],
    ['{"robots": {"spot.7": {"address": "x"}}}', '"spot.7" is no name'],
    ['{"robots": {"a": {"user": "x"}}}', "robots.a has no address"],
    ['{"robots": {"a": {"address": 7}}}', "robots.a.address is not text"],
    ['{"robots": {"a": {"address": "x", "pasword": "y"}}}', "robots.a.pasword is none of address"],
    ['{"robots": {"a": {"address": "x", "password": "s3cret"}}}', "passwords are never kept"],
  ])("refuses %s, and says where", async (text, why) => {
    const path = join(folder(), "config.json");
    writeFileSync(path, text);
    const reading = readConfig(path);
    await expect(reading).rejects.toBeInstanceOf(UsageError);
    await expect(reading).rejects.toThrow(why);
    await expect(reading).rejects.not.toThrow("s3cret");
  });

  it("lies where the environment says", () => {
    expect(configPath({ SPOTWIRE_CONFIG: "/a/b.json" })).toBe("/a/b.json");
    expect(configPath({ XDG_CONFIG_HOME: "/x" })).toBe("/x/spotwire/config.json");
  });
});

describe("robotTarget", () => {
  const config = { robots: { "spot-7": SPOT_7, lab: { address: "spot://spot-9" } } };
  const target = (host?: string, env: Record<string, string> = {}) =>
    robotTarget(host, env, () => Promise.resolve(config));

  it("takes a name of the config file", async () => {
    const { resolver, known } = await target("spot-7");
    expect(await resolver.resolve()).toEqual([{ host: "192.168.80.3", port: 443 }]);
    expect(known.user).toBe("operator");
  });

  it.each(["10.0.0.3", "spot-8", "constructor", "[fd00::3]:8443"])("takes %j for an address", async (host) => {
    const { resolver, known } = await target(host);
    expect(resolver.describe()).toContain("the robot at");
    expect(known).toEqual({});
  });

  it("looks for spot:// on the local network", async () => {
    expect((await target("spot://spot-8")).resolver.describe()).toBe("the robot spot-8 on the local network");
    expect((await target("lab")).resolver.describe()).toBe("the robot spot-9 on the local network");
  });

  it("takes SPOTWIRE_HOST where none is named", async () => {
    const { resolver } = await target(undefined, { SPOTWIRE_HOST: "spot-7" });
    expect(resolver.describe()).toContain("192.168.80.3");
    await expect(target()).rejects.toThrow("which robot?");
  });
});
