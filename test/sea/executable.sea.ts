import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

const BUILT = join(import.meta.dirname, "../../dist/sea/spotwire");

let folder: string;
let program: string;
beforeAll(async () => {
  if (!existsSync(BUILT)) throw new Error(`${BUILT} is not there: run \`npm run build\`, then \`npm run sea\``);
  // Far from any package.
  folder = await mkdtemp(join(tmpdir(), "spotwire-sea-"));
  program = join(folder, "spotwire");
  await copyFile(BUILT, program);
  await chmod(program, 0o755);
});
afterAll(() => rm(folder, { recursive: true }));

/** Start it with nothing in its environment, not even a PATH. */
function start(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(program, args, { cwd: folder, env: { HOME: folder, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function run(args: readonly string[], env?: Record<string, string>): Promise<[number, string, string]> {
  const child = start(args, env);
  const [out, err] = [text(child.stdout as NodeJS.ReadableStream), text(child.stderr as NodeJS.ReadableStream)];
  const [code] = (await once(child, "exit")) as [number];
  return [code, await out, await err];
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) return line;
  throw new Error("it printed nothing");
}

describe("the executable, in an empty environment", () => {
  it("says what it is", async () => {
    expect(await run(["--version"])).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/), ""]);
    const [code, out] = await run(["--help"]);
    expect([code, out.includes("Exit codes")]).toEqual([0, true]);
    expect((await run(["no-such-command"]))[0]).toBe(2);
  });

  it("runs a robot and speaks with it from another process", async () => {
    const facts = JSON.parse(await firstLine(start(["sim", "--json"]))) as Record<string, string>;
    const { address, port, roots, user, password } = facts as Record<"address" | "port" | "roots" | "user" | "password", string>; // prettier-ignore
    const robot = [`${address}:${port}`, "--roots", roots];
    const [code, out, err] = await run(["id", ...robot, "--json"], { SPOTWIRE_TRACE: "1" });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ species: "spot" });
    expect(err).toContain("preface PRI * HTTP/2.0");
    const state = await run(["state", ...robot, "--user", user, "--json"], { SPOTWIRE_PASSWORD: password });
    expect(state[0]).toBe(0);
    expect(JSON.parse(state[1])).toHaveProperty("kinematicState");
  });

  it("walks through the whole demo, which starts it a second time", async () => {
    const [code, out, err] = await run(["demo", "--json"]);
    expect([code, err]).toEqual([0, ""]);
    expect(JSON.parse(out)).toMatchObject({ wire: { failedCalls: 0 } });
  });

  it("serves the inspector's page", async () => {
    const { url } = JSON.parse(await firstLine(start(["inspect", "--json"]))) as { url: string };
    const page = await fetch(url);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await page.text()).toContain("<title>");
  });
});
