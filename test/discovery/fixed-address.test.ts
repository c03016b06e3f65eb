import { describe, expect, it } from "vitest";
import { DiscoveryError, fixedAddress } from "../../src/discovery/index.ts";

describe("fixedAddress", () => {
  it("gives its one address every time", async () => {
    const resolver = fixedAddress("[fd00::3]:8443");
    expect(await resolver.resolve()).toEqual([{ host: "fd00::3", port: 8443 }]);
    expect(await resolver.resolve({})).toEqual([{ host: "fd00::3", port: 8443 }]);
  });

  it("describes itself by the address", () => {
    expect(fixedAddress("spot-7").describe()).toBe("the robot at spot-7:443");
  });

  it("refuses a bad address at once", () => {
    expect(() => fixedAddress("https://spot-7")).toThrow(DiscoveryError);
  });

  it("honours an abort signal", async () => {
    await expect(fixedAddress("spot-7").resolve({ signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
      "enough",
    );
  });
});
