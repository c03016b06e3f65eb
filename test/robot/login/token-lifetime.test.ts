import { describe, expect, it } from "vitest";
import { tokenLifetimeMs } from "../../../src/robot/login/token-lifetime.ts";

const TWELVE_HOURS_MS = 43_200_000;
const jwt = (claims: unknown): string => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2ln`;

describe("tokenLifetimeMs", () => {
  it("is what lies between the issue and the end", () => {
    expect(tokenLifetimeMs(jwt({ iat: 1_800_000_000, exp: 1_800_003_600 }))).toBe(3_600_000);
  });

  it("is twelve hours for a token that does not say", () => {
    const odd = [
      "",
      "opaque",
      "a.b.c",
      "a.!!!.c",
      jwt(null),
      jwt({}),
      jwt({ iat: "1", exp: 5 }),
      jwt({ iat: 5, exp: 5 }),
    ];
    for (const token of odd) expect(tokenLifetimeMs(token), token).toBe(TWELVE_HOURS_MS);
  });
});
