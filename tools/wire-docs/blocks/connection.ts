/** Chapters 8 and 9: what TLS shows, certificates, discovery. */
import { printAnnotatedHex } from "../../../src/inspect/index.ts";
import { readDer } from "../../../src/tls/der.ts";
import type { Certificate } from "../../../src/tls/index.ts";
import { type Blocks, only, table } from "./block.ts";
import { derSpan } from "../spans/der.ts";
import { readDnsPacket } from "../spans/dns.ts";
import { type Extension, extensionsOf, extensionSpan } from "../spans/extension.ts";

const SERVER_NAME = 0;
const PROTOCOLS = 16;
/** SubjectAltName, basicConstraints and keyUsage in DER (RFC 5280 §4.2.1). */
const OID = { subjectAltName: "0603551d11", basicConstraints: "0603551d13", keyUsage: "0603551d0f" } as const;

/** What chapters 8 and 9 show. */
export const CONNECTION_BLOCKS: Blocks = {
  bytes: {
    "hello-server-name": ({ hello }) => printExtension(hello, SERVER_NAME),
    "hello-protocols": ({ hello }) => printExtension(hello, PROTOCOLS),
    "robot-issuer": ({ chains }) => printDer(namesOf(chains.robot).issuer),
    "robot-name": ({ chains }) => printDer(namesOf(chains.robot).subject),
    "robot-alt-names": ({ chains }) => printDer(extensionOf(chains.robot, OID.subjectAltName)),
    "robot-constraints": ({ chains }) => printDer(extensionOf(chains.robot, OID.basicConstraints)),
    "root-constraints": ({ chains }) => printDer(extensionOf(chains.root, OID.basicConstraints)),
    "root-key-usage": ({ chains }) => printDer(extensionOf(chains.root, OID.keyUsage)),
    "mdns-query": ({ packets }) => printAnnotatedHex(readDnsPacket(packets.query).span, packets.query),
    "mdns-response": ({ packets }) => printAnnotatedHex(readDnsPacket(packets.response).span, packets.response),
  },
  text: {
    verdicts: ({ chains }) =>
      table([
        ["chain", "verdict"],
        ...chains.judged.map(({ description, refusal }) => [
          description,
          refusal === undefined ? "trusted" : `refused: ${refusal}`,
        ]),
      ]),
  },
};

function printExtension(hello: Uint8Array, type: number): string {
  const extension: Extension = only(extensionsOf(hello).filter((each) => each.type === type));
  return printAnnotatedHex(extensionSpan(extension), extension.bytes);
}

function printDer(bytes: Uint8Array): string {
  return printAnnotatedHex(derSpan(bytes), bytes);
}

/** The two names of a certificate as DER: both are the same in every run, as keys and serial numbers are not. */
function namesOf({ tbs }: Certificate): { readonly issuer: Uint8Array; readonly subject: Uint8Array } {
  // version, serial number, signature algorithm, issuer, validity, subject (RFC 5280 §4.1)
  const [, , , issuer, , subject] = readDer(tbs).children;
  if (issuer === undefined || subject === undefined) throw new Error("a certificate has names");
  return { issuer: issuer.bytes, subject: subject.bytes };
}

/** An extension as DER. @param oid of it, as DER in hex */
function extensionOf({ tbs }: Certificate, oid: string): Uint8Array {
  const list = readDer(tbs).children.at(-1)?.children[0]?.children ?? [];
  return only(list.filter(({ content }) => Buffer.from(content).toString("hex").startsWith(oid))).bytes;
}
