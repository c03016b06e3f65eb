import { appendFile, mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { type PageServer, startPageServer } from "../../../../src/cli/inspecting/server/page-server.ts";
import { RecordingWriter } from "../../../../src/recording/index.ts";
import { concat } from "../../../support/hex.ts";
import { rejection } from "../../../support/robots.ts";

const POLICY = "default-src 'none'; script-src 'sha256-x'";
const HTML = `<meta http-equiv="Content-Security-Policy" content="${POLICY}"><title>é</title>`;

async function serve(recording?: string, host = "127.0.0.1"): Promise<PageServer> {
  const server = await startPageServer({ html: HTML, recording, host, port: 0, pollMs: 20 });
  onTestFinished(() => server.close());
  return server;
}

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "spotwire-inspect-"));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly response: IncomingMessage;
}

function ask(
  { port, host }: PageServer,
  path: string,
  headers: IncomingHttpHeaders = {},
  method = "GET",
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host, port, path, method, headers, agent: false }, (response) => {
      onTestFinished(() => void response.destroy());
      resolve({ status: response.statusCode, headers: response.headers, response });
    });
    request.on("error", reject).end();
  });
}

async function bodyOf({ response }: Answer): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of response) parts.push(part as Uint8Array);
  return concat(...parts);
}

const keyOf = ({ key }: PageServer): IncomingHttpHeaders => ({ authorization: `Bearer ${key}` });

/** A recording, record by record. */
function records(): { readonly first: Uint8Array; readonly more: Uint8Array; readonly last: Uint8Array } {
  const parts: Uint8Array[] = [];
  const writer = new RecordingWriter((bytes) => parts.push(bytes), { startedAtNanos: 0n, maker: "a test" });
  writer.write({ kind: "bytes", connection: 1, atNanos: 1n, side: "client", bytes: new Uint8Array(300_000).fill(7) });
  writer.finish(2n);
  const [first = new Uint8Array(), more = new Uint8Array(), last = new Uint8Array()] = parts;
  return { first, more, last };
}

/** Read until so many bytes have come. */
async function readBytes(answer: Answer, count: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  while (length < count) {
    const part = answer.response.read() as Uint8Array | null;
    if (part === null) await new Promise((resolve) => answer.response.once("readable", resolve));
    else length += parts.push(part) && part.length;
  }
  return concat(...parts);
}

describe("the inspector's server", () => {
  it("gives the page with its policy, and headers that keep it to itself", async () => {
    const server = await serve();
    const answer = await ask(server, "/");
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `${POLICY}; frame-ancestors 'none'`,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
    });
    expect(new TextDecoder().decode(await bodyOf(answer))).toBe(HTML);
    expect((await bodyOf(await ask(server, "/", {}, "HEAD"))).length).toBe(0);
  });

  it("says that there is no recording, where there is none", async () => {
    const server = await serve();
    expect((await ask(server, "/recording", keyOf(server))).status).toBe(204);
  });

  it("is not to be had under another name (DNS rebinding), from another page, or without the key", async () => {
    const file = join(await folder(), "a.swrec");
    const { first } = records();
    await writeFile(file, first);
    const server = await serve(file);
    const key = keyOf(server);
    for (const [headers, status, says] of [
      [{ ...key, host: `evil.example:${server.port}` }, 421, /names of this machine's loopback/],
      [{ ...key, origin: "http://evil.example" }, 403, /elsewhere/],
      [{ ...key, "sec-fetch-site": "cross-site" }, 403, /elsewhere/],
      [{}, 401, /key/],
    ] as const) {
      for (const path of status === 401 ? ["/recording"] : ["/", "/recording"]) {
        const answer = await ask(server, path, headers);
        expect(answer.status).toBe(status);
        expect(new TextDecoder().decode(await bodyOf(answer))).toMatch(says);
        expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
      }
    }
    expect((await ask(server, "/recording", key, "POST")).status).toBe(405);
    expect((await ask(server, "/favicon.ico")).status).toBe(404);
  });

  it("gives a finished recording and ends", async () => {
    const file = join(await folder(), "a.swrec");
    const { first, more, last } = records();
    await writeFile(file, concat(first, more, last));
    const server = await serve(file);
    const answer = await ask(server, "/recording", keyOf(server));
    expect(answer.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "spotwire-recording-name": "a.swrec",
      "spotwire-recording-bytes": String(first.length + more.length + last.length),
    });
    expect(Buffer.compare(await bodyOf(answer), concat(first, more, last))).toBe(0);
    const head = await ask(server, "/recording", keyOf(server), "HEAD");
    expect([head.status, (await bodyOf(head)).length]).toEqual([200, 0]);
  });

  it("goes on as the recording grows, until its last record", async () => {
    const file = join(await folder(), "a.swrec");
    const { first, more, last } = records();
    await writeFile(file, first);
    const server = await serve(file);
    const answer = await ask(server, "/recording", keyOf(server));
    expect(Buffer.compare(await readBytes(answer, first.length), first)).toBe(0);
    for (const [from, to] of [
      [0, 10],
      [10, more.length],
    ] as const) {
      await appendFile(file, more.subarray(from, to));
      expect(Buffer.compare(await readBytes(answer, to - from), more.subarray(from, to))).toBe(0);
    }
    await appendFile(file, last);
    expect(Buffer.compare(await bodyOf(answer), last)).toBe(0);
  });

  it("ends where a file is damaged, cut behind what was read, or gone", async () => {
    const { first, more } = records();
    const damaged = concat(first, more);
    damaged[first.length + 100] = 1;
    const path = join(await folder(), "damaged.swrec");
    await writeFile(path, damaged);
    const server = await serve(path);
    expect((await bodyOf(await ask(server, "/recording", keyOf(server)))).length).toBe(damaged.length);
    for (const harm of [(file: string) => truncate(file, 5), (file: string) => rm(file)]) {
      const file = join(await folder(), "a.swrec");
      await writeFile(file, first);
      const other = await serve(file);
      const answer = await ask(other, "/recording", keyOf(other));
      await readBytes(answer, first.length);
      await harm(file);
      expect((await bodyOf(answer)).length).toBe(0);
    }
  });

  it("reads no faster than its reader, and no more than a few readers at a time", async () => {
    const file = join(await folder(), "big.swrec");
    const { first, more } = records();
    await writeFile(file, concat(first, ...Array.from({ length: 200 }, () => more)));
    const server = await serve(file);
    const before = process.memoryUsage().rss;
    const answers: Answer[] = [];
    for (let i = 0; i < 8; i++) answers.push(await ask(server, "/recording", keyOf(server)));
    const late = await ask(server, "/recording", keyOf(server));
    expect(late.status).toBe(503);
    expect(new TextDecoder().decode(await bodyOf(late))).toMatch(/8 readers/);
    for (const { response } of answers) expect(response.readableEnded).toBe(false);
    // Eight readers of 60 MB each: as a whole they would be 480 MB.
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
    answers[0]?.response.destroy();
    for (;;) {
      const { status, response } = await ask(server, "/recording", keyOf(server));
      response.destroy();
      if (status === 200) break;
      expect(status).toBe(503);
    }
  });

  it("says why, where the file has gone meanwhile", async () => {
    const server = await serve(join(await folder(), "gone.swrec"));
    const answer = await ask(server, "/recording", keyOf(server));
    expect(answer.status).toBe(500);
    expect(new TextDecoder().decode(await bodyOf(answer))).toMatch(/cannot be read: .*ENOENT/);
  });

  it("listens on loopback alone", async () => {
    for (const host of ["0.0.0.0", "::", "192.168.80.2", "localhost", ""]) {
      const error = await rejection(startPageServer({ html: HTML, recording: undefined, host, port: 0 }));
      expect(error).toBeInstanceOf(RangeError);
    }
    const server = await serve(undefined, "::1");
    expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+\/#[\w-]{22}$/);
    expect((await ask(server, "/")).status).toBe(200);
  });

  it("does not wait for those who are still there when it closes, and can be closed twice", async () => {
    const file = join(await folder(), "a.swrec");
    await writeFile(file, records().first);
    const server = await serve(file);
    const answer = await ask(server, "/recording", keyOf(server));
    const socket = connect(server.port, "127.0.0.1");
    await new Promise((resolve) => socket.once("connect", resolve));
    const isOver = new Promise((resolve) => answer.response.once("close", resolve));
    answer.response.on("error", () => undefined).resume();
    const isClosed = new Promise((resolve) => socket.once("close", resolve));
    socket.resume().on("error", () => undefined);
    await server.close();
    await server.close();
    await Promise.all([isOver, isClosed]);
  });

  it("refuses heads that are too long", async () => {
    const server = await serve();
    expect((await ask(server, "/", { "x-much": "a".repeat(10_000) })).status).toBe(431);
  });
});
