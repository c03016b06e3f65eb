import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ExitCode } from "../../../src/cli/exit.ts";
import { runCommandLine } from "../../../src/cli/main.ts";
import { createRecording } from "../../../src/recording/node/index.ts";
import { CapturedOutput, run } from "../captured-output.ts";

let folder = "";
let file = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "spotwire-inspect-"));
  file = join(folder, "a.swrec");
  createRecording(file, { maker: "a test" }).finish(1n);
});
afterAll(() => rm(folder, { recursive: true }));

interface Begun {
  readonly output: CapturedOutput;
  readonly url: URL;
  readonly interrupt: () => void;
  readonly code: Promise<number>;
}

/** Start it, and wait until it says where it is. */
async function begin(...args: readonly string[]): Promise<Begun> {
  const output = new CapturedOutput();
  const control = new AbortController();
  const code = runCommandLine(["inspect", ...args], output, control.signal);
  let url: string | undefined;
  while (url === undefined) {
    url = /http:\/\/[^\s"]+/.exec(output.out)?.[0];
    if (output.err.includes("error") || output.err.includes("usage")) throw new Error(output.err);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return { output, url: new URL(url), interrupt: () => control.abort(), code };
}

function get(url: URL, path: string): Promise<{ readonly status: number | undefined; readonly body: Buffer }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${url.hash.slice(1)}` };
    request(new URL(path, url.origin), { headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => resolve({ status: response.statusCode, body: Buffer.concat(parts) }));
    })
      .on("error", reject)
      .end();
  });
}

describe("spotwire inspect", () => {
  it("serves the page and the recording until it is interrupted", async () => {
    const { output, url, interrupt, code } = await begin(file);
    expect(output.out).toMatch(/^inspect +http:\/\/127\.0\.0\.1:\d+\/#[\w-]{22}\nrecording +.*a\.swrec\n$/);
    expect(output.err).toContain("running until Ctrl-C");
    const page = await get(url, "/");
    expect([page.status, page.body.toString().slice(0, 15)]).toEqual([200, "<!doctype html>"]);
    expect((await get(url, "/recording")).body.subarray(1, 6).toString()).toBe("swrec");
    interrupt();
    expect(await code).toBe(ExitCode.interrupted);
    await expect(get(url, "/")).rejects.toThrow(/ECONNREFUSED/);
  });

  it("says the same as JSON, and serves the page alone without a file", async () => {
    const { output, url, interrupt, code } = await begin("--json", "--listen", "::1");
    expect(JSON.parse(output.out)).toEqual({ url: url.href, host: "::1", port: Number(url.port) });
    expect((await get(url, "/recording")).status).toBe(204);
    interrupt();
    expect(await code).toBe(ExitCode.interrupted);
  });

  for (const [what, content, says] of [
    [
      "a capture",
      Uint8Array.of(0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0),
      /is a capture of packets: spotwire decode .*--key-log/,
    ],
    ["hex", "0a 04 73 70\n", /is hex, no recording: run spotwire inspect without a file and paste it/],
    ["much hex", "0a 04 73 70 2d 31\n".repeat(1000), /is hex, no recording/],
    ["something else", Uint8Array.of(1, 2, 3), /is no recording of spotwire tap: spotwire decode/],
  ] as const) {
    it(`says what to do with ${what}`, async () => {
      const other = join(folder, "other");
      await writeFile(other, content);
      const { code, err, out } = await run(["inspect", other]);
      expect({ code, out }).toEqual({ code: ExitCode.failure, out: "" });
      expect(err).toMatch(says);
      expect(err).toContain("RECORDING_FILE_FOREIGN");
    });
  }

  it("refuses a file that cannot be read, before anything is served", async () => {
    const { code, err, out } = await run(["inspect", join(folder, "nowhere")]);
    expect({ code, out }).toEqual({ code: ExitCode.failure, out: "" });
    expect(err).toMatch(/RECORDING_FILE_UNREADABLE.*ENOENT/);
    expect((await run(["inspect", folder])).err).toContain("RECORDING_FILE_UNREADABLE");
  });

  it("listens nowhere but on loopback, and says what is wrong with a port", async () => {
    for (const address of ["0.0.0.0", "192.168.80.2", "::", "localhost"]) {
      const { code, err } = await run(["inspect", "--listen", address]);
      expect(code).toBe(ExitCode.usage);
      expect(err).toMatch(/--listen takes 127\.0\.0\.1 or ::1, not .*: what is shown is for this machine alone/);
    }
    const { url, interrupt, code } = await begin();
    const taken = await run(["inspect", "--port", url.port]);
    expect(taken.code).toBe(ExitCode.usage);
    expect(taken.err).toMatch(/--port \d+ of 127\.0\.0\.1: .*EADDRINUSE/);
    interrupt();
    await code;
  });
});
