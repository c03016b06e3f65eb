/**
 * Discovery between two machines that are none: network namespaces joined by a cable of their own, with the command line
 * on both ends. Needs root and iproute2, and says so where it has them not.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

const PROGRAM = resolve(import.meta.dirname, "../../../dist/spotwire.mjs");
/** Interface names have 15 characters at most. */
const ID = `sw${(process.pid % 100_000).toString(36)}`;
const [ROBOT, OPERATOR] = [`${ID}r`, `${ID}o`];

const missing = whatIsMissing();
if (missing !== undefined) process.stderr.write(`discovery between network namespaces is not run: ${missing}\n`);

function whatIsMissing(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "it wants root on Linux";
  try {
    ip("netns", "add", `${ID}x`);
    ip("netns", "del", `${ID}x`);
    return undefined;
  } catch (error) {
    return `iproute2 cannot make a namespace: ${(error as Error).message.split("\n")[0] ?? ""}`;
  }
}

function ip(...args: readonly string[]): void {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
}

describe.skipIf(missing !== undefined)("spotwire discover, on another machine than the robot's", () => {
  const folder = mkdtempSync(join(tmpdir(), "spotwire-netns-"));
  const roots = join(folder, "roots.pem");

  beforeAll(async () => {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: npm run build`);
    for (const namespace of [ROBOT, OPERATOR]) ip("netns", "add", namespace);
    ip("link", "add", `${ID}0`, "netns", ROBOT, "type", "veth", "peer", "name", `${ID}1`, "netns", OPERATOR);
    for (const [namespace, link, last] of [
      [ROBOT, `${ID}0`, 3],
      [OPERATOR, `${ID}1`, 4],
    ] as const) {
      ip("-n", namespace, "addr", "add", `10.99.0.${last}/24`, "dev", link);
      // No duplicate address detection: nobody else is on the cable, and it takes a second.
      ip("-n", namespace, "addr", "add", `fd99::${last}/64`, "dev", link, "nodad");
      ip("-n", namespace, "link", "set", "lo", "up");
      ip("-n", namespace, "link", "set", link, "up");
    }
    // A program sees an interface once the cable has carrier at both ends, which takes a moment.
    await vi.waitFor(
      () => {
        for (const [namespace, link] of [
          [ROBOT, `${ID}0`],
          [OPERATOR, `${ID}1`],
        ] as const) {
          const shown = execFileSync("ip", ["-n", namespace, "link", "show", link], { encoding: "utf8" });
          expect(shown).toContain("state UP");
        }
      },
      { timeout: 10_000 },
    );
  });

  afterAll(() => {
    for (const namespace of [ROBOT, OPERATOR]) ip("netns", "del", namespace);
    rmSync(folder, { recursive: true });
  });

  it.each([
    ["IPv4", "10.99.0.3", "10.99.0.3:8443", []],
    ["IPv6", "fd99::3", "[fd99::3]:8443", ["--ipv6"]],
  ] as const)(
    "finds the robot over %s, asks it who it is, and judges its chain",
    { timeout: 30_000 },
    async (...row) => {
      const [, host, address, family] = row;
      const listen = ["--host", host, "--port", "8443", "--roots", roots];
      const announce = ["--announce", "spot-in-a-box", "--announce-interface", `${ID}0`];
      const sim = [PROGRAM, "sim", "--json", ...listen, ...announce];
      const robot = spawn("ip", ["netns", "exec", ROBOT, process.execPath, ...sim], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      try {
        await once(createInterface(robot.stdout), "line");
        const search = ["discover", "--json", "--wait", "2", "--interface", `${ID}1`, "--roots", roots, ...family];
        const found = execFileSync("ip", ["netns", "exec", OPERATOR, process.execPath, PROGRAM, ...search], {
          encoding: "utf8",
          stdio: ["ignore", "pipe", "pipe"], // what it says on stderr becomes part of the error
        });
        expect(JSON.parse(found)).toMatchObject({
          name: "spot-in-a-box",
          address,
          serialNumber: expect.stringMatching(/^SIM-/) as string,
          trust: "trusted",
        });
      } finally {
        robot.kill("SIGINT");
        await once(robot, "exit");
      }
    },
  );
});
