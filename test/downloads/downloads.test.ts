import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  downloadBddf,
  downloadDaqData,
  DownloadError,
  type DownloadProgress,
  saveDownloads,
  type TimeSpan,
} from "../../src/downloads/index.ts";
import { localTime, robotTime } from "../../src/services/time.ts";
import { connect } from "../../src/robot/connect.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { rejection, startRobot } from "../support/robots.ts";
import { settle } from "../support/settle.ts";
import { rootsPem, startWebRobot } from "./web-robot.ts";

const SECOND = 1_000_000_000n;
const SPAN: TimeSpan = { robotFrom: robotTime(1000n * SECOND), robotTo: robotTime(1060n * SECOND) };
const OK =
  (body: string, headers: Record<string, string> = {}) =>
  (_: unknown, response: ServerResponse) => {
    response.writeHead(200, { "content-length": String(body.length), ...headers }).end(body);
  };
const status =
  (code: number, body = "") =>
  (_: unknown, response: ServerResponse) =>
    void response.writeHead(code).end(body);

/** Read everything. */
async function read(files: ReturnType<typeof downloadBddf>): Promise<{ fileName: string; text: string }[]> {
  const all = [];
  for await (const { fileName, bytes } of files) {
    let text = "";
    for await (const piece of bytes) text += Buffer.from(piece).toString("latin1");
    all.push({ fileName, text });
  }
  return all;
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "spotwire-downloads-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("downloadBddf", () => {
  it("asks with the token, over a connection of its own, and gives the file by its proposed name", async () => {
    const { robot, asked, headers, port } = await startWebRobot(
      OK("BDDF!", { "content-disposition": 'attachment; filename="robot log.bddf"' }),
    );
    const filters = {
      channels: ["a&b", "c"],
      types: ["t"],
      schemaNames: ["s"],
      schemaSources: ["x"],
      grpcServices: ["g"],
      minEventLevel: 3,
    };
    expect(await read(downloadBddf(robot, SPAN, filters))).toEqual([{ fileName: "robot log.bddf", text: "BDDF!" }]);
    expect(asked).toEqual([
      "GET /v1/data-buffer/bddf/?from_nsec=1000000000000&to_nsec=1060000000000" +
        "&type=t&channel=a%26b&channel=c&schema_name=s&schema_source=x&grpc_service=g&event_level_min=3",
    ]);
    expect(headers[0]).toMatchObject({
      authorization: "Bearer token-1",
      host: `127.0.0.1:${port}`,
      "accept-encoding": "identity",
    });
  });

  it("asks in robot time, hour by hour, and leaves out hours of which there is nothing", async () => {
    const spans: string[] = [];
    const { robot } = await startWebRobot((request, response) => {
      const url = new URL(request.url ?? "", "https://robot");
      spans.push(`${url.searchParams.get("from_nsec")}-${url.searchParams.get("to_nsec")}`);
      if (spans.length === 2) response.writeHead(204).end();
      else response.end(`hour ${spans.length}`);
    });
    const progress: DownloadProgress[] = [];
    const from = localTime(93n * SECOND);
    const to = localTime((93n + 2n * 3600n + 1n) * SECOND);
    const files = await read(downloadBddf(robot, { from, to }, {}, { onProgress: (each) => progress.push(each) }));
    expect(files).toEqual([
      { fileName: "spot-100.bddf", text: "hour 1" },
      { fileName: "spot-7300.bddf", text: "hour 3" },
    ]);
    expect(spans).toEqual(["100000000000-3700000000000", "3700000000000-7300000000000", "7300000000000-7301000000000"]);
    expect(progress).toEqual([
      { fileName: "spot-100.bddf", part: 1, parts: 3, bytes: 6, totalBytes: 6 },
      { fileName: "spot-7300.bddf", part: 3, parts: 3, bytes: 6, totalBytes: 6 },
    ]);
  });

  const bad: readonly [string, bigint, bigint][] = [
    ["ends before it begins", 10n, 9n],
    ["is empty", 10n, 10n],
    ["begins before 1970", -1n, 9n],
    ["is longer than a year and a leap day", 0n, 3600n * 8785n * SECOND],
  ];
  for (const [name, from, to] of bad) {
    it(`refuses a span that ${name}, before anything is sent`, async () => {
      const { robot, asked } = await startWebRobot(OK(""));
      const span = { robotFrom: robotTime(from), robotTo: robotTime(to) };
      expect(await rejection(read(downloadBddf(robot, span)))).toBeInstanceOf(RangeError);
      expect(asked).toEqual([]);
    });
  }

  it("sends nothing to a server whose certificates lead elsewhere", async () => {
    const { robot, asked } = await startWebRobot(OK("x"), { isStranger: true });
    expect(await rejection(read(downloadBddf(robot, SPAN)))).toMatchObject({ code: "TRUST_REJECTED" });
    expect(asked).toEqual([]);
  });

  it("takes a server that chooses HTTP/1.1 by name, and no other that chooses something else", async () => {
    const plain = await startWebRobot(OK("x"), { alpn: ["http/1.1"] });
    expect(await read(downloadBddf(plain.robot, SPAN))).toHaveLength(1);
    const h2 = await startWebRobot(OK("x"), { alpn: ["h2"] });
    expect(await rejection(read(downloadBddf(h2.robot, SPAN)))).toMatchObject({ code: "TLS_NO_H2" });
  });

  it("renews a token that is refused, once", async () => {
    const { robot, headers, refused } = await startWebRobot((request, response) => {
      if (request.headers.authorization === "Bearer token-2") response.end("x");
      else response.writeHead(401).end();
    });
    expect(await read(downloadBddf(robot, SPAN))).toHaveLength(1);
    expect(headers.map(({ authorization }) => authorization)).toEqual(["Bearer token-1", "Bearer token-2"]);
    expect(refused).toEqual(["token-1"]);
  });

  it("gives up where the token cannot be renewed, or the new one is refused too, or there is none", async () => {
    const dead = await startWebRobot(status(401), { renewed: undefined });
    expect(await rejection(read(downloadBddf(dead.robot, SPAN)))).toMatchObject({
      code: "DOWNLOAD_UNAUTHORIZED",
      httpStatus: 401,
    });
    const stubborn = await startWebRobot(status(401));
    expect(await rejection(read(downloadBddf(stubborn.robot, SPAN)))).toMatchObject({ code: "DOWNLOAD_UNAUTHORIZED" });
    expect(stubborn.asked).toHaveLength(2);
    const nobody = await startWebRobot(OK("x"));
    nobody.robot.token = undefined;
    expect(await rejection(read(downloadBddf(nobody.robot, SPAN)))).toMatchObject({
      code: "DOWNLOAD_UNAUTHORIZED",
      retryable: false,
    });
    expect(nobody.asked).toEqual([]);
  });

  const refusals: readonly [number, string, boolean][] = [
    [403, "DOWNLOAD_FORBIDDEN", false],
    [404, "DOWNLOAD_NOT_FOUND", false],
    [500, "DOWNLOAD_SERVER_FAILED", true],
    [503, "DOWNLOAD_SERVER_FAILED", true],
    [302, "DOWNLOAD_UNEXPECTED", false],
    [206, "DOWNLOAD_UNEXPECTED", false],
    [400, "DOWNLOAD_UNEXPECTED", false],
  ];
  for (const [code, expected, retryable] of refusals) {
    it(`takes HTTP ${code} for ${expected}`, async () => {
      const { robot } = await startWebRobot(status(code, "<h1>because</h1>\n of token-1"));
      const error = await rejection(read(downloadBddf(robot, SPAN)));
      expect(error).toBeInstanceOf(DownloadError);
      expect(error).toMatchObject({ code: expected, httpStatus: code, retryable });
      expect((error as Error).message).toContain("because of …");
      expect(JSON.stringify([error, (error as Error).message, (error as Error).stack])).not.toContain("token-1");
    });
  }

  it("takes no more than a line of what a server says about a refusal", async () => {
    const { robot } = await startWebRobot(status(500, "x".repeat(100_000)));
    expect(((await rejection(read(downloadBddf(robot, SPAN)))) as Error).message.length).toBeLessThan(200);
  });

  it("says so when the file is cut short, is encoded, or the answer is no HTTP", async () => {
    const cut = await startWebRobot((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.socket?.destroy());
    });
    expect(await rejection(read(downloadBddf(cut.robot, SPAN)))).toMatchObject({
      code: "DOWNLOAD_INTERRUPTED",
      retryable: true,
    });
    const silent = await startWebRobot((request) => request.socket.destroy());
    expect(await rejection(read(downloadBddf(silent.robot, SPAN)))).toMatchObject({ code: "DOWNLOAD_INTERRUPTED" });
    const chunked = await startWebRobot((_, response) => response.write("half", () => response.socket?.destroy()));
    expect(await rejection(read(downloadBddf(chunked.robot, SPAN)))).toMatchObject({ code: "DOWNLOAD_INTERRUPTED" });
    const encoded = await startWebRobot(OK("x", { "content-encoding": "gzip" }));
    expect(await rejection(read(downloadBddf(encoded.robot, SPAN)))).toMatchObject({ code: "DOWNLOAD_UNEXPECTED" });
    const other = await startWebRobot((request) => void request.socket.end("220 mail ready\r\n\r\n"));
    expect(await rejection(read(downloadBddf(other.robot, SPAN)))).toMatchObject({ code: "DOWNLOAD_UNEXPECTED" });
    const endless = await startWebRobot(
      (request) => void request.socket.end(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(99_999)}\r\n\r\n`),
    );
    expect(await rejection(read(downloadBddf(endless.robot, SPAN)))).toMatchObject({ code: "DOWNLOAD_UNEXPECTED" });
  });

  it("waits for a silent robot only so long, before the head and within the body", async () => {
    const clock = new ManualClock();
    let isAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const { robot } = await startWebRobot(() => isAsked());
    const pending = rejection(read(downloadBddf(robot, SPAN, {}, { clock, idleTimeoutMs: 1000 })));
    await asked;
    clock.advance(1000);
    expect(await pending).toMatchObject({ code: "DOWNLOAD_TIMED_OUT", retryable: true });

    const stalling = await startWebRobot((_, response) => void response.writeHead(200).write("half"));
    const later = new ManualClock();
    let hasHalf: () => void = () => undefined;
    const half = new Promise<void>((resolve) => (hasHalf = resolve));
    const options = { clock: later, idleTimeoutMs: 1000, onProgress: () => hasHalf() };
    const stalled = rejection(read(downloadBddf(stalling.robot, SPAN, {}, options)));
    await half;
    await settle();
    later.advance(1000);
    expect(await stalled).toMatchObject({ code: "DOWNLOAD_TIMED_OUT" });
    expect(later.pending).toBe(0);
  });

  it("does not count a slow reader as silence, and takes no more than it reads", async () => {
    const clock = new ManualClock();
    let written = 0;
    const { robot } = await startWebRobot((_, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (written < 64_000_000) {
          written += 65_536;
          if (!response.write(Buffer.alloc(65_536))) return void response.once("drain", more);
        }
        response.end();
      };
      more();
    });
    for await (const { bytes } of downloadBddf(robot, SPAN, {}, { clock, idleTimeoutMs: 1000 })) {
      for await (const piece of bytes) {
        expect(piece.length).toBeGreaterThan(0);
        clock.advance(5000);
        for (let before = -1; before !== written;) {
          before = written;
          await settle();
        }
        break;
      }
    }
    // What two kernels' buffers take, and not the file.
    expect(written).toBeLessThan(32_000_000);
  });

  it("ends with the caller's signal, and with the robot", async () => {
    const stop = new AbortController();
    const { robot } = await startWebRobot((_, response) => void response.writeHead(200).write("half"));
    const reason = new Error("enough");
    const options = { signal: stop.signal, onProgress: () => stop.abort(reason) };
    expect(await rejection(read(downloadBddf(robot, SPAN, {}, options)))).toBe(reason);
    expect(await rejection(read(downloadBddf(robot, SPAN, {}, { signal: stop.signal })))).toBe(reason);
    const closing = await startWebRobot((_, response) => void response.writeHead(200).write("half"));
    const endRobot = { onProgress: () => closing.close.abort() };
    expect(await rejection(read(downloadBddf(closing.robot, SPAN, {}, endRobot)))).toMatchObject({
      name: "AbortError",
    });
  });

  it("closes the connection of a file that nobody reads", async () => {
    const gone: Promise<void>[] = [];
    const { robot } = await startWebRobot((request, response) => {
      gone.push(new Promise((resolve) => request.socket.once("close", () => resolve())));
      response.writeHead(200).write("half");
    });
    for await (const { part } of downloadBddf(robot, SPAN)) {
      expect(part).toBe(1);
      break;
    }
    expect(gone).toHaveLength(1);
    await gone[0];
  });
});

describe("downloadDaqData", () => {
  it("asks for its own, and gives nothing where there is nothing", async () => {
    const { robot, asked } = await startWebRobot(status(204));
    expect(await read(downloadDaqData(robot, SPAN, { channels: ["c"] }))).toEqual([]);
    expect(asked).toEqual(["GET /v1/data-buffer/daq-data/?from_nsec=1000000000000&to_nsec=1060000000000&channel=c"]);
  });
});

describe("saveDownloads", () => {
  it("saves each file once it is whole, beside those that are there, and within the folder", async () => {
    const folder = join(await temporaryFolder(), "logs");
    await mkdir(folder);
    await writeFile(join(folder, "log.bddf"), "old");
    const { robot } = await startWebRobot(
      OK("new", { "content-disposition": 'attachment; filename="../../log.bddf"' }),
    );
    const saved = await saveDownloads(downloadBddf(robot, SPAN), folder);
    expect(saved).toMatchObject([
      { fileName: "log.bddf", path: join(folder, "log (2).bddf"), bytes: 3, part: 1, parts: 1 },
    ]);
    expect(await readFile(join(folder, "log.bddf"), "utf8")).toBe("old");
    expect(await readFile(join(folder, "log (2).bddf"), "utf8")).toBe("new");
    expect((await readdir(folder)).sort()).toEqual(["log (2).bddf", "log.bddf"]);
  });

  it("leaves nothing of a file that was cut off", async () => {
    const folder = await temporaryFolder();
    const { robot } = await startWebRobot((_, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => response.socket?.destroy());
    });
    expect(await rejection(saveDownloads(downloadBddf(robot, SPAN), folder))).toMatchObject({
      code: "DOWNLOAD_INTERRUPTED",
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("a Robot", () => {
  it("downloads with its login, roots and address", async () => {
    const simulator = await startRobot();
    const web = await startWebRobot(OK("x"));
    let port = simulator.port;
    const resolver = { describe: () => "robot", resolve: () => Promise.resolve([{ host: "127.0.0.1", port }]) };
    await using robot = await connect(resolver, { roots: [simulator.rootsPem, rootsPem] });
    await robot.login(simulator.user, simulator.password);
    const { token = "" } = robot;
    port = web.port;
    expect(await read(downloadBddf(robot, SPAN))).toEqual([{ fileName: "spot-1000.bddf", text: "x" }]);
    expect(web.headers[0]?.authorization).toBe(`Bearer ${token}`);
    expect(await rejection(read(downloadBddf(robot, { from: localTime(1n), to: localTime(2n) })))).toMatchObject({
      code: "TIME_SYNC_NOT_ESTABLISHED",
    });
  });
});
