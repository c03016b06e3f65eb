/**
 * What of a robot's traffic is secret, in one place: whoever shows traffic to people masks it here. Recordings keep the
 * bytes as they were.
 */
import type { Span } from "./span.ts";

/** What stands in place of a secret. */
export const MASK = "(masked)";

/** Header fields that are credentials. */
const SECRET_HEADERS: ReadonlySet<string> = new Set(["authorization", "proxy-authorization", "cookie", "set-cookie"]);
/** Message fields that are: `GetAuthTokenRequest.password`, its `token`, a payload's secret. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(["password", "token", "secret", "payload_secret"]);

/** Whether a header field is a credential. */
export function isSecretHeader(name: string): boolean {
  return SECRET_HEADERS.has(name.toLowerCase());
}

/** Whether a message field is. @param name as the `.proto` spells it, or as JSON does */
export function isSecretField(name: string): boolean {
  return SECRET_FIELDS.has(name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

/** Header fields without their secrets. */
export function maskHeaders(headers: readonly (readonly [name: string, value: string])[]): [string, string][] {
  return headers.map(([name, value]) => [name, isSecretHeader(name) ? MASK : value]);
}

/** A message as JSON without its secrets, at whatever depth; those that are empty stay so. The one given stays as it is. */
export function maskJson<Json>(value: Json): Json {
  if (Array.isArray(value)) return value.map((each: unknown) => maskJson(each)) as Json;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, each]: [string, unknown]) => {
    const isSecret = isSecretField(name) && each !== "" && typeof each !== "object";
    return [name, isSecret ? MASK : maskJson(each)];
  });
  return Object.fromEntries(entries) as Json;
}

/** Bytes with their tree, as they may be shown. */
export interface Masked {
  readonly span: Span;
  readonly bytes: Uint8Array;
}

/**
 * Bytes and their tree without secrets: texts say `(masked)`, bytes are zero, lengths stay. What of a header block could
 * not be read is masked too, for a credential may be in it; what of a message could not be read is not.
 * @returns the very ones given, if nothing in them is secret
 */
export function maskSecrets(span: Span, bytes: Uint8Array): Masked {
  const secrets: Span[] = [];
  const masked = withoutSecrets(span, secrets);
  if (secrets.length === 0) return { span: masked, bytes };
  const blanked = bytes.slice();
  for (const { start, end } of secrets) blanked.fill(0, start, end);
  return { span: masked, bytes: blanked };
}

/** @param secrets takes the leaves whose bytes are secret */
function withoutSecrets(span: Span, secrets: Span[]): Span {
  if (span.kind === "field" && isSecretField(span.label) && !span.children.some(isMessage))
    return hidden(span, secrets);
  if (span.label !== HEADER_BLOCK) return withChildren(span, (child) => withoutSecrets(child, secrets));
  if (span.kind === "unread") return hidden(span, secrets);
  return withChildren(span, (child) => (child.kind === "unread" || hidesEntry(child) ? hidden(child, secrets) : child));
}

/** Of the spans that header blocks are read to. */
const HEADER_BLOCK = "header block";

function isMessage({ kind }: Span): boolean {
  return kind === "message";
}

/** A field whose name is not known, because it was cut or there was too much text, may be any. */
function hidesEntry({ text, label }: Span): boolean {
  if (label === "table size update") return false;
  const colon = text.indexOf(":", 1);
  return colon < 0 || isSecretHeader(text.slice(0, colon));
}

/** What may be seen of a secret: its name and how long it is. */
const SHOWN_KINDS: ReadonlySet<Span["kind"]> = new Set(["header", "tag", "length"]);

function hidden(span: Span, secrets: Span[]): Span {
  if (SHOWN_KINDS.has(span.kind)) return span;
  const isLeaf = span.children.length === 0;
  if (isLeaf && span.start < span.end) secrets.push(span);
  const { children } = withChildren(span, (child) => hidden(child, secrets));
  // A text may be whole where of the bytes only a part is here.
  const text = maskedText(span);
  return text === span.text && children === span.children ? span : { ...span, children, text, alternatives: undefined };
}

/** The name of a header field is no secret, and an empty value none either. */
function maskedText({ kind, text }: Span): string {
  if (text === "" || text === '""') return text;
  const colon = kind === "entry" ? text.indexOf(":", 1) : -1;
  return colon < 0 ? MASK : `${text.slice(0, colon)}: ${MASK}`;
}

/** The span itself, if all of them stay as they are: most trees have no secrets, and are not copied. */
function withChildren(span: Span, change: (child: Span) => Span): Span {
  const children = span.children.map(change);
  return children.every((child, i) => child === span.children[i]) ? span : { ...span, children };
}
