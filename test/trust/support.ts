/** Certificates, folders and servers for the tests of this room. */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Certificate, parseCertificate } from "../../src/tls/index.ts";
import { extension, key, type Made, make } from "../tls/chain-maker.ts";
import { seq, tlv } from "../tls/der-writer.ts";
import { anchor, intermediate, leaf } from "../tls/path-matrix.ts";

const HOUR_MS = 3_600_000;
const YEAR_MS = 365 * 24 * HOUR_MS;
const valid = { notBefore: new Date(Date.now() - HOUR_MS), notAfter: new Date(Date.now() + YEAR_MS) };

/** An authority, an intermediate and a robot that are valid now, and a root of somebody else's. */
export const rootNow: Made = anchor("Root", valid);
export const fleetNow: Made = intermediate("Fleet CA", rootNow, valid);
export const robotNow: Made = leaf(fleetNow, valid);
export const otherNow: Made = anchor("Other Root", valid);

/** The certificate as this project reads it. */
export const read = ({ der }: Made): Certificate => parseCertificate(der);
export const sha256 = (made: Made): string => read(made).fingerprint;

/** A folder that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "spotwire-trust-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A web server on loopback whose certificate leads to {@link rootNow}. */
export async function startWebServer(onRequest: RequestListener): Promise<string> {
  const address = extension("2.5.29.17", seq(tlv(0x87, Buffer.from([127, 0, 0, 1]))));
  const own = make({ subject: "web", key: key("web"), issuer: rootNow, ...valid, extensions: [address] });
  const keyPem = own.key.privateKey.export({ type: "pkcs8", format: "pem" });
  const server = createServer({ cert: own.pem, key: keyPem }, onRequest).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/robot.pem`;
}

/** What a promise is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
