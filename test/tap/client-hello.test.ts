import { createServer } from "node:net";
import { connect } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { type ClientHello, ClientHelloReader } from "../../src/tap/client-hello.ts";
import { TapError } from "../../src/tap/index.ts";
import { chunks, concat, hex } from "../support/hex.ts";
import { listen } from "../support/tls-peers.ts";

/** What OpenSSL says first. */
async function realHello(options: { servername?: string; ALPNProtocols?: string[] }): Promise<Uint8Array> {
  const server = createServer();
  const hello = new Promise<Uint8Array>((resolve) => {
    server.once("connection", (socket) => socket.once("data", resolve));
  });
  const port = await listen(server);
  const client = connect({ port, host: "127.0.0.1", ...options }).on("error", () => undefined);
  onTestFinished(() => void client.destroy());
  return new Uint8Array(await hello);
}

function read(bytes: readonly Uint8Array[]): ClientHello | undefined {
  const reader = new ClientHelloReader();
  for (const chunk of bytes) {
    const hello = reader.push(chunk);
    if (hello !== undefined) return hello;
  }
  return undefined;
}

/** A hello with these extensions, in one record. */
function helloWith(extensions: Uint8Array): Uint8Array {
  const body = concat(hex("03 03"), new Uint8Array(32), hex("00  00 02 13 01  01 00"), sized(extensions, 2));
  return record(concat(hex("01"), sized(body, 3)));
}

function record(fragment: Uint8Array): Uint8Array {
  return concat(hex("16 03 01"), sized(fragment, 2));
}

function sized(bytes: Uint8Array, size: number): Uint8Array {
  const length = Array.from({ length: size }, (_, i) => (bytes.length >> (8 * (size - 1 - i))) & 255);
  return concat(Uint8Array.from(length), bytes);
}

describe("ClientHelloReader", () => {
  it("reads the name and the protocols out of what OpenSSL sends, however it is cut", async () => {
    const bytes = await realHello({ servername: "id.spot.robot", ALPNProtocols: ["h2", "http/1.1"] });
    const expected = { serverName: "id.spot.robot", protocols: ["h2", "http/1.1"] };
    for (const size of [1, 5, 100, 10_000]) expect(read(chunks(bytes, size))).toEqual(expected);
    for (let cut = 0; cut < bytes.length; cut++) expect(read([bytes.subarray(0, cut)])).toBeUndefined();
  });

  it("reads a hello that names nobody and asks for nothing", async () => {
    expect(read([await realHello({})])).toEqual({ serverName: undefined, protocols: [] });
  });

  it("puts together a hello in several records", async () => {
    const bytes = await realHello({ servername: "id.spot.robot", ALPNProtocols: ["h2"] });
    const cut = concat(...chunks(bytes.subarray(5), 50).map(record));
    expect(read(chunks(cut, 7))).toEqual({ serverName: "id.spot.robot", protocols: ["h2"] });
  });

  it("keeps all that came, more than the hello too", async () => {
    const bytes = concat(await realHello({}), hex("17 03 03"));
    const reader = new ClientHelloReader();
    expect(reader.push(bytes)).toBeDefined();
    expect(Buffer.compare(reader.bytes, bytes)).toBe(0);
  });

  const bad: readonly [string, Uint8Array, string, RegExp][] = [
    ["HTTP/2 in the clear", new TextEncoder().encode("PRI * HTTP/2.0"), "TAP_NOT_TLS", /does not speak TLS/],
    ["an alert", hex("15 03 03 00 02 02 28"), "TAP_NOT_TLS", /TLS/],
    ["an empty record", hex("16 03 01 00 00"), "TAP_HELLO_MALFORMED", /an empty record/],
    ["another handshake message", record(hex("02 00 00 01 00")), "TAP_HELLO_MALFORMED", /message 2 comes first/],
    ["a record that is no TLS behind the first", concat(record(hex("01 00")), hex("50")), "TAP_NOT_TLS", /TLS/],
    ["a hello that ends early", record(hex("01 00 00 02 03 03")), "TAP_HELLO_MALFORMED", /ends early/],
    ["a list longer than its extension", helloWith(hex("0000 0002 0005")), "TAP_HELLO_MALFORMED", /ends early/],
    [
      "an IP address for a name",
      helloWith(hex("0000 000e 000c 00 0009 3132372e302e302e31")),
      "TAP_HELLO_MALFORMED",
      /host name/,
    ],
    ["a line feed in the name", helloWith(hex("0000 0007 0005 00 0002 610a")), "TAP_HELLO_MALFORMED", /host name/],
  ];
  for (const [name, bytes, code, message] of bad) {
    it(`refuses ${name}`, () => {
      const reading = (): unknown => read(chunks(bytes, 4));
      expect(reading).toThrow(expect.objectContaining({ code }));
      expect(reading).toThrow(message);
    });
  }

  it("refuses a hello that never ends", () => {
    const reader = new ClientHelloReader();
    const endless = record(concat(hex("01 ff ff ff"), new Uint8Array(10_000)));
    expect(() => {
      for (let i = 0; i < 10; i++) reader.push(endless);
    }).toThrow(TapError);
  });
});
