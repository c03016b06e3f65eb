/** Chains of the matrix that are sound, in every variant that a robot or a site may come with. */
import {
  authority,
  commonName,
  extension,
  key,
  type KeyKind,
  make,
  purposes,
  type Scheme,
  SCHEMES,
  usage,
} from "./chain-maker.ts";
import { bool, nothing, oid, seq, tlv } from "./der-writer.ts";
import {
  anchor,
  below,
  belowRoot,
  CA_EXTENSIONS,
  type Chain,
  deep,
  FUTURE,
  intermediate,
  keyIds,
  leaf,
  LEAF_EXTENSIONS,
  OPENSSL,
  PAST,
  root,
  type Row,
  stranger,
} from "./path-matrix.ts";

const OK = { ours: "trusted", openssl: "ok" } as const;

/** A root with this kind of key signs a leaf that has one too. */
function signedBy(kind: KeyKind, scheme?: Scheme): () => Chain {
  return () => {
    const own = anchor("Root", { key: key("Root", kind), ...(scheme === undefined ? {} : { scheme }) });
    // RSA keys take long to make, and one of each strength will do
    const robot = leaf(own, {
      key: key("robot", kind.startsWith("rsa") ? "rsa2048" : kind),
      ...(scheme === undefined ? {} : { scheme }),
    });
    return { presented: [robot], pinned: [own] };
  };
}

const ORDER: readonly Row[] = [
  { name: "a leaf below the root", chain: () => ({ presented: [leaf()] }), ...OK },
  { name: "the root presented too", chain: () => ({ presented: [leaf(), root] }), ...OK },
  { name: "one intermediate", chain: () => below({}), ...OK },
  { name: "two intermediates in order", chain: () => deep(2), ...OK },
  {
    name: "two intermediates out of order, the root between them",
    chain: () => {
      const { presented } = deep(2);
      const [robot, near, far] = presented;
      return { presented: [robot, far, root, near].filter((each) => each !== undefined) };
    },
    ...OK,
  },
  {
    name: "surplus certificates of others",
    chain: () => ({ presented: [leaf(), stranger, intermediate("Other CA", stranger), intermediate()] }),
    ...OK,
  },
  {
    name: "every certificate twice",
    chain: () => {
      const { presented } = below({});
      return { presented: [...presented, ...presented] };
    },
    ...OK,
  },
  {
    name: "bytes that are no certificate after the leaf",
    chain: () => ({ presented: [leaf(), Buffer.from("0102030405", "hex")] }),
    ours: "trusted",
    openssl: "-",
    why: "openssl reads the file of certificates as a whole, and fails; in a handshake it would have failed too",
  },
  { name: "nine certificates below the anchor, the most that are followed", chain: () => deep(8), ...OK },
];

const ANCHORS: readonly Row[] = [
  {
    name: "an intermediate pinned, its root unknown",
    chain: () => {
      const fleet = intermediate("Fleet CA", stranger);
      return { presented: [leaf(fleet)], pinned: [fleet] };
    },
    ...OK,
  },
  {
    name: "the robot's own self-signed certificate pinned",
    chain: () => {
      const own = make({ subject: "robot", key: key("robot"), extensions: LEAF_EXTENSIONS });
      return { presented: [own], pinned: [own] };
    },
    ...OK,
  },
  {
    name: "the robot's certificate pinned, its issuer unknown",
    chain: () => {
      const own = leaf(stranger);
      return { presented: [own], pinned: [own] };
    },
    ...OK,
  },
  { name: "two roots pinned", chain: () => ({ presented: [leaf()], pinned: [stranger, root] }), ...OK },
  {
    name: "two pinned roots of one name, each with its key",
    chain: () => ({ presented: [leaf()], pinned: [anchor("Root", { key: key("twin") }), root] }),
    ours: "trusted",
    openssl: OPENSSL.badSignature,
    why: "without key identifiers openssl takes the first root of the name; here every one is tried",
  },
  {
    name: "two pinned roots of one name, told apart by key identifiers",
    chain: () => {
      const [old, young] = ["old", "young"].map((role) =>
        anchor("Root", { key: key(role), extensions: [...CA_EXTENSIONS, ...keyIds(key(role), key(role))] }),
      );
      if (old === undefined || young === undefined) throw new Error("no roots");
      const extensions = [...LEAF_EXTENSIONS, ...keyIds(key("robot"), key("young"))];
      return { presented: [leaf(young, { extensions })], pinned: [old, young] };
    },
    ...OK,
  },
  {
    name: "a pinned root whose own signature is over SHA-1",
    chain: () => {
      const own = anchor("Root", { key: key("Root", "rsa2048"), scheme: SCHEMES["RSA SHA-1"] });
      return { presented: [leaf(own)], pinned: [own] };
    },
    ...OK,
  },
  { name: "a pinned root whose own signature is damaged", chain: () => belowRoot({ forge: true }), ...OK },
  { name: "a root without keyUsage", chain: () => belowRoot({ extensions: [authority()] }), ...OK },
];

const CROSS: readonly Row[] = [
  {
    name: "an intermediate cross-signed by an unknown root",
    chain: () => {
      const [theirs, ours] = [intermediate("Fleet CA", stranger), intermediate()];
      return { presented: [leaf(ours), theirs, stranger, ours] };
    },
    ours: "trusted",
    openssl: OPENSSL.selfSignedInChain,
    why: "openssl follows the first issuer of the right name, and does not turn back; every order is tried here",
  },
  {
    name: "an intermediate in two issues, one of them expired",
    chain: () => {
      const [old, young] = [intermediate("Fleet CA", root, { notAfter: PAST }), intermediate()];
      return { presented: [leaf(young), old, young] };
    },
    ...OK,
  },
  {
    name: "a new root cross-signed by the pinned old one",
    chain: () => {
      const bridge = intermediate("New Root", root);
      return { presented: [leaf(bridge), anchor("New Root"), bridge] };
    },
    ours: "trusted",
    openssl: OPENSSL.selfSignedInChain,
    why: "openssl follows the first issuer of the right name, and does not turn back; every order is tried here",
  },
  {
    name: "a new root pinned, and its cross-signed form by an expired old one presented",
    chain: () => {
      const bridge = intermediate("New Root", anchor("Root", { notAfter: PAST }));
      return { presented: [leaf(bridge), bridge], pinned: [anchor("New Root")] };
    },
    ...OK,
  },
  {
    name: "two authorities that certify one another",
    chain: () => {
      const [a, b] = [intermediate("A", { name: commonName("B"), key: key("B") }), intermediate("B", anchor("A"))];
      const bridge = intermediate("A", root);
      return { presented: [leaf(a), a, b, bridge] };
    },
    ...OK,
  },
  {
    name: "key identifiers all along",
    chain: () => {
      const [rootKey, fleetKey] = [key("Root"), key("Fleet CA")];
      const own = anchor("Root", { extensions: [...CA_EXTENSIONS, ...keyIds(rootKey, rootKey)] });
      const fleet = intermediate("Fleet CA", own, { extensions: [...CA_EXTENSIONS, ...keyIds(fleetKey, rootKey)] });
      const robot = leaf(fleet, { extensions: [...LEAF_EXTENSIONS, ...keyIds(key("robot"), fleetKey)] });
      return { presented: [robot, fleet], pinned: [own] };
    },
    ...OK,
  },
  {
    name: "an authority key identifier that fits no issuer",
    chain: () => {
      const fleet = intermediate("Fleet CA", root, {
        extensions: [...CA_EXTENSIONS, ...keyIds(key("Fleet CA"), root.key)],
      });
      const robot = leaf(fleet, { extensions: [...LEAF_EXTENSIONS, ...keyIds(key("robot"), key("elsewhere"))] });
      return { presented: [robot, fleet] };
    },
    ours: "trusted",
    openssl: OPENSSL.noIssuer,
    why: "key identifiers help to choose among issuers (RFC 4158 §3.5.12); the signature decides, and it is right",
  },
];

const RULES: readonly Row[] = [
  { name: "a pathLen of 0 that suffices", chain: () => below({ extensions: [authority(0)] }), ...OK },
  {
    name: "a pathLen of 1 with a self-issued intermediate, which does not count",
    chain: () => {
      const [old, young] = [key("Root"), key("rolled")];
      const own = anchor("Root", { extensions: [authority(1), ...keyIds(old, old)] });
      const rolled = intermediate("Root", own, { key: young, extensions: [...CA_EXTENSIONS, ...keyIds(young, old)] });
      const fleet = intermediate("Fleet CA", rolled, {
        extensions: [...CA_EXTENSIONS, ...keyIds(key("Fleet CA"), young)],
      });
      return { presented: [leaf(fleet), fleet, rolled], pinned: [own] };
    },
    ...OK,
  },
  { name: "a leaf without extensions", chain: () => ({ presented: [leaf(root, { extensions: [] })] }), ...OK },
  {
    name: "a leaf of version 1",
    chain: () => ({ presented: [leaf(root, { extensions: [], version: 1 })] }),
    ...OK,
  },
  {
    name: "a leaf for servers and clients",
    chain: () => ({ presented: [leaf(root, { extensions: [purposes("client", "server")] })] }),
    ...OK,
  },
  {
    name: "an intermediate for servers",
    chain: () => below({ extensions: [...CA_EXTENSIONS, purposes("server")] }),
    ...OK,
  },
  ...(["keyAgreement", "keyEncipherment"] as const).map((name): Row => ({
    name: `a leaf key for ${name} alone`,
    chain: () => ({ presented: [leaf(root, { extensions: [usage(name)] })] }),
    ...OK,
  })),
  {
    name: "an authority's certificate in the place of the leaf",
    chain: () => ({ presented: [leaf(root, { extensions: [authority(), usage("digitalSignature", "keyCertSign")] })] }),
    ...OK,
  },
  {
    name: "an unknown extension that is not critical",
    chain: () => ({ presented: [leaf(root, { extensions: [extension("1.3.6.1.4.1.99999.1", nothing)] })] }),
    ...OK,
  },
  {
    name: "a critical subjectAltName, and no subject",
    chain: () => {
      const names = extension("2.5.29.17", seq(tlv(0x82, Buffer.from("robot"))), true);
      return { presented: [leaf(root, { subject: "", extensions: [names] })] };
    },
    ...OK,
  },
  {
    name: "cA FALSE spelt out, which is not DER",
    chain: () => ({
      presented: [leaf(root, { extensions: [extension("2.5.29.19", seq(bool(false)), true)] })],
    }),
    ...OK,
  },
  {
    name: "names of several attributes in one part",
    chain: () => {
      const attribute = (id: string, text: string): Buffer => seq(oid(id), tlv(0x13, Buffer.from(text)));
      const subject = seq(
        tlv(0x31, attribute("2.5.4.6", "US")),
        tlv(0x31, attribute("2.5.4.10", "Site"), attribute("2.5.4.3", "CA")),
      );
      return below({ subject });
    },
    ...OK,
  },
  { name: "a serial number of 0", chain: () => ({ presented: [leaf(root, { serial: [0] })] }), ...OK },
  {
    name: "non-critical name constraints that leave the leaf's name out",
    chain: () => {
      const excluded = tlv(0xa1, seq(tlv(0x82, Buffer.from("spot.robot"))));
      return below({ extensions: [...CA_EXTENSIONS, extension("2.5.29.30", seq(excluded))] });
    },
    ours: "trusted",
    openssl: OPENSSL.excludedName,
    why: "names play no part here; RFC 5280 §4.2.1.10 has an authority mark these as critical, and then they are refused",
  },
];

const TIMES: readonly Row[] = [
  {
    name: "the first valid second",
    chain: () => ({ presented: [leaf(root)], at: new Date("2026-01-01T00:00:00Z") }),
    ...OK,
  },
  {
    name: "the last second before notAfter",
    chain: () => ({ presented: [leaf(root)], at: new Date("2026-12-31T23:59:59Z") }),
    ...OK,
  },
  {
    name: "the second that notAfter names",
    chain: () => ({ presented: [leaf(root)], at: new Date("2027-01-01T00:00:00Z") }),
    ours: "trusted",
    openssl: OPENSSL.expired,
    why: "RFC 5280 §4.1.2.5: valid through notAfter, inclusive; openssl ends one second earlier",
  },
  {
    name: "validity past 2049, in GeneralizedTime",
    chain: () => ({ presented: [leaf(root, { notAfter: new Date("2051-01-01T00:00:00Z") })] }),
    ...OK,
  },
  {
    name: "an expired surplus certificate",
    chain: () => ({ presented: [leaf(), intermediate("Old CA", root, { notAfter: PAST })] }),
    ...OK,
  },
  {
    name: "a surplus certificate of the future",
    chain: () => ({ presented: [leaf(), intermediate("New CA", root, { notBefore: FUTURE })] }),
    ...OK,
  },
];

const ALGORITHMS: readonly Row[] = (
  [
    ["RSA 2048 over SHA-256", "rsa2048"],
    ["RSA 3072 over SHA-256", "rsa3072"],
    ["RSA over SHA-384", "rsa2048", SCHEMES["RSA SHA-384"]],
    ["RSA over SHA-512", "rsa2048", SCHEMES["RSA SHA-512"]],
    ["RSASSA-PSS over SHA-256", "rsa2048", SCHEMES["PSS SHA-256"]],
    ["RSASSA-PSS over SHA-384", "rsa2048", SCHEMES["PSS SHA-384"]],
    ["RSASSA-PSS over SHA-512", "rsa2048", SCHEMES["PSS SHA-512"]],
    ["RSASSA-PSS with another length of salt", "rsa2048", SCHEMES["PSS SHA-256, salt of 20"]],
    ["RSASSA-PSS with a key for nothing else", "rsa-pss"],
    ["ECDSA on P-256 over SHA-256", "P-256"],
    ["ECDSA on P-256 over SHA-512", "P-256", SCHEMES["ECDSA SHA-512"]],
    ["ECDSA on P-384 over SHA-384", "P-384", SCHEMES["ECDSA SHA-384"]],
    ["ECDSA on P-521 over SHA-512", "P-521", SCHEMES["ECDSA SHA-512"]],
    ["Ed25519", "ed25519"],
    ["Ed448", "ed448"],
  ] as const
).map(([name, kind, scheme]) => ({ name, chain: signedBy(kind, scheme), ...OK }));

const MIXED: Row = {
  name: "an RSA root, an ECDSA intermediate and an Ed25519 leaf",
  chain: () => {
    const own = anchor("Root", { key: key("Root", "rsa2048") });
    const fleet = intermediate("Fleet CA", own);
    return { presented: [leaf(fleet, { key: key("robot", "ed25519") }), fleet], pinned: [own] };
  },
  ...OK,
};

/** Every chain that is to be trusted. */
export const ACCEPTED: readonly Row[] = [...ORDER, ...ANCHORS, ...CROSS, ...RULES, ...TIMES, ...ALGORITHMS, MIXED];
