/** The first bytes that our client sends to a robot, TLS and all, as they stand on the wire. */
import { Duplex } from "node:stream";
import { connectTls, TrustStore } from "../../../src/tls/index.ts";

/**
 * Begin a TLS connection over a link that nobody is at the other end of.
 * @returns the first record: a ClientHello, whose random parts and keys differ from one to the next
 */
export async function recordHello(serverName: string, rootsPem: string): Promise<Uint8Array> {
  let written: Uint8Array | undefined;
  const link = new Duplex({
    read: () => undefined,
    write(chunk: Uint8Array, _encoding, done) {
      written ??= Uint8Array.from(chunk);
      done();
      link.destroy();
    },
  });
  const trustStore = TrustStore.fromPem(rootsPem);
  await connectTls({ host: "robot", serverName, trustStore, link }).catch(() => undefined);
  if (written === undefined) throw new Error("TLS began without a word");
  return written;
}
