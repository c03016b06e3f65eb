import { describe, expect, it } from "vitest";
import { refusalOf } from "../../../../src/cli/inspecting/server/request-guard.ts";

const PORT = 4711;
const KEY = "k3y";
const PAGE = { method: "GET", url: "/", headers: { host: `127.0.0.1:${PORT}` } };
const RECORDING = { ...PAGE, url: "/recording", headers: { ...PAGE.headers, authorization: `Bearer ${KEY}` } };

const statusOf = (request: Parameters<typeof refusalOf>[0], port = PORT): number | undefined =>
  refusalOf(request, port, KEY)?.status;

describe("refusalOf", () => {
  it("has nothing against the page and its own requests", () => {
    expect(statusOf(PAGE)).toBeUndefined();
    expect(statusOf(RECORDING)).toBeUndefined();
    expect(statusOf({ ...PAGE, method: "HEAD" })).toBeUndefined();
    const own = { origin: `http://127.0.0.1:${PORT}`, "sec-fetch-site": "same-origin" };
    expect(statusOf({ ...RECORDING, headers: { ...RECORDING.headers, ...own } })).toBeUndefined();
    expect(statusOf({ ...PAGE, headers: { ...PAGE.headers, "sec-fetch-site": "none" } })).toBeUndefined();
  });

  it("takes each name of loopback with its port, and without it where it is HTTP's own", () => {
    for (const name of ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"]) {
      expect(statusOf({ ...PAGE, headers: { host: `${name}:${PORT}` } })).toBeUndefined();
      expect(statusOf({ ...PAGE, headers: { host: name } })).toBe(421);
      expect(statusOf({ ...PAGE, headers: { host: name } }, 80)).toBeUndefined();
    }
  });

  for (const host of [
    undefined,
    "",
    "evil.example",
    `evil.example:${PORT}`,
    `127.0.0.1:${PORT + 1}`,
    `127.0.0.1.evil.example:${PORT}`,
    `0.0.0.0:${PORT}`,
    `127.1:${PORT}`,
  ]) {
    it(`refuses the name ${String(host)}, wherever it leads to`, () => {
      expect(statusOf({ ...RECORDING, headers: { ...RECORDING.headers, host } })).toBe(421);
    });
  }

  for (const origin of [
    "http://evil.example",
    "null",
    `https://127.0.0.1:${PORT}`,
    "http://127.0.0.1:1",
    `http://localhost:${PORT}`,
    "file://",
  ]) {
    it(`refuses a page from ${origin}`, () => {
      expect(statusOf({ ...RECORDING, headers: { ...RECORDING.headers, origin } })).toBe(403);
    });
  }

  for (const site of ["cross-site", "same-site", "something new"]) {
    it(`refuses what a browser calls ${site}`, () => {
      expect(statusOf({ ...PAGE, headers: { ...PAGE.headers, "sec-fetch-site": site } })).toBe(403);
    });
  }

  it("knows two paths, to be read", () => {
    for (const url of [
      undefined,
      "",
      "/x",
      "//",
      "/recording/",
      "/?a",
      "/recording?a",
      "/../recording",
      "http://127.0.0.1/",
      "*",
    ]) {
      expect(statusOf({ ...PAGE, url })).toBe(404);
    }
    for (const method of [undefined, "POST", "PUT", "OPTIONS", "get"]) expect(statusOf({ ...PAGE, method })).toBe(405);
  });

  it("gives the recording for the key alone", () => {
    for (const authorization of [undefined, "", KEY, "Bearer", "Bearer ", "Bearer k3y2", "bearer k3y", "Basic k3y"]) {
      expect(statusOf({ ...RECORDING, headers: { ...PAGE.headers, authorization } })).toBe(401);
    }
  });
});
