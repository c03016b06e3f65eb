import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TrustStore, verifyPath, type TrustReason } from "../../src/tls/index.ts";
import { mintAuthority, mintSelfSigned, type Authority, type MintedCertificate } from "../../src/tls/mint.ts";
import { certificate, judge, mintKeys, mintRoot, NOW, VALID, type Keys } from "./support.ts";

const CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
const ANY_USAGE = "2.5.29.37.0";

let keys: Keys;
let root: Authority;
let directory: string;

beforeAll(async () => {
  keys = await mintKeys();
  root = await mintRoot(keys);
  directory = mkdtempSync(join(tmpdir(), "spotwire-path-"));
});

afterAll(() => rmSync(directory, { recursive: true }));

/** What a case presents, and by which root it is judged when not by the pinned one of the others. */
interface Chain {
  readonly presented: readonly MintedCertificate[];
  readonly pinned?: MintedCertificate;
}

interface Case {
  readonly name: string;
  /** The reason to expect; absent where the path is to be trusted. */
  readonly reason?: TrustReason;
  /** Common name of the certificate at fault. */
  readonly subject?: string;
  readonly chain: () => Promise<Chain>;
  /** Why `openssl verify` is not to be asked, or disagrees. */
  readonly opensslDiffers?: string;
}

const leaf = (options: object = {}, by: Authority = root): Promise<MintedCertificate> =>
  by.issue({ commonName: "robot", ...VALID, privateKeyPem: keys.leaf, ...options });

const intermediate = (options: object = {}, by: Authority = root): Promise<Authority> =>
  by.issueAuthority({ commonName: "Fleet CA", ...VALID, privateKeyPem: keys.intermediate, ...options });

const stranger = (commonName: string): Promise<Authority> =>
  mintAuthority({ commonName, ...VALID, privateKeyPem: keys.stranger });

/** A leaf below one intermediate that has the given shape. */
async function below(shape: object): Promise<Chain> {
  const fleet = await intermediate(shape);
  return { presented: [await leaf({}, fleet), fleet] };
}

const CASES: readonly Case[] = [
  { name: "a leaf signed by the root", chain: async () => ({ presented: [await leaf()] }) },
  { name: "a leaf and the root itself", chain: async () => ({ presented: [await leaf(), root] }) },
  { name: "a leaf and an intermediate", chain: () => below({}) },
  {
    name: "intermediates in the wrong order",
    chain: async () => {
      const fleet = await intermediate();
      const site = await intermediate({ commonName: "Site CA", privateKeyPem: keys.stranger }, fleet);
      return { presented: [await leaf({}, site), root, fleet, site] };
    },
  },
  {
    name: "surplus certificates",
    chain: async () => ({
      presented: [await leaf(), await stranger("Other Root"), await intermediate(), root],
    }),
  },
  { name: "the leaf twice", chain: async () => ({ presented: [await leaf(), await leaf()] }) },
  {
    name: "a self-signed leaf that is pinned",
    chain: async () => {
      const own = await mintSelfSigned({ commonName: "robot", ...VALID, privateKeyPem: keys.leaf });
      return { presented: [own], pinned: own };
    },
  },
  {
    name: "a pinned intermediate, its root unknown",
    opensslDiffers: "needs -partial_chain",
    chain: async () => {
      const fleet = await intermediate();
      return { presented: [await leaf({}, fleet)], pinned: fleet };
    },
  },
  { name: "a pathLen that just suffices", chain: () => below({ pathLen: 0 }) },
  {
    name: "no extensions that restrict the leaf",
    chain: async () => ({
      presented: [await leaf({ isCa: null, keyUsage: null, extendedKeyUsage: null, dnsNames: [] })],
    }),
  },
  { name: "SHA-512", chain: async () => ({ presented: [await leaf({ digest: "sha512" })] }) },
  {
    name: "a wrong root",
    reason: "unknown-issuer",
    subject: "Other Root",
    chain: async () => {
      const other = await stranger("Other Root");
      return { presented: [await leaf({}, other), other] };
    },
  },
  {
    name: "a wrong root that is not presented",
    reason: "unknown-issuer",
    subject: "robot",
    chain: async () => ({ presented: [await leaf({}, await stranger("Other Root"))] }),
  },
  {
    name: "a wrong root with the pinned root's name",
    reason: "bad-signature",
    subject: "robot",
    chain: async () => ({ presented: [await leaf({}, await stranger("Test Root"))] }),
  },
  {
    name: "a wrong root with the pinned root's name, presented too",
    reason: "bad-signature",
    subject: "Test Root",
    chain: async () => {
      const other = await stranger("Test Root");
      return { presented: [await leaf({}, other), other] };
    },
  },
  {
    name: "an expired leaf",
    reason: "expired",
    subject: "robot",
    chain: async () => ({ presented: [await leaf({ notAfter: new Date("2026-02-01T00:00:00Z") })] }),
  },
  {
    name: "a leaf not yet valid",
    reason: "not-yet-valid",
    subject: "robot",
    chain: async () => ({ presented: [await leaf({ notBefore: new Date("2026-04-01T00:00:00Z") })] }),
  },
  {
    name: "a self-signed leaf",
    reason: "self-signed",
    subject: "robot",
    chain: async () => ({
      presented: [await mintSelfSigned({ commonName: "robot", ...VALID, privateKeyPem: keys.leaf })],
    }),
  },
  {
    name: "an issuer that is no CA",
    reason: "issuer-not-ca",
    subject: "Fleet CA",
    chain: () => below({ isCa: false, keyUsage: null }),
  },
  {
    name: "an issuer without basicConstraints",
    reason: "issuer-not-ca",
    subject: "Fleet CA",
    chain: () => below({ isCa: null }),
  },
  {
    name: "an expired intermediate",
    reason: "expired",
    subject: "Fleet CA",
    chain: () => below({ notAfter: new Date("2026-02-01T00:00:00Z") }),
  },
  {
    name: "an expired root",
    reason: "expired",
    subject: "Test Root",
    chain: async () => {
      const old = await mintAuthority({
        commonName: "Test Root",
        ...VALID,
        notAfter: new Date("2026-02-01T00:00:00Z"),
        privateKeyPem: keys.root,
      });
      return { presented: [await leaf({}, old)], pinned: old };
    },
  },
  {
    name: "a pathLen that is exceeded",
    reason: "path-too-long",
    subject: "Fleet CA",
    chain: async () => {
      const fleet = await intermediate({ pathLen: 0 });
      const site = await intermediate({ commonName: "Site CA", privateKeyPem: keys.stranger }, fleet);
      return { presented: [await leaf({}, site), site, fleet] };
    },
  },
  {
    name: "an intermediate without keyCertSign",
    reason: "missing-key-cert-sign",
    subject: "Fleet CA",
    chain: () => below({ keyUsage: ["cRLSign"] }),
  },
  {
    name: "a leaf for client authentication",
    reason: "not-for-server-auth",
    subject: "robot",
    chain: async () => ({ presented: [await leaf({ extendedKeyUsage: [CLIENT_AUTH] })] }),
  },
  {
    name: "a leaf for any purpose",
    reason: "not-for-server-auth",
    subject: "robot",
    chain: async () => ({ presented: [await leaf({ extendedKeyUsage: [ANY_USAGE] })] }),
  },
  {
    name: "an intermediate for client authentication",
    reason: "not-for-server-auth",
    subject: "Fleet CA",
    chain: () => below({ extendedKeyUsage: [CLIENT_AUTH] }),
  },
  {
    name: "a leaf key that may only sign certificates",
    reason: "not-for-server-auth",
    subject: "robot",
    chain: async () => ({ presented: [await leaf({ keyUsage: ["cRLSign"] })] }),
  },
  {
    name: "an unknown critical extension",
    reason: "unknown-critical-extension",
    subject: "robot",
    chain: async () => ({ presented: [await leaf({ criticalExtensions: ["1.3.6.1.4.1.99999.1"] })] }),
  },
  {
    name: "a weak leaf key",
    reason: "weak-key",
    subject: "robot",
    chain: async () => ({ presented: [await leaf({ keyBits: 1024, privateKeyPem: undefined })] }),
  },
  {
    name: "SHA-1",
    reason: "weak-digest",
    subject: "robot",
    chain: async () => ({ presented: [await leaf({ digest: "sha1" })] }),
  },
  {
    name: "MD5",
    reason: "weak-digest",
    subject: "robot",
    chain: async () => ({ presented: [await leaf({ digest: "md5" })] }),
  },
];

describe("verifyPath", () => {
  for (const { name, reason, subject, chain } of CASES) {
    it(`${reason === undefined ? "trusts" : "rejects"} ${name}`, async () => {
      const { presented, pinned = root } = await chain();
      const verdict = judge(presented, pinned);
      if (reason === undefined) {
        expect(verdict).toMatchObject({ trusted: true });
      } else {
        expect(verdict).toMatchObject({ trusted: false, reason, subject: `CN=${subject}` });
      }
    });
  }

  it("returns the path, end entity first, anchor last", async () => {
    const { presented } = await below({});
    const verdict = judge([...presented.slice(0, 1), root, ...presented.slice(1)], root);
    expect(verdict.path.map(({ subject }) => subject.text)).toEqual(["CN=robot", "CN=Fleet CA", "CN=Test Root"]);
  });

  it("takes the first certificate for the end entity, and no other", async () => {
    const { presented } = await below({});
    const other = await stranger("Other Root");
    expect(judge([await leaf({}, other), ...presented], root)).toMatchObject({
      trusted: false,
      reason: "unknown-issuer",
    });
  });

  it("rejects a peer without a certificate", () => {
    expect(judge([], root)).toMatchObject({
      trusted: false,
      reason: "no-certificate",
      subject: "",
      path: [],
    });
  });

  it("rejects garbage in the place of the end entity", async () => {
    const trustStore = TrustStore.fromPem(root.certificatePem);
    const good = certificate(await leaf());
    const presented = [new Uint8Array([0x30, 0x03, 1, 2]), good];
    expect(verifyPath({ presented, trustStore, at: NOW })).toMatchObject({
      trusted: false,
      reason: "malformed",
    });
  });

  it("ignores garbage elsewhere, and lists it when the path fails", async () => {
    const trustStore = TrustStore.fromPem(root.certificatePem);
    const garbage = new Uint8Array([1, 2, 3]);
    const good = certificate(await leaf());
    const bad = certificate(await leaf({}, await stranger("Other Root")));
    expect(verifyPath({ presented: [good, garbage], trustStore, at: NOW }).trusted).toBe(true);
    const verdict = verifyPath({ presented: [bad, garbage], trustStore, at: NOW });
    expect(verdict).toMatchObject({ trusted: false, reason: "unknown-issuer" });
    expect(verdict.trusted ? [] : verdict.rejected.map(({ reason }) => reason)).toEqual([
      "unknown-issuer",
      "malformed",
    ]);
  });

  it("rejects more certificates than an honest peer has", async () => {
    const good = await leaf();
    expect(judge(Array<MintedCertificate>(33).fill(good), root)).toMatchObject({ reason: "too-complex" });
  });

  it("ends in bounded time on certificates made to branch", async () => {
    const twins = await Promise.all(Array.from({ length: 20 }, () => stranger("Twin")));
    const [first] = twins;
    if (first === undefined) throw new Error("no twin");
    const verdict = judge([await leaf({}, first), ...twins], root);
    expect(verdict).toMatchObject({ trusted: false, reason: "too-complex" });
  });

  it("holds validity to the second, both ends included", async () => {
    const chain = [await leaf()];
    const at = (time: string): string | true => {
      const verdict = judge(chain, root, new Date(time));
      return verdict.trusted || verdict.reason;
    };
    expect(at("2025-12-31T23:59:59.999Z")).toBe("not-yet-valid");
    expect(at("2026-01-01T00:00:00.000Z")).toBe(true);
    expect(at("2027-01-01T00:00:00.999Z")).toBe(true);
    expect(at("2027-01-01T00:00:01.000Z")).toBe("expired");
  });

  it("names a fault that no clock cures before one about time", async () => {
    const { presented } = await below({
      isCa: false,
      keyUsage: null,
      notAfter: new Date("2026-02-01T00:00:00Z"),
    });
    const verdict = judge(presented, root);
    expect(verdict.trusted ? [] : verdict.rejected.map(({ reason }) => reason)).toEqual(["issuer-not-ca", "expired"]);
  });

  it("finds a sound path beside an expired cross-signed one", async () => {
    const old = await intermediate({ notAfter: new Date("2026-02-01T00:00:00Z") });
    const renewed = await intermediate();
    expect(judge([await leaf({}, old), old, renewed], root)).toMatchObject({ trusted: true });
  });

  it("says what a person can do, and never throws for a bad peer", async () => {
    const verdict = judge([await leaf({}, await stranger("Other Root"))], root);
    expect(verdict.trusted ? "" : verdict.explanation).toBe(
      "this chain ends at CN=robot, whose issuer CN=Other Root was not presented and is not among the 1 pinned root " +
        "(CN=Test Root); pass the root of this robot as roots/--roots, or check that this address is the robot you mean",
    );
  });

  it("trusts no certificate with a flipped bit, and never throws for one", async () => {
    const trustStore = TrustStore.fromPem(root.certificatePem);
    const { der } = certificate(await leaf());
    for (let bit = 0; bit < der.length * 8; bit++) {
      const flipped = Uint8Array.from(der);
      flipped[bit >> 3] = (der[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const { trusted } = verifyPath({ presented: [flipped], trustStore, at: NOW });
      if (trusted) expect.fail(`byte ${bit >> 3}, bit ${bit & 7}`);
    }
  });

  it("refuses an `at` that is no time", () => {
    const trustStore = TrustStore.fromPem(root.certificatePem);
    expect(() => verifyPath({ presented: [], trustStore, at: Number.NaN })).toThrow(RangeError);
    expect(() => verifyPath({ presented: [], trustStore, at: 1e300 })).toThrow(RangeError);
  });
});

/** Ask OpenSSL the same question; its own sentence in place of our reason. */
function opensslVerify({ presented, pinned = root }: Chain): string | true {
  const file = (name: string, pem: string): string => {
    const path = join(directory, name);
    writeFileSync(path, pem);
    return path;
  };
  const [first, ...others] = presented.map(({ certificatePem }) => certificatePem);
  const untrusted = others.length === 0 ? [] : ["-untrusted", file("untrusted.pem", others.join(""))];
  const args = [
    ...["verify", "-no-CAfile", "-no-CApath", "-no-CAstore", "-CAfile", file("root.pem", pinned.certificatePem)],
    ...["-purpose", "sslserver", "-auth_level", "2", "-attime", String(NOW.getTime() / 1000), ...untrusted],
    file("leaf.pem", first ?? ""),
  ];
  try {
    execFileSync("openssl", args, { stdio: "pipe" });
    return true;
  } catch (error) {
    if (error instanceof Error && "stderr" in error && "status" in error && error.status !== null) {
      return String(error.stderr);
    }
    throw error; // no openssl here: these tests fail rather than say nothing
  }
}

describe("verifyPath and `openssl verify`", () => {
  for (const { name, reason, chain, opensslDiffers } of CASES) {
    const outcome = reason === undefined ? "trust" : "reject";
    it(`${opensslDiffers === undefined ? `both ${outcome}` : `differ on`} ${name}`, async () => {
      const theirs = opensslVerify(await chain());
      const agree = (theirs === true) === (reason === undefined);
      expect(agree, `openssl: ${String(theirs)}`).toBe(opensslDiffers === undefined);
    });
  }
});
