/** User tokens: JSON Web Tokens signed by this robot with ECDSA (RFC 7519, RFC 7518 §3.4 ES256). */
import { generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import type { SimClock } from "../clock/sim-clock.ts";

/** Whom a token speaks for, or why it does not. */
export type TokenVerdict = { readonly user: string } | { readonly refused: "malformed" | "forged" | "expired" };

/** A robot's tokens are valid for 12 hours. */
const LIFETIME_MS = 12 * 60 * 60 * 1000;
const HEADER = encode({ alg: "ES256", typ: "JWT" });
/** Nobody's token is longer; nothing longer is parsed. */
const MAX_TOKEN_CHARACTERS = 4096;

interface Claims {
  readonly sub: string;
  readonly iss: string;
  readonly iat: number;
  readonly exp: number;
}

/** Issues tokens and judges them. The key lives as long as the robot runs. */
export class Tokens {
  readonly #clock: SimClock;
  readonly #issuer: string;
  readonly #lifetimeMs: number;
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  /** Tokens issued up to this instant, in seconds of robot time, are of no use any more. */
  #expiredUpTo = -Infinity;

  /** @param issuer the robot's serial number: a token of another robot is refused */
  constructor(clock: SimClock, issuer: string, lifetimeMs: number = LIFETIME_MS) {
    this.#clock = clock;
    this.#issuer = issuer;
    this.#lifetimeMs = lifetimeMs;
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#privateKey = privateKey;
    this.#publicKey = publicKey;
  }

  /** Make a token for a user. */
  issue(user: string): string {
    // Later than those that were made to end, at the same instant too.
    const issuedAt = Math.max(this.#seconds(), this.#expiredUpTo + 0.001);
    const claims: Claims = {
      sub: user,
      iss: this.#issuer,
      iat: issuedAt,
      exp: issuedAt + this.#lifetimeMs / 1000,
    };
    const signed = `${HEADER}.${encode(claims)}`;
    const signature = sign("sha256", Buffer.from(signed), {
      key: this.#privateKey,
      dsaEncoding: "ieee-p1363",
    });
    return `${signed}.${signature.toString("base64url")}`;
  }

  /** Let every token end that was issued so far. */
  expireAll(): void {
    this.#expiredUpTo = this.#seconds();
  }

  /** Judge a token. */
  check(token: string): TokenVerdict {
    if (token.length > MAX_TOKEN_CHARACTERS) return { refused: "malformed" };
    const [header, payload, signature, ...rest] = token.split(".");
    if (header !== HEADER || payload === undefined || signature === undefined || rest.length > 0)
      return { refused: "malformed" };
    const key = { key: this.#publicKey, dsaEncoding: "ieee-p1363" } as const;
    if (!verify("sha256", Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url"))) {
      return { refused: "forged" };
    }
    // We signed it, so it is ours to trust as a shape.
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Claims;
    const isOver = this.#seconds() >= claims.exp || claims.iat <= this.#expiredUpTo;
    return isOver ? { refused: "expired" } : { user: claims.sub };
  }

  #seconds(): number {
    return Number(this.#clock.now() / 1_000_000n) / 1000;
  }
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
