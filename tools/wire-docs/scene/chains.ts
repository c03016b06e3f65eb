/** Certificates such as a robot's, minted as the embedded robot mints its own, with dates that stay; and what is wrong with some. */
import { parseCertificate, parsePem, verifyPath, type Certificate, TrustStore } from "../../../src/tls/index.ts";
import { mintAuthority, mintSelfSigned } from "../../../src/tls/mint.ts";

/** A chain that a robot might present, and what becomes of it. */
export interface JudgedChain {
  readonly name: string;
  /** What is particular about it. */
  readonly description: string;
  /** DER, the robot's own first. */
  readonly presented: readonly Uint8Array[];
  readonly root: Uint8Array;
  /** Why it is refused; `undefined` where it is trusted. */
  readonly refusal: string | undefined;
}

/** All of them, judged at one instant. */
export interface ChainMaterial {
  readonly judged: readonly JudgedChain[];
  readonly at: Date;
  /** Of the good chain. */
  readonly robot: Certificate;
  readonly root: Certificate;
}

const AT = new Date("2027-01-15T08:00:00Z");
const VALID = { notBefore: new Date("2026-01-01T00:00:00Z"), notAfter: new Date("2030-01-01T00:00:00Z") };
const OLD = { notBefore: new Date("2020-01-01T00:00:00Z"), notAfter: new Date("2026-12-31T23:59:59Z") };

/** Mint and judge them. Keys, serial numbers and signatures are others each time. */
export async function mintChains(): Promise<ChainMaterial> {
  const rootName = { commonName: "SIM-00000001 simulator root", organization: "spotwire simulator" };
  const root = await mintAuthority({ ...rootName, keyType: "ec", ...VALID });
  const stranger = await mintAuthority({ ...rootName, keyType: "ec", ...VALID });
  const middle = await root.issueAuthority({ commonName: "SIM-00000001 factory", keyType: "ec", ...VALID });
  const noAuthority = await root.issueAuthority({ commonName: "no authority", keyType: "ec", isCa: false, ...VALID });
  const robot = { commonName: "SIM-00000001.spot.robot", keyType: "ec", ...VALID } as const;
  const good = await root.issue(robot);
  const chains: readonly (readonly [name: string, description: string, presented: readonly Minted[]])[] = [
    ["good", "signed by the root, any name", [good]],
    [
      "another-host",
      "names nobody asked for: host names play no part",
      [await root.issue({ ...robot, dnsNames: ["elsewhere.example"] })],
    ],
    [
      "intermediate",
      "signed by an authority that the root signed, which is sent along",
      [await middle.issue(robot), middle],
    ],
    ["intermediate-missing", "the same, and the authority is not sent", [await middle.issue(robot)]],
    ["unknown-root", "signed by a root of the same name with another key", [await stranger.issue(robot)]],
    ["self-signed", "vouches for itself", [await mintSelfSigned(robot)]],
    ["expired", "ended half a month ago", [await root.issue({ ...robot, ...OLD })]],
    ["no-authority", "signed by a certificate that is no authority", [await noAuthority.issue(robot), noAuthority]],
    [
      "for-clients",
      "good for clients alone",
      [await root.issue({ ...robot, extendedKeyUsage: ["1.3.6.1.5.5.7.3.2"] })],
    ],
  ];
  const trustStore = TrustStore.fromPem(root.certificatePem);
  const judged = chains.map(([name, description, certificates]): JudgedChain => {
    const presented = certificates.flatMap(derOf);
    const verdict = verifyPath({ presented, trustStore, at: AT });
    const refusal = verdict.trusted ? undefined : verdict.reason;
    return { name, description, presented, root: derOf(root)[0] as Uint8Array, refusal };
  });
  const [robotDer = new Uint8Array(0)] = derOf(good);
  const [rootDer = new Uint8Array(0)] = derOf(root);
  return { judged, at: AT, robot: parseCertificate(robotDer), root: parseCertificate(rootDer) };
}

interface Minted {
  readonly certificatePem: string;
}

function derOf({ certificatePem }: Minted): readonly Uint8Array[] {
  return parsePem(certificatePem).map(({ der }) => der);
}
