import { generateKeyPairSync, type KeyObject, sign, webcrypto } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { Tokens } from "../../../src/sim/access/tokens.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";

/** Every public key that was generated: the robot keeps its own to itself. */
const madeKeys = vi.hoisted((): KeyObject[] => []);

vi.mock(import("node:crypto"), async (importOriginal) => {
  const crypto = await importOriginal();
  const generate = (...args: unknown[]): unknown => {
    const pair = (crypto.generateKeyPairSync as (...args: unknown[]) => { publicKey: KeyObject })(...args);
    madeKeys.push(pair.publicKey);
    return pair;
  };
  return { ...crypto, generateKeyPairSync: generate as typeof crypto.generateKeyPairSync };
});

const BOOT_SECONDS = Number(ManualSimClock.bootNanos / 1_000_000_000n);

function makeTokens(lifetimeMs?: number): { tokens: Tokens; clock: ManualSimClock } {
  const clock = new ManualSimClock();
  return { clock, tokens: new Tokens(clock, "SIM-1", lifetimeMs) };
}

function parts(token: string): [header: string, payload: string, signature: string] {
  return token.split(".") as [string, string, string];
}

function decoded(part: string): unknown {
  return JSON.parse(Buffer.from(part, "base64url").toString());
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

describe("Tokens", () => {
  it("are JSON Web Tokens with the claims of a login (RFC 7519 §4.1), valid for twelve hours", () => {
    const [header, payload] = parts(makeTokens().tokens.issue("user"));
    expect(decoded(header)).toEqual({ alg: "ES256", typ: "JWT" });
    expect(decoded(payload)).toEqual({
      sub: "user",
      iss: "SIM-1",
      iat: BOOT_SECONDS,
      exp: BOOT_SECONDS + 12 * 3600,
    });
  });

  it("are signed with ES256 (RFC 7518 §3.4): R and S of 32 bytes, one key for all", async () => {
    const { tokens } = makeTokens();
    const [first, second] = [tokens.issue("user"), tokens.issue("other")];
    expect(Buffer.from(parts(first)[2], "base64url")).toHaveLength(64);
    const key = await webcrypto.subtle.importKey(
      "jwk",
      madeKeys.at(-1)?.export({ format: "jwk" }) as webcrypto.JsonWebKey,
      { name: "ECDSA", namedCurve: "P-256" },
      false,
      ["verify"],
    );
    for (const token of [first, second]) {
      const [header, payload, signature] = parts(token);
      const signed = Buffer.from(`${header}.${payload}`);
      const algorithm = { name: "ECDSA", hash: "SHA-256" };
      expect(await webcrypto.subtle.verify(algorithm, key, Buffer.from(signature, "base64url"), signed)).toBe(true);
      expect(await webcrypto.subtle.verify(algorithm, key, new Uint8Array(64), signed)).toBe(false);
    }
  });

  it("speak for the user they were issued to", () => {
    const { tokens } = makeTokens();
    expect(tokens.check(tokens.issue("user"))).toEqual({ user: "user" });
    expect(tokens.check(tokens.issue("Jörg «admin»"))).toEqual({ user: "Jörg «admin»" });
  });

  it("expire by the robot's clock", () => {
    const { tokens, clock } = makeTokens(1000);
    const token = tokens.issue("user");
    clock.advance(999);
    expect(tokens.check(token)).toEqual({ user: "user" });
    clock.advance(1);
    expect(tokens.check(token)).toEqual({ refused: "expired" });
  });

  it("of another robot are forged, even if it has the same serial number", () => {
    const other = new Tokens(new ManualSimClock(), "SIM-1");
    expect(makeTokens().tokens.check(other.issue("user"))).toEqual({ refused: "forged" });
  });

  it("with other claims than were signed are forged", () => {
    const { tokens } = makeTokens();
    const [header, payload, signature] = parts(tokens.issue("user"));
    const claims = { ...(decoded(payload) as object), sub: "admin" };
    expect(tokens.check(`${header}.${encoded(claims)}.${signature}`)).toEqual({ refused: "forged" });
  });

  it("signed with somebody's own key are forged", () => {
    const { tokens } = makeTokens();
    const [header, payload] = parts(tokens.issue("user"));
    const { privateKey: key } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const signature = sign("sha256", Buffer.from(`${header}.${payload}`), { key, dsaEncoding: "ieee-p1363" });
    expect(tokens.check(`${header}.${payload}.${signature.toString("base64url")}`)).toEqual({ refused: "forged" });
  });

  it("with an algorithm of the bearer's choice are malformed (RFC 8725 §2.1)", () => {
    const { tokens } = makeTokens();
    const [, payload, signature] = parts(tokens.issue("user"));
    for (const alg of ["none", "HS256", "ES384"])
      expect(tokens.check(`${encoded({ alg, typ: "JWT" })}.${payload}.${signature}`)).toEqual({ refused: "malformed" });
  });

  it("without, or with half, a signature are forged", () => {
    const { tokens } = makeTokens();
    const [header, payload, signature] = parts(tokens.issue("user"));
    for (const bad of ["", "!!!", signature.slice(0, 40), signature + signature, "A".repeat(86)])
      expect(tokens.check(`${header}.${payload}.${bad}`)).toEqual({ refused: "forged" });
  });

  for (const malformed of ["", ".", "..", "a.b", "a.b.c", "a.b.c.d", "None", "\u0000", "é"]) {
    it(`refuse ${JSON.stringify(malformed)} as malformed`, () => {
      expect(makeTokens().tokens.check(malformed)).toEqual({ refused: "malformed" });
    });
  }

  it("of more than 4096 characters are malformed, however well signed", () => {
    const { tokens } = makeTokens();
    const token = tokens.issue("u".repeat(4096));
    expect(tokens.check(token)).toEqual({ refused: "malformed" });
  });

  it("are not even taken apart if they are longer, for a request may have a hundred megabytes", () => {
    const { tokens } = makeTokens();
    const split = vi.spyOn(String.prototype, "split");
    try {
      expect(tokens.check(".".repeat(5000))).toEqual({ refused: "malformed" });
      expect(split).not.toHaveBeenCalled();
    } finally {
      split.mockRestore();
    }
  });

  it("refuse whatever else a client may send", () => {
    const { tokens } = makeTokens();
    const good = tokens.issue("user");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(good.length - 2), (text, at) => {
        expect(tokens.check(text)).toHaveProperty("refused");
        // The last character carries four bits that base64url does not use, so it is left alone.
        const changed = good.slice(0, at) + (good[at] === "A" ? "B" : "A") + good.slice(at + 1);
        expect(tokens.check(changed)).toHaveProperty("refused");
      }),
    );
  });
});
