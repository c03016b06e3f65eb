import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { advise } from "../../src/cli/doctor/advice.ts";
import { FLOOR_NAMES } from "../../src/cli/doctor/finding.ts";
import { CLIENT_API_VERSION, compareVersions } from "../../src/cli/doctor/floors/versions.ts";
import { Progress } from "../../src/cli/doctor/progress.ts";
import { quantile, summarize } from "../../src/cli/doctor/statistics.ts";
import { THRESHOLDS } from "../../src/cli/doctor/thresholds.ts";
import { findWay, type Way, type WayClues } from "../../src/cli/doctor/way.ts";
import type { RobotId } from "../../src/messages/bosdyn/api/robot_id.ts";
import { CapturedOutput } from "./captured-output.ts";
import { visitTo } from "./doctor-scene.ts";

const ROOT = join(import.meta.dirname, "../..");

describe("findWay", () => {
  const wired = { interfaceName: "eth0", isWireless: false };
  const wireless = { interfaceName: "wlan0", isWireless: true };
  for (const [what, clues, way] of [
    ["the robot's access point", { address: "192.168.80.3", ...wireless }, "access-point"],
    ["the rear port", { address: "10.0.0.3", ...wired }, "cable"],
    ["the same address in somebody's Wi-Fi", { address: "10.0.0.3", ...wireless }, "client-wifi"],
    ["the payloads' network", { address: "192.168.50.3", ...wired }, "cable"],
    ["a cable without any server of addresses", { address: "169.254.7.7", ...wired }, "cable"],
    ["a link-local IPv6 address with its zone", { address: "fe80::1%eth0", ...wired }, "cable"],
    ["a site's Wi-Fi", { address: "10.11.12.13", ...wireless }, "client-wifi"],
    ["a site's Wi-Fi, from the site's cable", { address: "172.20.1.9", ...wired }, "client-wifi"],
    ["a site's Wi-Fi by IPv6", { address: "fd12::7", ...wireless }, "client-wifi"],
    ["a forwarded port", { address: "10.11.12.13", port: 20443, ...wired }, "custom"],
    ["a VPN to the access point's range", { address: "192.168.80.3", interfaceName: "wg0" }, "custom"],
    ["a public address", { address: "203.0.113.9", ...wired }, "custom"],
    ["this computer", { address: "127.0.0.1", interfaceName: "lo" }, "custom"],
    ["a proxy", { address: "192.168.80.3", isProxied: true }, "custom"],
    ["a name that is not looked up yet", { address: "spot-7" }, "custom"],
  ] as const satisfies readonly (readonly [string, Partial<WayClues>, Way])[]) {
    it(`recognises ${what}`, () => {
      expect(findWay({ port: 443, isProxied: false, ...clues }).way).toBe(way);
    });
  }
});

describe("advise", () => {
  const ways: readonly Way[] = ["cable", "access-point", "client-wifi", "custom"];

  it("says something else for each way, and for each trouble", () => {
    const all = ways.flatMap((way) => [advise(way, "no-answer"), advise(way, "poor")]);
    expect(new Set(all).size).toBe(8);
  });

  it("names the options that help a lossy link", () => {
    for (const way of ways) expect(advise(way, "poor")).toContain("connectionsPerAuthority");
  });
});

describe("statistics", () => {
  it("take quantiles by nearest rank, in any order", () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0, 0.5, 0.99, 1].map((share) => quantile(values, share))).toEqual([1, 50, 99, 100]);
    expect(quantile([7], 0.99)).toBe(7);
  });

  it("take jitter from the order", () => {
    expect(summarize([1, 1, 9, 9])?.jitterMs).toBe(2.667);
    expect(summarize([1, 9, 1, 9])?.jitterMs).toBe(8);
    expect(summarize([5])).toMatchObject({ count: 1, jitterMs: 0, p50Ms: 5 });
    expect(summarize([])).toBeUndefined();
  });
});

describe("Progress", () => {
  it("is one line that changes on a terminal, and leaves nothing behind", () => {
    const output = new CapturedOutput();
    Object.assign(output.stderr, { isTTY: true });
    const progress = new Progress(output, { isSilent: false });
    progress.begin("round trips");
    progress.update("29 s left");
    progress.clear();
    // eslint-disable-next-line no-control-regex -- what is looked for is the colour
    const text = output.err.replaceAll(/\u001b\[\d+m/g, "");
    expect(text.split("\r\u001b[2K")).toEqual(["", "round trips …", "round trips: 29 s left", ""]);
    expect(text).not.toContain("\n");
  });

  it("is a line for each floor in a file, and nothing with JSON", () => {
    const output = new CapturedOutput();
    for (const isSilent of [false, true]) {
      const progress = new Progress(output, { isSilent });
      progress.begin("TCP");
      progress.update("never seen");
      progress.clear();
    }
    expect(output.err).toBe("TCP …\n");
  });
});

describe("versions", () => {
  for (const [apiVersion, outcome, says] of [
    ["5.1.4", "pass", undefined],
    ["5.1.9", "pass", undefined],
    ["5.2.0", "warn", "newer"],
    ["4.1.0", "warn", "older"],
    ["10.0.0", "warn", "newer"],
    ["", "warn", "does not say"],
  ] as const) {
    it(`of a robot with API "${apiVersion}": ${outcome}`, async () => {
      const visit = visitTo("192.168.80.3");
      visit.id = { softwareRelease: { apiVersion } } as RobotId;
      const { outcome: found, meaning } = await compareVersions(visit);
      expect(found).toBe(outcome);
      if (says !== undefined) expect(meaning).toContain(says);
    });
  }

  it("compare with the release that protos/ states", async () => {
    expect(await readFile(join(ROOT, "protos/README.md"), "utf8")).toContain(`SDK release ${CLIENT_API_VERSION}`);
  });
});

describe("docs/networking.md", () => {
  it("has a row for each floor, in order, and every threshold's number", async () => {
    const text = await readFile(join(ROOT, "docs/networking.md"), "utf8");
    const rows = [...text.matchAll(/^\| \*\*(.+?)\*\* /gm)].map(([, name]) => name);
    expect(rows.slice(0, FLOOR_NAMES.length)).toEqual([...FLOOR_NAMES]);
    for (const words of [
      `${THRESHOLDS.medianRoundTripMs} ms`,
      `${THRESHOLDS.slowRoundTripMs} ms`,
      `${THRESHOLDS.jitterMs} ms`,
      `${THRESHOLDS.lateCallMs / 1000} s`,
      `${THRESHOLDS.lostShare * 100} %`,
      `${THRESHOLDS.downloadBytesPerSecond / 1000} kB/s`,
      `${THRESHOLDS.certificateDays} days`,
      `${THRESHOLDS.clockSkewSeconds} s`,
      `${THRESHOLDS.concurrentStreams} streams`,
    ]) {
      expect(text).toContain(words);
    }
  });
});
