/** `spotwire trust`, in this process. What is fetched, and what is pinned, is put in by the tests; no option can. */
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { addTrustCommand } from "../../src/cli/commands/trust.ts";
import type { TrustWorld } from "../../src/cli/commands/trust-world.ts";
import { reportFailure } from "../../src/cli/exit.ts";
import { type Simulator, startSimulator } from "../../src/sim/index.ts";
import { parsePem } from "../../src/tls/index.ts";
import { checkPin, filePinStore } from "../../src/trust/index.ts";
import { anchor } from "../tls/path-matrix.ts";
import { otherNow, read, robotNow, rootNow, sha256, startWebServer } from "../trust/support.ts";
import { CapturedOutput, type CommandResult, run } from "./captured-output.ts";

let folder: string;
let world: TrustWorld;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "spotwire-test-"));
  world = {
    directory: join(folder, "anchors"),
    pinDirectory: join(folder, "pins"),
    fingerprints: [sha256(rootNow)],
    ca: rootNow.pem,
    pythons: [],
  };
  vi.stubEnv("SPOTWIRE_ROOTS", undefined);
  vi.stubEnv("XDG_DATA_HOME", folder);
  vi.stubEnv("XDG_CONFIG_HOME", folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Run `spotwire trust …` in the tests' world. */
async function trust(...args: readonly string[]): Promise<CommandResult> {
  const output = new CapturedOutput();
  const program = new Command("spotwire")
    .configureOutput({ writeOut: (text) => output.stdout.write(text), writeErr: (text) => output.stderr.write(text) })
    .exitOverride();
  addTrustCommand(program, { output, signal: new AbortController().signal }, world);
  let code = 0;
  try {
    await program.parseAsync(["trust", ...args], { from: "user" });
  } catch (error) {
    code = reportFailure(error, output);
  }
  return { code, out: output.out, err: output.err };
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe("spotwire trust install", () => {
  it("fetches the root from where it is told, and installs it", async () => {
    const url = await startWebServer((_, response) => response.end(rootNow.pem));
    const { code, out } = await trust("install", "--url", url);
    expect(code).toBe(0);
    expect(out).toContain("boston-dynamics");
    expect(out).toContain(sha256(rootNow));
    expect(JSON.parse((await trust("list", "--json")).out)).toMatchObject([{ name: "boston-dynamics" }]);
  });

  it("refuses another certificate, and installs nothing", async () => {
    const url = await startWebServer((_, response) => response.end(otherNow.pem));
    const { code, out, err } = await trust("install", "--url", url, "--json");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("TRUST_ANCHOR_REFUSED");
    expect(await readdir(folder)).toEqual([]);
  });

  it("has no option for what is pinned", async () => {
    const { out } = await run(["trust", "install", "--help"]);
    expect(out.match(/--[\w-]+/g)).toEqual(["--url", "--timeout", "--json", "--help"]);
  });
});

describe("spotwire trust import", () => {
  it("takes the known root from a file", async () => {
    const { code, out } = await trust("import", await file("robot.pem", rootNow.pem), "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      anchors: [{ name: "boston-dynamics", sha256: sha256(rootNow) }],
      ignored: [],
    });
  });

  it("says what to do without a file and without an SDK", async () => {
    const { code, err } = await trust("import");
    expect(code).toBe(1);
    expect(err).toContain("spotwire trust import FILE");
  });

  it("refuses a root that it does not know, unless it is told --any and a name; then it shows the fingerprint", async () => {
    const site = await file("site.pem", otherNow.pem);
    expect(await trust("import", site)).toMatchObject({ code: 1 });
    expect(await trust("import", site, "--any")).toMatchObject({ code: 2 });
    expect(await trust("import", "--any", "--name", "site")).toMatchObject({ code: 2 });
    expect(await trust("import", site, "--name", "site")).toMatchObject({ code: 2 });
    expect(await trust("import", site, "--any", "--name", "My Site")).toMatchObject({ code: 2 });
    const { code, out, err } = await trust("import", site, "--any", "--name", "site");
    expect(code).toBe(0);
    expect(out).toContain(sha256(otherNow));
    expect(err).toContain("compare the SHA-256");
  });

  it("holds --any against --sha256", async () => {
    const site = await file("site.pem", otherNow.pem);
    const { code, err } = await trust("import", site, "--any", "--name", "site", "--sha256", sha256(rootNow));
    expect(code).toBe(1);
    expect(err).toContain("TRUST_ANCHOR_REFUSED");
    expect(await trust("import", site, "--any", "--name", "site", "--sha256", sha256(otherNow))).toMatchObject({
      code: 0,
    });
  });
});

describe("spotwire trust list, show, remove", () => {
  it("says on stderr that there is none, and how to get one", async () => {
    expect(await trust("list")).toEqual({
      code: 0,
      out: "",
      err: expect.stringContaining("spotwire trust install") as string,
    });
    expect(await trust("list", "--json")).toEqual({ code: 0, out: "[]\n", err: "" });
  });

  it("shows and removes an anchor by its name", async () => {
    await trust("import", await file("site.pem", otherNow.pem), "--any", "--name", "site");
    expect((await trust("list")).out).toMatch(
      /^NAME +ENDS +SUBJECT +SHA-256\nsite +\d{4}-\d\d-\d\d +CN=Other Root +[0-9A-F]{64}\n$/,
    );
    const { out } = await trust("show", "site");
    expect(out).toMatch(/^issuer +itself$/m);
    expect(out).toMatch(/^key +EC, prime256v1$/m);
    expect(JSON.parse((await trust("show", "site", "--json")).out)).toMatchObject({ pem: otherNow.pem, warning: null });
    expect(await trust("remove", "site", "--json")).toEqual({ code: 0, out: '{"removed":"site"}\n', err: "" });
    expect(await trust("show", "site")).toMatchObject({ code: 1 });
    expect(await trust("remove", "site")).toMatchObject({ code: 1 });
  });

  it("warns on stderr of an anchor that ends soon", async () => {
    const notAfter = new Date(Date.now() + 30.5 * 86_400_000);
    await trust("import", await file("site.pem", anchor("Old Root", { notAfter }).pem), "--any", "--name", "old");
    const { out, err } = await trust("list");
    expect(out).not.toContain("warning");
    expect(err).toMatch(/^warning: anchor old \(CN=Old Root\) ends on .*, in 30 days/);
  });
});

describe("spotwire trust pins", () => {
  it("lists the pinned robots and forgets them", async () => {
    expect((await trust("pins", "list")).err).toContain("no robot is pinned");
    const store = filePinStore(join(folder, "pins"));
    const { pin } = await checkPin({ serialNumber: "BD-1", certificate: read(robotNow), store });
    expect((await trust("pins", "list")).out).toContain(pin.fingerprint);
    expect(JSON.parse((await trust("pins", "list", "--json")).out)).toMatchObject([
      { serialNumber: "BD-1", publicKeySha256: pin.fingerprint },
    ]);
    expect(await trust("pins", "remove", "BD-1", "--json")).toMatchObject({ code: 0, out: '{"removed":"BD-1"}\n' });
    expect(await trust("pins", "remove", "BD-1")).toMatchObject({ code: 2 });
  });
});

describe("spotwire trust check", () => {
  async function withRobot(action: (simulator: Simulator, address: string) => Promise<void>): Promise<void> {
    await using simulator = await startSimulator();
    await action(simulator, `127.0.0.1:${simulator.port}`);
  }

  it("shows a trusted robot as a tree, and ends with 0", async () => {
    await withRobot(async ({ rootsPem }, address) => {
      await trust("import", await file("sim.pem", rootsPem), "--any", "--name", "sim");
      const { code, out } = await trust("check", address);
      expect(code).toBe(0);
      expect(out).toMatch(/^verdict +trusted$/m);
      expect(out).toMatch(/^TLS +TLSv1\.3, TLS_/m);
      expect(out).toMatch(/^ALPN +h2$/m);
      expect(out).toMatch(/^O=spotwire simulator, CN=.* {2}\[anchor, not presented\]$/m);
      expect(out).toMatch(/^└─ .* {2}\[the robot's own, presented as number 1\]$/m);
      expect(out).toMatch(/names +DNS:\*\.spot\.robot/);
    });
  });

  it("shows a robot that is not trusted all the same, says why and what to do, and ends with 1", async () => {
    await withRobot(async (_, address) => {
      const { code, out, err } = await trust("check", address, "--roots", await file("other.pem", otherNow.pem));
      expect(code).toBe(1);
      expect(out).toMatch(/^verdict +not trusted \(unknown-issuer\)$/m);
      expect(out).toContain("✗ unknown-issuer: ");
      expect(err).toMatch(/TRUST_REJECTED.*check that this address is the robot you mean/s);
    });
  });

  it("shows a robot without any anchor, and the command to run", async () => {
    await withRobot(async (_, address) => {
      const { code, out, err } = await trust("check", address);
      expect(code).toBe(1);
      expect(out).toMatch(/^verdict +not trusted \(no anchor to judge by\)$/m);
      expect(err).toMatch(/TRUST_NO_ANCHOR.*spotwire trust install/s);
    });
  });

  it("prints all of it as JSON", async () => {
    await withRobot(async ({ rootsPem }, address) => {
      const good = await trust("check", address, "--json", "--roots", await file("sim.pem", rootsPem));
      expect(good).toMatchObject({ code: 0, err: "" });
      const [root] = parsePem(rootsPem);
      expect(JSON.parse(good.out)).toMatchObject({
        address,
        isTrusted: true,
        reason: null,
        alpnProtocol: "h2",
        certificates: [{ presentedAs: 0 }, { isAnchor: true, sha256: root?.fingerprint }],
      });
      const bad = await trust("check", address, "--json");
      expect(bad.code).toBe(1);
      expect(JSON.parse(bad.out)).toMatchObject({ isTrusted: false, reason: "no-anchor" });
    });
  });

  it("says so where there is nothing to look at", async () => {
    const { code, err } = await trust("check", "127.0.0.1:1", "--roots", await file("root.pem", rootNow.pem));
    expect(code).toBe(1);
    expect(err).toContain("CONNECT_REFUSED");
  });

  it.each([
    [["check"], /missing required argument 'host'/],
    [["check", "h", "--roots", "/nonexistent/x.pem"], /--roots \/nonexistent\/x\.pem: ENOENT/],
    [["check", "h", "--timeout", "soon"], /--timeout takes seconds/],
  ])("ends with 2 for a command line that is wrong: %j", async (args, says) => {
    const { code, err } = await trust(...args);
    expect(code).toBe(2);
    expect(err).toMatch(says);
  });
});
