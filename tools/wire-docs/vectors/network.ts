/** What is seen of a robot's connection before HTTP/2: pieces of the ClientHello, packets of discovery. */
import { printAnnotatedHex } from "../../../src/inspect/index.ts";
import { only } from "../blocks/block.ts";
import type { Material } from "../material.ts";
import { type DnsEntry, readDnsPacket } from "../spans/dns.ts";
import { extensionsOf, extensionSpan } from "../spans/extension.ts";
import { OUR_STACK, type Vector } from "./vector.ts";

const EXTENSIONS = [
  ["server-name", 0, "server_name: the authority, never the address", { serverName: "id.spot.robot" }],
  ["protocols", 16, "ALPN: HTTP/2 and nothing else", { protocols: ["h2"] }],
] as const;

/** Make them. */
export function networkVectors({ hello, packets }: Material): Vector[] {
  return [
    ...EXTENSIONS.map(([name, type, description, value]): Vector => {
      const extension = only(extensionsOf(hello).filter((each) => each.type === type));
      const hex = printAnnotatedHex(extensionSpan(extension), extension.bytes);
      const source = `${OUR_STACK}, OpenSSL of node:tls`;
      return { name: `tls/${name}`, kind: "tls-extension", description, source, hex, json: { type, value } };
    }),
    packetVector("query", "a question for robots", packets.query),
    packetVector("response", "the answer of one that announces itself", packets.response),
  ];
}

function packetVector(name: string, description: string, bytes: Uint8Array): Vector {
  const { span, questions, answers } = readDnsPacket(bytes);
  return {
    name: `discovery/${name}`,
    kind: "mdns-packet",
    description,
    source: `${OUR_STACK}, the package multicast-dns`,
    hex: printAnnotatedHex(span, bytes),
    json: { questions: questions.map(facts), answers: answers.map(facts) },
  };
}

function facts({ name, type, ttl, data }: DnsEntry): Record<string, unknown> {
  return ttl === undefined ? { name, type } : { name, type, ttl, data };
}
