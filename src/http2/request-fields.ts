/** The rules for header lists of a request (RFC 9113 §8.2, §8.3.1). */
import type { HeaderFields } from "../grpc/header-fields.ts";

/** Where the requests of a connection go, unless they say so themselves. */
export interface Origin {
  readonly scheme: string;
  readonly authority: string;
}

/** Take an origin apart, for example `https://id.spot.robot`. @throws {TypeError} it is none */
export function parseOrigin(origin: string): Origin {
  const { protocol, host } = new URL(origin);
  return { scheme: protocol.slice(0, -1), authority: host };
}

/** What may not be in a value (§8.2.1), or is no octet. */
const BAD_VALUE = /[\0\r\n]|[^\0-\xff]/;

/**
 * The fields as they go out: scheme and authority filled in, pseudo-header fields before all others (§8.3).
 * @throws {TypeError} a value has a character that cannot be sent
 */
export function requestFields(fields: HeaderFields, origin: Origin): HeaderFields {
  let isOrdered = true;
  let hasRegular = false;
  for (const name of Object.keys(fields)) {
    const isPseudo = name.startsWith(":");
    if (isPseudo && hasRegular) isOrdered = false;
    if (!isPseudo) hasRegular = true;
    const value = fields[name];
    if (typeof value === "string" ? BAD_VALUE.test(value) : value?.some((each) => BAD_VALUE.test(each))) {
      throw new TypeError(`the value of header field ${name} has a character that HTTP/2 cannot carry`);
    }
  }
  if (isOrdered && fields[":scheme"] !== undefined && fields[":authority"] !== undefined) return fields;
  const filled = { ":scheme": origin.scheme, ":authority": origin.authority, ...fields };
  const [pseudo, regular] = [true, false].map((is) =>
    Object.entries(filled).filter(([name]) => name.startsWith(":") === is),
  ) as [[string, string][], [string, string][]];
  return Object.fromEntries([...pseudo, ...regular]);
}
