import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { TokenCache, tokenDirectory } from "../../../src/robot/index.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "spotwire-tokens-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

it("tokens lie where the environment says", () => {
  expect(tokenDirectory({ XDG_STATE_HOME: "/s" })).toBe("/s/spotwire/tokens");
});

describe("TokenCache", () => {
  it("keeps tokens by robot and user, for this user alone", async () => {
    const directory = join(folder(), "tokens");
    const cache = new TokenCache(directory);
    expect(await cache.read("SP-7", "operator")).toBeUndefined();
    await cache.write("SP-7", "operator", "t1");
    await cache.write("SP-7", "../operator", "t2");
    expect(await cache.read("SP-7", "operator")).toBe("t1");
    expect(await cache.read("SP-7", "../operator")).toBe("t2");
    expect(await cache.read("SP-8", "operator")).toBeUndefined();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    await cache.remove("SP-7", "operator");
    expect(await cache.read("SP-7", "operator")).toBeUndefined();
  });

  it("takes no token that others could have read or written", async () => {
    const directory = folder();
    const cache = new TokenCache(directory);
    await cache.write("SP-7", "operator", "t1");
    const [file = ""] = readdirSync(directory);
    expect(file).toMatch(/^SP-7-[0-9a-f]{16}\.jwt$/);
    expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
    chmodSync(join(directory, file), 0o644);
    expect(await cache.read("SP-7", "operator")).toBeUndefined();
  });
});
