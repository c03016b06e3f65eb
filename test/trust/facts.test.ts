import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ANCHOR_WARNING_DAYS, anchorWarnings, dataDirectory, PINNED_ROOT_FINGERPRINTS } from "../../src/trust/index.ts";
import {
  BOSTON_DYNAMICS_ANCHOR_NAME,
  BOSTON_DYNAMICS_ROOT_URL,
  SDK_ROOT_PATH,
} from "../../src/trust/boston-dynamics-root.ts";
import { anchor } from "../tls/path-matrix.ts";
import { read } from "./support.ts";

const FACTS = join(import.meta.dirname, "../../vendor-certs");

describe("the facts of Boston Dynamics' root", () => {
  it("are the same for other programs as for this one", async () => {
    const facts: unknown = JSON.parse(await readFile(join(FACTS, "boston-dynamics-root.json"), "utf8"));
    expect(facts).toMatchObject({
      name: BOSTON_DYNAMICS_ANCHOR_NAME,
      sha256: PINNED_ROOT_FINGERPRINTS[0],
      sourceUrl: BOSTON_DYNAMICS_ROOT_URL,
      pathInPythonPackage: SDK_ROOT_PATH.join("/"),
    });
  });

  it("stand in the table for people too", async () => {
    const facts = JSON.parse(await readFile(join(FACTS, "boston-dynamics-root.json"), "utf8")) as Record<
      string,
      unknown
    >;
    const readme = await readFile(join(FACTS, "README.md"), "utf8");
    for (const name of ["subject", "serial", "notBeforeDate", "notAfterDate", "sha256"]) {
      expect(readme).toContain(String(facts[name]));
    }
  });
});

describe("anchorWarnings", () => {
  const certificate = read(anchor("Site Root", { notAfter: new Date("2029-05-01T00:00:00Z") }));
  const at = (time: string, isBostonDynamics = false): ReturnType<typeof anchorWarnings> =>
    anchorWarnings([{ name: "site", certificate, isBostonDynamics }], new Date(time));

  it("is silent until 180 days before the end", () => {
    expect(ANCHOR_WARNING_DAYS).toBe(180);
    expect(at("2028-11-02T00:00:00Z")).toEqual([]);
    expect(at("2028-11-02T00:00:01Z")).toMatchObject([{ name: "site", daysLeft: 179 }]);
  });

  it("says when, and what to do", () => {
    const [warning] = at("2029-04-30T12:00:00Z");
    expect(warning?.text).toMatch(
      /^anchor site \(CN=Site Root\) ends on 2029-05-01, in 0 days, .*spotwire trust import/,
    );
    expect(at("2029-04-30T12:00:00Z", true)[0]?.text).toContain("spotwire trust install");
  });

  it("goes on after the end", () => {
    expect(at("2029-05-03T00:00:00Z")).toMatchObject([{ daysLeft: -2 }]);
    expect(at("2029-05-03T00:00:00Z")[0]?.text).toContain("ended on 2029-05-01");
  });
});

describe("dataDirectory", () => {
  const homeDirectory = "/home/me";
  it.each([
    ["linux", {}, "/home/me/.local/share/spotwire"],
    ["linux", { XDG_DATA_HOME: "/data" }, "/data/spotwire"],
    ["linux", { XDG_DATA_HOME: "relative" }, "/home/me/.local/share/spotwire"],
    ["darwin", {}, "/home/me/Library/Application Support/spotwire"],
    ["darwin", { XDG_DATA_HOME: "/data" }, "/data/spotwire"],
    ["win32", { LOCALAPPDATA: "/local" }, "/local/spotwire"],
    ["win32", {}, "/home/me/AppData/Local/spotwire"],
  ] as const)("on %s with %j is %s", (platform, env, expected) => {
    expect(dataDirectory({ platform, env, homeDirectory })).toBe(expected);
  });
});
