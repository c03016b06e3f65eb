import { describe, expect, it } from "vitest";
import { localAddressTowards, NoRouteError } from "../../src/hosting/index.ts";

describe("localAddressTowards", () => {
  it("finds loopback for loopback", async () => {
    expect(await localAddressTowards("127.0.0.1")).toBe("127.0.0.1");
    expect(await localAddressTowards("localhost")).toBe("127.0.0.1");
  });

  it("takes the address that it is told", async () => {
    expect(await localAddressTowards("nowhere.invalid", { override: "192.168.50.5" })).toBe("192.168.50.5");
    expect(await localAddressTowards("nowhere.invalid", { override: "fd00::5" })).toBe("fd00::5");
  });

  it("does not take what is no address", async () => {
    await expect(localAddressTowards("127.0.0.1", { override: "my-laptop" })).rejects.toThrow(TypeError);
  });

  it("fails if nothing leads there, and does not answer with loopback", async () => {
    // A socket may not connect to the broadcast address unless it asked to; some systems connect it to nowhere.
    const error: unknown = await localAddressTowards("255.255.255.255").catch((each: unknown) => each);
    expect(error).toBeInstanceOf(NoRouteError);
    expect(error).toMatchObject({ code: "HOSTING_NO_ROUTE", retryable: true });
  });
});
