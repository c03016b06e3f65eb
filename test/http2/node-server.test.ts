/** Our HTTP/2 against node:http2's: what one encodes the other decodes, both ways, on one connection. */
import { once } from "node:events";
import { createServer, type ServerHttp2Stream } from "node:http2";
import { type AddressInfo, connect } from "node:net";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import type { HeaderFields } from "../../src/grpc/header-fields.ts";
import type { Transport } from "../../src/grpc/transport.ts";
import { connectOwnTransport } from "../../src/http2/index.ts";
import { concat } from "../support/hex.ts";

interface Answer {
  headers: HeaderFields;
  trailers: HeaderFields;
  body: Uint8Array;
}

/** A server that answers with the fields, the bytes and the trailers of the request. */
async function echo(settings: { headerTableSize?: number; initialWindowSize?: number }): Promise<Transport> {
  const server = createServer({ settings }, undefined);
  server.on("stream", (stream: ServerHttp2Stream, headers) => {
    const fields = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("x-")));
    stream.respond({ ":status": 200, ...fields }, { waitForTrailers: true });
    stream.on("wantTrailers", () => stream.sendTrailers(fields));
    stream.on("error", () => undefined);
    stream.pipe(stream);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const link = connect((server.address() as AddressInfo).port, "127.0.0.1");
  await once(link, "connect");
  const transport = await connectOwnTransport({ link, address: "node", origin: "http://node.test" });
  onTestFinished(async () => {
    await transport.close();
    await new Promise((resolve) => server.close(resolve));
  });
  return transport;
}

async function ask(transport: Transport, fields: HeaderFields, body: readonly Uint8Array[]): Promise<Answer> {
  const answer: Answer = { headers: {}, trailers: {}, body: new Uint8Array() };
  const pieces: Uint8Array[] = [];
  await new Promise<void>((resolve, reject) => {
    const stream = transport.open(
      { ":method": "POST", ":path": "/", ...fields },
      {
        onHeaders: (headers) => (answer.headers = headers),
        onData: (chunk) => void pieces.push(chunk.slice()),
        onTrailers: (trailers) => (answer.trailers = trailers),
        onEnd: resolve,
        onFailure: reject,
      },
    );
    const send = async (): Promise<void> => {
      for (const piece of body) if (!stream.write(piece)) await stream.drained();
      stream.end();
    };
    send().catch(reject);
  });
  answer.body = concat(...pieces);
  return answer;
}

const own = (fields: HeaderFields): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name.startsWith("x-")));

describe.each([
  ["its defaults", {}],
  ["no table", { headerTableSize: 0 }],
  ["a small table", { headerTableSize: 200 }],
  ["small windows", { initialWindowSize: 100 }],
])("against node:http2 with %s", (_name, settings) => {
  it("headers, bytes and trailers come back as they went", async () => {
    const transport = await echo(settings);
    const name = fc.string({ unit: fc.constantFrom("a", "b", "-", "7"), maxLength: 12 }).map((text) => `x-${text}`);
    const value = fc
      .string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)), maxLength: 200 })
      .map((text) => text.trim());
    const fields = fc.dictionary(name, value, { maxKeys: 6, noNullPrototype: true });
    const body = fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fields, body, async (headers, pieces) => {
        const answer = await ask(transport, headers, pieces);
        expect(own(answer.headers)).toEqual(headers);
        expect(own(answer.trailers)).toEqual(headers);
        expect(answer.body).toEqual(concat(...pieces));
      }),
      { numRuns: 60 },
    );
  });
});

describe("a megabyte both ways, beside others", () => {
  it("comes back whole", { timeout: 60_000 }, async () => {
    const transport = await echo({});
    const piece = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7) & 0xff);
    const bodies = [1, 2, 3].map((n) => Array.from({ length: 10 * n }, () => piece));
    const answers = await Promise.all(bodies.map((body) => ask(transport, {}, body)));
    for (const [i, { body }] of answers.entries()) {
      expect(Buffer.compare(body, concat(...(bodies[i] ?? [])))).toBe(0);
    }
  });
});
