/** `--proxy` and `--key-log`, in this process, against one simulator. */
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type Simulator, startSimulator } from "../../src/sim/index.ts";
import { startHttpProxy } from "../proxy/proxies.ts";
import { freePort } from "../support/tls-peers.ts";
import { type CommandResult, run } from "./captured-output.ts";

let simulator: Simulator;
let folder: string;

beforeAll(async () => {
  simulator = await startSimulator({ serialNumber: "SIM-LINKS" });
  folder = await mkdtemp(join(tmpdir(), "spotwire-test-"));
  await writeFile(join(folder, "roots.pem"), simulator.rootsPem);
});

afterEach(() => vi.unstubAllEnvs());

afterAll(async () => {
  await rm(folder, { recursive: true });
  await simulator.close();
});

function runId(...options: string[]): Promise<CommandResult> {
  return run(["id", `127.0.0.1:${simulator.port}`, "--roots", join(folder, "roots.pem"), ...options]);
}

/** An environment with these proxy variables and no other. */
function stubProxies(variables: Readonly<Record<string, string>>): void {
  for (const name of ["https_proxy", "all_proxy", "no_proxy"]) {
    for (const each of [name, name.toUpperCase()]) vi.stubEnv(each, variables[each]);
  }
}

describe("--proxy", () => {
  it("goes through the proxy", async () => {
    const proxy = await startHttpProxy();
    const { code, out } = await runId("--proxy", `http://127.0.0.1:${proxy.port}`);
    expect([code, proxy.asked.length]).toEqual([0, 1]);
    expect(out).toContain("SIM-LINKS");
  });

  it("takes the environment's, whose URL may hold a password", async () => {
    const proxy = await startHttpProxy();
    stubProxies({ HTTPS_PROXY: `http://a:s3cret@127.0.0.1:${proxy.port}` });
    expect(await runId("--proxy", "env")).toMatchObject({ code: 0 });
    expect(proxy.asked[0]?.headers["proxy-authorization"]).toMatch(/^Basic /);
  });

  it("says that the environment has none, and connects", async () => {
    stubProxies({});
    const { code, err } = await runId("--proxy", "env");
    expect(code).toBe(0);
    expect(err).toContain("the environment names no proxy");
  });

  it("refuses a password on the command line, without repeating it", async () => {
    const { code, err } = await runId("--proxy", "http://a:s3cret@127.0.0.1:1");
    expect(code).toBe(2);
    expect(err).toContain("HTTPS_PROXY");
    expect(err).not.toContain("s3cret");
  });

  it("says what is wrong with the proxy", async () => {
    const { code, err } = await runId("--proxy", `http://127.0.0.1:${await freePort()}`);
    expect(code).toBe(1);
    expect(err).toContain("error [PROXY_UNREACHABLE]:");
  });
});

describe("--key-log", () => {
  it("appends to a file for this user alone, and warns", async () => {
    const file = join(folder, "keys.log");
    const { code, err } = await runId("--key-log", file);
    expect(code).toBe(0);
    expect(err).toContain(`warning: TLS secrets go to ${file}`);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const once = await readFile(file, "utf8");
    expect(once).toMatch(/^CLIENT_HANDSHAKE_TRAFFIC_SECRET [0-9a-f]{64} [0-9a-f]+$/m);
    await runId("--key-log", file);
    expect((await readFile(file, "utf8")).startsWith(once)).toBe(true);
  });

  it("refuses a file that others may open, and one that cannot be written", async () => {
    const file = join(folder, "open.log");
    await writeFile(file, "");
    await chmod(file, 0o644);
    const open = await runId("--key-log", file);
    expect(open.code).toBe(2);
    expect(open.err).toContain("chmod 600");
    expect(await readFile(file, "utf8")).toBe("");
    expect(await runId("--key-log", join(folder, "none", "keys.log"))).toMatchObject({ code: 2 });
  });
});
