/** The rules for header lists of a response (RFC 9113 §8.1, §8.2, §8.3). */
import type { HeaderFields } from "../grpc/header-fields.ts";
import type { Field } from "./hpack/static-table.ts";

/** A list that keeps to the rules: its fields, and for the header block `:status` apart. */
export interface ResponseFields {
  /** Three digits; `undefined` in trailers. */
  readonly status: string | undefined;
  readonly fields: HeaderFields;
}

/** Lower-case tokens (§8.2.1; RFC 9110 §5.6.2). */
const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** No NUL, no line (§8.2.1). */
const BAD_VALUE = /[\0\r\n]/;
/** Fields of HTTP/1.1's connections (§8.2.2). */
const CONNECTION_SPECIFIC: ReadonlySet<string> = /* @__PURE__ */ new Set([
  "connection",
  "proxy-connection",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

/** Read a header block: the first of a response, or an informational one. @returns `undefined`: malformed */
export function readHead(list: readonly Field[]): ResponseFields | undefined {
  const [first, ...rest] = list;
  // ":status" is the only pseudo-header field of a response, has to be there (§8.3.2), and stands before all others (§8.3).
  if (first?.name !== ":status" || !/^[1-9][0-9]{2}$/.test(first.value)) return undefined;
  const fields = collect(rest, { ":status": first.value });
  return fields && { status: first.value, fields };
}

/** Read trailers, which have no pseudo-header field (§8.1). @returns `undefined`: malformed */
export function readTrailers(list: readonly Field[]): ResponseFields | undefined {
  const fields = collect(list, {});
  return fields && { status: undefined, fields };
}

function collect(list: readonly Field[], first: Readonly<Record<string, string>>): HeaderFields | undefined {
  // Without a prototype: a field may be called `__proto__` or `constructor`.
  const fields = Object.create(null) as Record<string, string | string[] | undefined>;
  Object.assign(fields, first);
  for (const { name, value } of list) {
    if (!NAME.test(name) || CONNECTION_SPECIFIC.has(name) || BAD_VALUE.test(value)) return undefined;
    // §8.2.1 forbids white space at either end. Servers that put a person's words into grpc-message send it none the less,
    // and the status with it is worth more than the rule: it is taken off, as HTTP/1.1 does (RFC 9110 §5.5).
    const text = trimmed(value);
    const known = fields[name];
    if (known === undefined) fields[name] = text;
    else fields[name] = typeof known === "string" ? [known, text] : [...known, text];
  }
  return Object.freeze(fields);
}

/** Without spaces and tabs at either end. By hand: a pattern would look at a long run of them again and again. */
function trimmed(value: string): string {
  let [start, end] = [0, value.length];
  while (start < end && isBlank(value.charCodeAt(start))) start++;
  while (end > start && isBlank(value.charCodeAt(end - 1))) end--;
  return start === 0 && end === value.length ? value : value.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
