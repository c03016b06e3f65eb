import { createServer, type RequestListener } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { httpLookup } from "../../src/discovery/http-lookup.ts";

/** An inventory on loopback. */
async function inventory(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}/robots/spot-7?key=secret`;
}

const says = (text: string): Promise<string> => inventory((_, response) => response.end(text));

describe("httpLookup", () => {
  it.each([
    ['"192.168.80.3"', [{ host: "192.168.80.3", port: 443 }]],
    ['"[fd00::3]:8443"', [{ host: "fd00::3", port: 8443 }]],
    ['{"host": "spot-7", "port": 8443}', [{ host: "spot-7", port: 8443 }]],
    ['{"host": "fd00::3"}', [{ host: "fd00::3", port: 443 }]],
    [
      '["10.0.0.3", {"host": "10.0.0.4", "port": 1}]',
      [
        { host: "10.0.0.3", port: 443 },
        { host: "10.0.0.4", port: 1 },
      ],
    ],
  ])("reads %s", async (answer, endpoints) => {
    expect(await httpLookup(await says(answer)).resolve()).toEqual(endpoints);
  });

  it.each([
    ["not JSON", "its answer is not JSON"],
    ["[]", "it knows of no robot"],
    ["7", 'its answer has no {"host", "port"}'],
    ['{"host": 7}', 'its answer has no {"host", "port"}'],
    ['{"host": "a", "port": "443"}', 'its answer has no {"host", "port"}'],
    [" ".repeat(70_000), "its answer is longer than"],
  ])("refuses %j", async (answer, why) => {
    const lookup = httpLookup(await says(answer)).resolve();
    await expect(lookup).rejects.toMatchObject({ code: "DISCOVERY_LOOKUP_FAILED" });
    await expect(lookup).rejects.toThrow(why);
  });

  it("refuses an address that is none, as everywhere", async () => {
    await expect(httpLookup(await says('"https://spot"')).resolve()).rejects.toMatchObject({ code: "ADDRESS_INVALID" });
  });

  it("sends headers, and repeats neither them nor the query in an error", async () => {
    const url = await inventory((request, response) => {
      response.statusCode = request.headers.authorization === "Bearer t" ? 404 : 500;
      response.end();
    });
    const failed = httpLookup(url, { headers: { authorization: "Bearer t" } }).resolve();
    await expect(failed).rejects.toThrow(/\/robots\/spot-7 does not say where the robot is: HTTP status 404$/);
  });

  it("follows no redirect", async () => {
    const url = await inventory((_, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end());
    await expect(httpLookup(url).resolve()).rejects.toMatchObject({ code: "DISCOVERY_LOOKUP_FAILED" });
  });

  it("gives up in time, and when the caller does", async () => {
    const url = await inventory(() => undefined);
    await expect(httpLookup(url, { timeoutMs: 20 }).resolve()).rejects.toThrow("no answer within 20 ms");
    const abort = new AbortController();
    const search = httpLookup(url).resolve({ signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(search).rejects.toThrow("enough");
  });

  it("says what the network said", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    await expect(httpLookup(`http://127.0.0.1:${port}/`).resolve()).rejects.toThrow("ECONNREFUSED");
  });

  it.each(["http://inventory.example/", "ftp://x/", "spot-7", ""])("refuses the URL %j", (url) => {
    expect(() => httpLookup(url)).toThrow("https://");
  });
});
