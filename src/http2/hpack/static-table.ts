/** The 61 fields that both sides know beforehand (RFC 7541 Appendix A). */

/** A header field. */
export interface Field {
  readonly name: string;
  readonly value: string;
}

/** Names and values in the order of their indices, which begin with 1. */
const FIELDS: readonly string[] = [
  ":authority",
  ":method: GET",
  ":method: POST",
  ":path: /",
  ":path: /index.html",
  ":scheme: http",
  ":scheme: https",
  ":status: 200",
  ":status: 204",
  ":status: 206",
  ":status: 304",
  ":status: 400",
  ":status: 404",
  ":status: 500",
  "accept-charset",
  "accept-encoding: gzip, deflate",
  "accept-language",
  "accept-ranges",
  "accept",
  "access-control-allow-origin",
  "age",
  "allow",
  "authorization",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-length",
  "content-location",
  "content-range",
  "content-type",
  "cookie",
  "date",
  "etag",
  "expect",
  "expires",
  "from",
  "host",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "last-modified",
  "link",
  "location",
  "max-forwards",
  "proxy-authenticate",
  "proxy-authorization",
  "range",
  "referer",
  "refresh",
  "retry-after",
  "server",
  "set-cookie",
  "strict-transport-security",
  "transfer-encoding",
  "user-agent",
  "vary",
  "via",
  "www-authenticate",
];

/** The table; index 0 is no field. */
export const STATIC_TABLE: readonly Field[] = /* @__PURE__ */ ["", ...FIELDS].map((line) => {
  const end = line.indexOf(": ", 1);
  return end === -1 ? { name: line, value: "" } : { name: line.slice(0, end), value: line.slice(end + 2) };
});

/** Where a name stands, and where it stands with a value. */
interface StaticName {
  /** The first index of the name. */
  readonly index: number;
  readonly byValue: Map<string, number>;
}

/** The table by name. */
export const STATIC_NAMES: ReadonlyMap<string, StaticName> = /* @__PURE__ */ indexNames();

function indexNames(): Map<string, StaticName> {
  const names = new Map<string, StaticName>();
  for (const [index, { name, value }] of STATIC_TABLE.entries()) {
    if (index === 0) continue;
    const known = names.get(name) ?? { index, byValue: new Map<string, number>() };
    known.byValue.set(value, index);
    names.set(name, known);
  }
  return names;
}
