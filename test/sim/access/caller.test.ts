import { describe, expect, it } from "vitest";
import { Metadata } from "../../../src/grpc/index.ts";
import type { ServerContext } from "../../../src/grpc/server/index.ts";
import { newRequestHeader } from "../../../src/messages/bosdyn/api/header.ts";
import { bearerToken, callerOf } from "../../../src/sim/access/caller.ts";
import { Tokens } from "../../../src/sim/access/tokens.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";

const tokens = new Tokens(new ManualSimClock(), "SIM-1");
const caller = callerOf(tokens);

function contextWith(authorization?: string): ServerContext {
  const metadata = new Metadata(authorization === undefined ? {} : { authorization });
  return { metadata } as ServerContext;
}

describe("the caller of a request", () => {
  it("is the client of the header and the user of the token", () => {
    const header = { ...newRequestHeader(), clientName: "laptop" };
    const context = contextWith(`Bearer ${tokens.issue("operator")}`);
    expect(caller(header, context)).toEqual({ clientName: "laptop", userName: "operator" });
  });

  it("is nobody without header or good token", () => {
    const nobody = { clientName: undefined, userName: undefined };
    expect(caller(undefined, contextWith())).toEqual(nobody);
    expect(caller(undefined, contextWith("Bearer None"))).toEqual(nobody);
    expect(caller(undefined, contextWith("Bearer a.b.c"))).toEqual(nobody);
  });

  it("has a name that is no longer than one keeps", () => {
    const header = { ...newRequestHeader(), clientName: "x".repeat(1000) };
    expect(caller(header, contextWith()).clientName).toHaveLength(256);
  });
});

describe("bearerToken", () => {
  for (const [field, token] of [
    ["Bearer abc", "abc"],
    ["bearer abc", undefined],
    ["Bearer ", undefined],
    ["Basic abc", undefined],
    [undefined, undefined],
  ] as const) {
    it(`finds ${token ?? "nothing"} in ${field ?? "nothing"}`, () => {
      expect(bearerToken(field)).toBe(token);
    });
  }
});
