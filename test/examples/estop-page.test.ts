import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { isEstopped } from "../../src/index.ts";
import { PATIENCE, scene } from "./scene.ts";

describe("estop-page", PATIENCE, () => {
  it("stops and allows by its page alone", async () => {
    const { example, robot } = await scene("estop-page.ts");
    const [url] = await example.says(/http:\/\/127\.0\.0\.1:\d+\//);
    const page = await (await fetch(url)).text();
    const [, key] = /key=([0-9a-f]{32})/.exec(page) ?? [];
    const press = (name: string, by = key): Promise<Response> =>
      fetch(`${url}${name}?key=${by ?? ""}`, { method: "POST" });
    expect(await isEstopped(robot)).toBe(true);
    expect((await press("allow")).status).toBe(200);
    expect(await isEstopped(robot)).toBe(false);
    expect(await (await fetch(`${url}status`)).json()).toEqual({ wish: "allow", status: "ok" });
    expect((await press("stop", "0".repeat(32))).status).toBe(403);
    expect(await isEstopped(robot)).toBe(false);
    expect((await press("stop")).status).toBe(200);
    expect(await isEstopped(robot)).toBe(true);
    expect((await press("explode")).status).toBe(404);
    expect(await statusFor(url, "evil.example")).toBe(403);
    example.kill("SIGINT");
    expect(await example.ends()).toBe("SIGINT");
  });
});

/** Ask under another name, as a page of somebody else's would whose DNS leads here. */
function statusFor(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}
