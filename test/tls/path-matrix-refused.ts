/** Chains of the matrix with a fault, each fault alone: where they lead, who signed them, when they are valid. */
import { commonName, key, make, SCHEMES } from "./chain-maker.ts";
import { seq, tlv } from "./der-writer.ts";
import {
  anchor,
  below,
  belowRoot,
  deep,
  FUTURE,
  intermediate,
  leaf,
  LEAF_EXTENSIONS,
  OPENSSL,
  PAST,
  root,
  type Row,
  stranger,
} from "./path-matrix.ts";

const ISSUERS: readonly Row[] = [
  {
    name: "an unknown root that is not presented",
    chain: () => ({ presented: [leaf(stranger)] }),
    ours: "unknown-issuer",
    openssl: OPENSSL.noIssuer,
  },
  {
    name: "an unknown root that is presented",
    chain: () => ({ presented: [leaf(stranger), stranger] }),
    ours: "unknown-issuer",
    openssl: OPENSSL.selfSignedInChain,
  },
  {
    name: "an intermediate that is missing",
    chain: () => ({ presented: [leaf(intermediate())] }),
    ours: "unknown-issuer",
    openssl: OPENSSL.noIssuer,
  },
  {
    name: "a self-signed leaf",
    chain: () => ({ presented: [make({ subject: "robot", key: key("robot"), extensions: LEAF_EXTENSIONS })] }),
    ours: "self-signed",
    openssl: OPENSSL.selfSigned,
  },
  {
    name: "a self-signed leaf of the root's name",
    chain: () => ({ presented: [leaf(undefined, { subject: "Root", issuer: undefined })] }),
    ours: "bad-signature",
    openssl: OPENSSL.selfSigned,
  },
  {
    name: "an impostor of the root's name, presented",
    chain: () => {
      const impostor = anchor("Root", { key: key("impostor") });
      return { presented: [leaf(impostor), impostor] };
    },
    ours: "bad-signature",
    openssl: OPENSSL.badSignature,
  },
  {
    name: "an impostor of the root's name, not presented",
    chain: () => ({ presented: [leaf(anchor("Root", { key: key("impostor") }))] }),
    ours: "bad-signature",
    openssl: OPENSSL.badSignature,
  },
  {
    name: "two authorities that certify one another, and nobody else",
    chain: () => {
      const a = intermediate("A", { name: commonName("B"), key: key("B") });
      const b = intermediate("B", { name: commonName("A"), key: key("A") });
      return { presented: [leaf(a), a, b] };
    },
    ours: "unknown-issuer",
    openssl: OPENSSL.noIssuer,
  },
  {
    name: "another root's robot in the first place, a good chain behind it",
    chain: () => ({ presented: [leaf(stranger), leaf(), root] }),
    ours: "unknown-issuer",
    openssl: OPENSSL.noIssuer,
  },
  {
    name: "the right key under another name",
    chain: () => ({ presented: [leaf({ name: commonName("Elsewhere"), key: root.key })] }),
    ours: "unknown-issuer",
    openssl: OPENSSL.noIssuer,
  },
  {
    name: "an issuer's name in other letter case",
    chain: () => ({ presented: [leaf({ name: commonName("ROOT"), key: root.key })] }),
    ours: "unknown-issuer",
    openssl: "ok",
    why: "names are compared as bytes here (RFC 5280 §7.1 allows it for equal encodings); openssl folds case",
  },
  {
    name: "an issuer's name in another string type",
    chain: () => ({ presented: [leaf({ name: commonName("Root", 0x13), key: root.key })] }),
    ours: "unknown-issuer",
    openssl: "ok",
    why: "as above: an authority must spell its name in one way",
  },
];

const SIGNATURES: readonly Row[] = [
  {
    name: "a damaged signature on the leaf",
    chain: () => ({ presented: [leaf(root, { forge: true })] }),
    ours: "bad-signature",
    openssl: OPENSSL.badSignature,
  },
  {
    name: "a damaged signature on an intermediate",
    chain: () => below({ forge: true }),
    ours: "bad-signature",
    openssl: OPENSSL.badSignature,
  },
  {
    name: "an RSA algorithm over an ECDSA signature",
    chain: () => {
      const scheme = { ...SCHEMES["ECDSA SHA-256"], algorithm: SCHEMES["RSA SHA-256"].algorithm };
      return { presented: [leaf(root, { scheme })] };
    },
    ours: "bad-signature",
    openssl: OPENSSL.noIssuer,
  },
  {
    name: "an algorithm that differs from the signed one",
    chain: () => ({ presented: [leaf(root, { innerAlgorithm: SCHEMES["ECDSA SHA-512"].algorithm })] }),
    ours: "malformed",
    openssl: OPENSSL.badSignature,
  },
  {
    name: "a PSS key that signs by PKCS #1",
    chain: () => {
      const rsaKey = key("Root", "rsa2048");
      const pssOnly = { ...rsaKey, spki: key("Root", "rsa-pss").spki };
      const own = anchor("Root", { key: { ...pssOnly, privateKey: rsaKey.privateKey } });
      return { presented: [leaf(own)], pinned: [own] };
    },
    ours: "bad-signature",
    openssl: OPENSSL.noIssuer,
  },
];

const DIGESTS: readonly Row[] = [
  ...(
    [
      ["RSA SHA-1", "weak-digest"],
      ["RSA MD5", "weak-digest"],
      ["PSS SHA-1", "unsupported-signature"],
    ] as const
  ).map(([scheme, ours]): Row => ({
    name: `a leaf signed with ${scheme}`,
    chain: () => {
      const own = anchor("Root", { key: key("Root", "rsa2048") });
      return { presented: [leaf(own, { scheme: SCHEMES[scheme] })], pinned: [own] };
    },
    ours,
    openssl: OPENSSL.caDigest,
  })),
  {
    name: "an intermediate signed with RSA SHA-1",
    chain: () => {
      const own = anchor("Root", { key: key("Root", "rsa2048") });
      const fleet = intermediate("Fleet CA", own, { scheme: SCHEMES["RSA SHA-1"] });
      return { presented: [leaf(fleet), fleet], pinned: [own] };
    },
    ours: "weak-digest",
    openssl: OPENSSL.caDigest,
  },
  {
    name: "a leaf signed with ECDSA SHA-1",
    chain: () => ({ presented: [leaf(root, { scheme: SCHEMES["ECDSA SHA-1"] })] }),
    ours: "weak-digest",
    openssl: OPENSSL.caDigest,
  },
  ...(["RSA SHA-224", "RSA SHA3-256"] as const).map((scheme): Row => ({
    name: `a leaf signed with ${scheme}`,
    chain: () => {
      const own = anchor("Root", { key: key("Root", "rsa2048") });
      return { presented: [leaf(own, { scheme: SCHEMES[scheme] })], pinned: [own] };
    },
    ours: "unsupported-signature",
    openssl: "ok",
    why: "sound, but no robot has it: supported are SHA-256, -384 and -512, one digest per signature",
  })),
  {
    name: "PSS that names another digest for its mask than it was made with",
    chain: () => {
      const own = anchor("Root", { key: key("Root", "rsa2048") });
      return { presented: [leaf(own, { scheme: SCHEMES["PSS SHA-256, mask over SHA-384"] })], pinned: [own] };
    },
    ours: "unsupported-signature",
    openssl: OPENSSL.badSignature,
  },
  {
    name: "PSS with a trailer that nobody has defined",
    chain: () => {
      const own = anchor("Root", { key: key("Root", "rsa2048") });
      return { presented: [leaf(own, { scheme: SCHEMES["PSS SHA-256, another trailer"] })], pinned: [own] };
    },
    ours: "unsupported-signature",
    openssl: OPENSSL.caDigest,
  },
  {
    name: "PSS with all of its defaults, which are SHA-1",
    chain: () => {
      const own = anchor("Root", { key: key("Root", "rsa2048") });
      return { presented: [leaf(own, { scheme: SCHEMES["PSS, all defaults"] })], pinned: [own] };
    },
    ours: "unsupported-signature",
    openssl: OPENSSL.caDigest,
  },
];

const TIMES: readonly Row[] = [
  ...(["leaf", "intermediate", "root"] as const).flatMap((who): Row[] => {
    const faulty = (more: { notAfter?: Date; notBefore?: Date }) => () => {
      if (who === "leaf") return { presented: [leaf(root, more)] };
      return who === "intermediate" ? below(more) : belowRoot(more);
    };
    return [
      {
        name: `an expired ${who}`,
        chain: faulty({ notAfter: PAST }),
        ours: "expired",
        openssl: OPENSSL.expired,
      },
      {
        name: `a ${who} that is not valid yet`,
        chain: faulty({ notBefore: FUTURE }),
        ours: "not-yet-valid",
        openssl: OPENSSL.notYetValid,
      },
    ];
  }),
  {
    name: "one second before notBefore",
    chain: () => ({ presented: [leaf()], at: new Date("2025-12-31T23:59:59Z") }),
    ours: "not-yet-valid",
    openssl: OPENSSL.notYetValid,
  },
  {
    name: "one second after notAfter",
    chain: () => ({ presented: [leaf()], at: new Date("2027-01-01T00:00:01Z") }),
    ours: "expired",
    openssl: OPENSSL.expired,
  },
  {
    name: "a pinned leaf that has expired",
    chain: () => {
      const own = leaf(stranger, { notAfter: PAST });
      return { presented: [own], pinned: [own] };
    },
    ours: "expired",
    openssl: OPENSSL.expired,
  },
];

const LIMITS: readonly Row[] = [
  {
    name: "ten certificates below the anchor",
    chain: () => deep(10),
    ours: "path-too-long",
    openssl: "ok",
    why: "a robot's path has two or three; openssl follows a hundred",
  },
  {
    name: "33 certificates",
    chain: () => ({ presented: Array.from({ length: 33 }, () => leaf()) }),
    ours: "too-complex",
    openssl: "ok",
    why: "no honest peer presents that many; openssl takes what fits its limit of 100 kB",
  },
  {
    name: "certificates made to branch",
    chain: () => {
      const twins = Array.from({ length: 20 }, (_, each) =>
        intermediate("Twin", { name: commonName("Twin"), key: key("Twin") }, { key: key("Twin"), serial: [1, each] }),
      );
      return { presented: [leaf(twins[0]), ...twins] };
    },
    ours: "too-complex",
    openssl: OPENSSL.selfSignedInChain,
  },
  {
    name: "no certificate at all",
    chain: () => ({ presented: [] }),
    ours: "no-certificate",
    openssl: "-",
    why: "openssl has nothing to verify; its handshake fails",
  },
  {
    name: "bytes that are no certificate in the first place",
    chain: () => ({ presented: [seq(tlv(0x02, Buffer.from([1]))), leaf()] }),
    ours: "malformed",
    openssl: OPENSSL.unreadable,
  },
];

/** Chains that lead nowhere, or come at a wrong time. */
export const REFUSED: readonly Row[] = [...ISSUERS, ...SIGNATURES, ...DIGESTS, ...TIMES, ...LIMITS];
