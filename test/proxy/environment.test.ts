import { describe, expect, it } from "vitest";
import { proxyFromEnvironment } from "../../src/proxy/index.ts";
import { connectTo, rejection, startRobot } from "../support/robots.ts";
import { startHttpProxy } from "./proxies.ts";

describe("the environment's proxy", () => {
  it.each([{}, { HTTPS_PROXY: "" }, { https_proxy: "  " }, { HTTP_PROXY: "http://127.0.0.1:1" }, { NO_PROXY: "*" }])(
    "is none: %j",
    (env) => {
      expect(proxyFromEnvironment(env)).toBeUndefined();
    },
  );

  const USED = "http://user:pass@127.0.0.1:PORT";
  const UNUSED = "http://127.0.0.1:1";
  it.each([
    { HTTPS_PROXY: USED },
    { https_proxy: USED, HTTPS_PROXY: UNUSED },
    { https_proxy: "", HTTPS_PROXY: USED },
    { ALL_PROXY: USED },
    { all_proxy: "127.0.0.1:PORT" },
    { HTTPS_PROXY: USED, all_proxy: UNUSED, ALL_PROXY: UNUSED },
    { HTTPS_PROXY: USED, NO_PROXY: "192.168.80.0/24" },
    { HTTPS_PROXY: USED, no_proxy: "spot-7", NO_PROXY: "*" },
  ])("is %j", async (env) => {
    const proxy = await startHttpProxy(() => 403);
    const filled = Object.entries(env).map(([name, value]) => [name, value.replace("PORT", String(proxy.port))]);
    const link = proxyFromEnvironment(Object.fromEntries(filled) as Record<string, string>);
    const { signal } = new AbortController();
    expect(await rejection(link?.({ host: "10.0.0.3", port: 443 }, { signal }) ?? Promise.resolve())).toMatchObject({
      code: "PROXY_FORBIDDEN",
      proxy: `http://127.0.0.1:${proxy.port}`,
    });
  });

  it("is not used for hosts that no_proxy names: they are reached by TCP", async () => {
    const simulator = await startRobot();
    const link = proxyFromEnvironment({ HTTPS_PROXY: "http://127.0.0.1:1", no_proxy: "127.0.0.0/8" });
    const robot = await connectTo(simulator, { link });
    expect((await robot.id()).serialNumber).toMatch(/^SIM-/);
  });

  it("must be one that can be spoken to", () => {
    expect(() => proxyFromEnvironment({ ALL_PROXY: "socks5h://127.0.0.1:1080" })).toThrow(
      expect.objectContaining({ code: "PROXY_URL_INVALID" }),
    );
  });
});
