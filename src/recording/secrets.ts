/**
 * What of a robot's traffic is secret, in one place: whoever shows traffic to people masks it here. Recordings keep the
 * bytes as they were.
 */

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
