/**
 * The X.509 extensions that path validation needs (RFC 5280 §4.2.1). Name constraints and policies are not processed, so
 * a critical one counts as unknown and the path is refused.
 */
import {
  type DerValue,
  membersOf,
  need,
  readDer,
  TAG_BIT_STRING,
  TAG_BOOLEAN,
  TAG_INTEGER,
  TAG_OCTET_STRING,
  TAG_SEQUENCE,
} from "./der.ts";

/** What extensions say; what is absent is undefined. */
export interface Extensions {
  /** Whether basicConstraints makes it an authority. */
  isAuthority?: boolean;
  /** How many intermediates may follow below it; undefined is no limit. */
  pathLen?: number | undefined;
  /** The first octet of keyUsage: digitalSignature is 0x80, keyEncipherment 0x20, keyAgreement 0x08, keyCertSign 0x04. */
  keyUsage?: number;
  /** Whether extKeyUsage names TLS servers. */
  isForServers?: boolean;
  /** In hex: a hint for choosing among issuers, never evidence. */
  subjectKeyId?: string;
  authorityKeyId?: string | undefined;
  /** A critical extension that is none of these: RFC 5280 §4.2 says to reject the certificate. */
  hasUnknownCritical?: boolean;
}

/** id-kp-serverAuth (RFC 5280 §4.2.1.12). anyExtendedKeyUsage does not stand in for it, as in OpenSSL. */
const SERVER_AUTH = "2b06010505070301";

/** Read SEQUENCE OF Extension. @throws {Error} as `need` */
export function readExtensions(list: DerValue | undefined): Extensions {
  const found: Extensions = {};
  const seen = new Set<string>();
  for (const extension of membersOf(list, TAG_SEQUENCE, /^(30)*$/)) {
    // SEQUENCE { extnID, critical DEFAULT FALSE, extnValue }. An explicit FALSE is not DER, but common and harmless.
    const fields = membersOf(extension, TAG_SEQUENCE, /^06(01)?04$/);
    const oid = hex(fields[0]);
    // RFC 5280 §4.2: "A certificate MUST NOT include more than one instance of a particular extension."
    need(!seen.has(oid));
    seen.add(oid);
    const isKnown = readKnown(found, oid, (fields.at(-1) as DerValue).content);
    if (!isKnown && isTrue(fields[1])) found.hasUnknownCritical = true;
  }
  return found;
}

/** Read the extension, if it is one of those needed. */
function readKnown(found: Extensions, oid: string, bytes: Buffer): boolean {
  // Of others the content is nobody's business, DER or not
  const value = /^551d(0e|0f|11|13|23|25)$/.test(oid) ? readDer(bytes) : undefined;
  switch (value && oid) {
    case "551d0e":
      need(value?.tag === TAG_OCTET_STRING);
      found.subjectKeyId = hex(value);
      break;
    case "551d0f": {
      need(value?.tag === TAG_BIT_STRING);
      const [, usage = 0, more = 0] = value.content;
      // RFC 5280 §4.2.1.3: "at least one of the bits MUST be set to 1"; the ninth stands in the second octet
      need((usage | (more & 0x80)) > 0);
      found.keyUsage = usage;
      break;
    }
    case "551d11":
      need(value?.tag === TAG_SEQUENCE);
      break;
    case "551d13": {
      const fields = membersOf(value, TAG_SEQUENCE, /^(01)?(02)?$/);
      const length = fields.find(({ tag }) => tag === TAG_INTEGER)?.content;
      found.isAuthority = isTrue(fields[0]);
      found.pathLen = length?.[0];
      // RFC 5280 §4.2.1.9: "CAs MUST NOT include the pathLenConstraint field unless the cA boolean is asserted"
      need(length === undefined || (found.isAuthority && length.length === 1 && (length[0] as number) < 0x80));
      break;
    }
    case "551d23":
      // RFC 5280 §4.2.1.1: [0] keyIdentifier, the one member in use
      found.authorityKeyId = membersOf(value, TAG_SEQUENCE, /^/)
        .find(({ tag }) => tag === 0x80)
        ?.content.toString("hex");
      break;
    case "551d25":
      found.isForServers = membersOf(value, TAG_SEQUENCE, /^(06)+$/).some((usage) => hex(usage) === SERVER_AUTH);
      break;
    default:
      return false;
  }
  return true;
}

function isTrue(value: DerValue | undefined): boolean {
  return value?.tag === TAG_BOOLEAN && value.content[0] === 0xff;
}

function hex(value: DerValue | undefined): string {
  return value?.content.toString("hex") ?? "";
}
