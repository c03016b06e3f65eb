import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TrustReason } from "../../src/tls/index.ts";
import { judge } from "./support.ts";

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "spotwire-signature-"));
});

afterAll(() => rmSync(directory, { recursive: true }));

describe("verifyPath on certificates that OpenSSL made", () => {
  const ALGORITHMS: readonly (readonly [name: string, newkey: readonly string[], reason?: TrustReason])[] = [
    ["ECDSA on P-256", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]],
    ["ECDSA on P-384 over SHA-384", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-sha384"]],
    ["Ed25519", ["-newkey", "ed25519"]],
    ["Ed448", ["-newkey", "ed448"]],
    [
      "RSASSA-PSS over SHA-256",
      ["-newkey", "rsa:2048", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:32"],
    ],
    ["ECDSA on secp256k1", ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp256k1"], "weak-key"],
    [
      "ECDSA on a curve spelt out",
      ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit"],
      "weak-key",
    ],
    [
      "RSASSA-PSS over SHA-1",
      ["-newkey", "rsa:2048", "-sha1", "-sigopt", "rsa_padding_mode:pss"],
      "unsupported-signature",
    ],
  ];
  for (const [name, newkey, reason] of ALGORITHMS) {
    it(`${reason === undefined ? "trusts" : "rejects"} ${name}`, () => {
      const path = (file: string): string => join(directory, file);
      const request = ["req", "-x509", "-nodes", ...newkey, "-days", "10"];
      openssl([...request, "-subj", "/CN=Root", "-keyout", path("ca.key"), "-out", path("ca.pem")]);
      openssl([
        ...[...request, "-subj", "/CN=Leaf", "-keyout", path("l.key"), "-out", path("l.pem")],
        ...["-CA", path("ca.pem"), "-CAkey", path("ca.key")],
      ]);
      const [ca, end] = ["ca.pem", "l.pem"].map((file) => ({
        certificatePem: openssl(["x509", "-in", path(file)]),
      }));
      if (ca === undefined || end === undefined) throw new Error("openssl made no certificate");
      const verdict = judge([end], ca, new Date());
      expect(verdict.trusted ? undefined : verdict.reason).toBe(reason);
    });
  }
});

function openssl(args: readonly string[]): string {
  return execFileSync("openssl", args, { stdio: "pipe", encoding: "utf8" });
}
