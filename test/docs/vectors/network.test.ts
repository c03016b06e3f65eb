/** Vectors of TLS and discovery: what our readers make of them, and what OpenSSL and the package's own reader do. */
import { X509Certificate } from "node:crypto";
import { EventEmitter } from "node:events";
import makeMulticastDns, { type Options, type ResponsePacket } from "multicast-dns";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { ClientHelloReader } from "../../../src/tap/client-hello.ts";
import { TrustStore, verifyPath } from "../../../src/tls/index.ts";
import { readDnsPacket } from "../../../tools/wire-docs/spans/dns.ts";
import { concat, hex } from "../../support/hex.ts";
import { vectorsOf } from "./manifest.ts";

interface Chains {
  readonly at: string;
  readonly cases: readonly {
    readonly name: string;
    readonly root: string;
    readonly presented: readonly string[];
    readonly trusted: boolean;
    readonly reason?: string;
  }[];
}

const [chains] = vectorsOf<Chains>("certificate-chains");
const at = new Date(chains?.json.at ?? NaN);
const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, "base64"));
const pemOf = (base64: string): string => new X509Certificate(bytesOf(base64)).toString();

describe("vectors of certificate chains", () => {
  it.each(chains?.json.cases ?? [])("$name", ({ root, presented, trusted, reason }) => {
    const verdict = verifyPath({
      presented: presented.map(bytesOf),
      trustStore: TrustStore.fromPem(pemOf(root)),
      at,
    });
    expect(verdict.trusted).toBe(trusted);
    expect(verdict.trusted ? undefined : verdict.reason).toBe(reason);
  });

  it.each(chains?.json.cases ?? [])("$name, as openssl judges it", ({ root, presented, trusted }) => {
    const folder = mkdtempSync(join(tmpdir(), "spotwire-chain-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [leaf = "", ...others] = presented;
    const file = (name: string, text: string): string => {
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    };
    const args = ["verify", "-x509_strict", "-purpose", "sslserver", "-attime", String(at.getTime() / 1000)];
    args.push("-CAfile", file("root.pem", pemOf(root)));
    if (others.length > 0) args.push("-untrusted", file("others.pem", others.map(pemOf).join("")));
    args.push(file("leaf.pem", pemOf(leaf)));
    const isTrusted = (): boolean => {
      try {
        return execFileSync("openssl", args, { stdio: "pipe" }).toString().endsWith(": OK\n");
      } catch (error) {
        // Not being there at all is no verdict.
        if ((error as { status?: unknown }).status === null) throw error;
        return false;
      }
    };
    expect(isTrusted()).toBe(trusted);
  });
});

describe("vectors of the ClientHello", () => {
  const vectors = vectorsOf<{ value: { serverName?: string; protocols?: string[] } }>("tls-extension");

  it("are what our own reader finds in a hello that has them", () => {
    const extensions = concat(...vectors.map(({ bytes }) => bytes));
    const sized = (bytes: Uint8Array, size: number): Uint8Array =>
      concat(hex(bytes.length.toString(16).padStart(2 * size, "0")), bytes);
    const body = concat(hex("03 03"), new Uint8Array(32), hex("00  00 02 13 01  01 00"), sized(extensions, 2));
    const hello = concat(hex("16 03 01"), sized(concat(hex("01"), sized(body, 3)), 2));
    const value = Object.assign({}, ...vectors.map(({ json }) => json.value)) as object;
    expect(new ClientHelloReader().push(hello)).toEqual(value);
  });
});

interface Packet {
  readonly questions: readonly { name: string; type: string }[];
  readonly answers: readonly { name: string; type: string; ttl: number; data: string }[];
}

describe("vectors of mDNS", () => {
  it.each(vectorsOf<Packet>("mdns-packet"))("$name", ({ json, bytes }) => {
    const { questions, answers } = readDnsPacket(bytes);
    expect(questions).toMatchObject(json.questions);
    expect(answers).toEqual(json.answers);
    const packet = packageReads(bytes);
    expect((packet.questions ?? []).map(({ name, type }) => ({ name, type }))).toEqual(json.questions);
    expect(packet.answers).toMatchObject(json.answers.map(({ name, type, ttl }) => ({ name, type, ttl })));
    expect((packet.answers ?? []).map((each) => dataText(each))).toEqual(json.answers.map(({ data }) => data));
  });
});

function packageReads(bytes: Uint8Array): ResponsePacket {
  const socket = Object.assign(new EventEmitter(), { bind: () => undefined, close: () => undefined });
  const mdns = makeMulticastDns({ socket, multicast: false } as unknown as Options);
  let packet: ResponsePacket | undefined;
  mdns.on("packet", (each: ResponsePacket) => (packet = each));
  socket.emit("message", Buffer.from(bytes), {});
  if (packet === undefined) throw new Error("the package reads no packet");
  return packet;
}

function dataText(answer: NonNullable<ResponsePacket["answers"]>[number]): string {
  const { data } = answer as { data: unknown };
  if (typeof data === "string") return data;
  if (Array.isArray(data)) return data.map(String).join(" ");
  const { target, port } = data as { target: string; port: number };
  return `${target}:${port}`;
}
