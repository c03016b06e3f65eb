/** How long a user token lasts, read from the token itself. It is the robot that judges it; this only says when to renew. */

const TWELVE_HOURS_MS = 12 * 60 * 60 * 1000;

/**
 * Milliseconds from a token's issue to its end, by the two instants in it (JWT, RFC 7519 §4.1: `iat`, `exp`). Both are of
 * the robot's clock, so that theirs is the only difference that means something here. A token that does not say is taken
 * for one of twelve hours, as robots issue them.
 */
export function tokenLifetimeMs(token: string): number {
  const [, payload] = token.split(".");
  if (payload === undefined) return TWELVE_HOURS_MS;
  let claims: unknown;
  try {
    claims = JSON.parse(Buffer.from(payload, "base64url").toString());
  } catch {
    return TWELVE_HOURS_MS;
  }
  const { iat, exp } = (claims ?? {}) as { readonly iat?: unknown; readonly exp?: unknown };
  if (typeof iat !== "number" || typeof exp !== "number" || !(exp > iat)) return TWELVE_HOURS_MS;
  return (exp - iat) * 1000;
}
