import { describe, expect, it } from "vitest";
import { Metadata } from "../../../src/grpc/metadata.ts";
import type { HttpRefusal } from "../../../src/grpc/server/index.ts";
import { Proxy } from "../../../src/sim/access/proxy.ts";
import { Tokens } from "../../../src/sim/access/tokens.ts";
import type { HostedService } from "../../../src/sim/hosted-service.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";

function service(name: string, type: string, authority: string, needsToken: boolean): HostedService {
  return { name, type, authority, needsToken, install: () => undefined };
}

const SERVICES = [
  service("auth", "bosdyn.api.AuthService", "auth.spot.robot", false),
  service("robot-id", "bosdyn.api.RobotIdService", "id.spot.robot", false),
  service("robot-state", "bosdyn.api.RobotStateService", "state.spot.robot", true),
];

class Gate {
  readonly clock = new ManualSimClock();
  readonly tokens = new Tokens(this.clock, "SIM-1", 1000);
  readonly #proxy = new Proxy(this.clock, this.tokens, SERVICES);

  admit(authority: string, path: string, authorization?: string): HttpRefusal | undefined {
    const metadata = new Metadata(authorization === undefined ? {} : { authorization });
    return this.#proxy.admit({ authority, path, metadata, peer: "127.0.0.1:1" });
  }

  /** A call that needs a token. */
  readState(authorization?: string): HttpRefusal | undefined {
    return this.admit("state.spot.robot", "/bosdyn.api.RobotStateService/GetRobotState", authorization);
  }
}

describe("the simulator's Proxy", () => {
  it("routes a call to its service by authority and path", () => {
    expect(new Gate().admit("id.spot.robot", "/bosdyn.api.RobotIdService/GetRobotId")).toBeUndefined();
  });

  for (const authority of [
    "",
    "nobody.spot.robot",
    "127.0.0.1:443",
    "spot.robot",
    "ID.spot.robot",
    "id.spot.robot:443",
  ]) {
    it(`answers 404 to the authority ${JSON.stringify(authority)}`, () => {
      expect(new Gate().admit(authority, "/bosdyn.api.RobotIdService/GetRobotId")).toMatchObject({
        httpStatus: 404,
        body: expect.stringContaining(authority) as string,
      });
    });
  }

  it("answers 404 where a service is behind another authority", () => {
    expect(new Gate().admit("auth.spot.robot", "/bosdyn.api.RobotIdService/GetRobotId")).toMatchObject({
      httpStatus: 404,
      body: "not served on auth.spot.robot: /bosdyn.api.RobotIdService/GetRobotId",
    });
  });

  for (const path of [
    "",
    "/",
    "//",
    "/bosdyn.api.NoService/X",
    "bosdyn.api.RobotIdService/GetRobotId",
    "/constructor/x",
  ]) {
    it(`answers 404 to the path ${JSON.stringify(path)}`, () => {
      expect(new Gate().admit("id.spot.robot", path)).toMatchObject({ httpStatus: 404 });
    });
  }

  it("leaves methods that a service does not have to the service", () => {
    expect(new Gate().admit("id.spot.robot", "/bosdyn.api.RobotIdService/NoSuchMethod")).toBeUndefined();
  });

  it("asks for a token only where one is needed", () => {
    const gate = new Gate();
    expect(gate.admit("id.spot.robot", "/bosdyn.api.RobotIdService/GetRobotId", "Bearer junk")).toBeUndefined();
    expect(gate.readState()).toEqual({ httpStatus: 401, body: "a user token is required" });
  });

  it("lets a call with a good token through", () => {
    const gate = new Gate();
    expect(gate.readState(`Bearer ${gate.tokens.issue("user")}`)).toBeUndefined();
  });

  it('takes "Bearer None", which the reference client sends before its login, for no token', () => {
    expect(new Gate().readState("Bearer None")).toEqual({ httpStatus: 401, body: "a user token is required" });
  });

  it("answers 401 to a token without its scheme, or under another one (RFC 6750 §2.1)", () => {
    const gate = new Gate();
    const token = gate.tokens.issue("user");
    for (const authorization of [token, `Basic ${token}`, `Bearer${token}`, "Bearer", ""])
      expect(gate.readState(authorization)).toEqual({ httpStatus: 401, body: "a user token is required" });
  });

  it("answers 401 to a token that is malformed, forged or expired, and says which", () => {
    const gate = new Gate();
    const token = gate.tokens.issue("user");
    const stranger = new Tokens(gate.clock, "SIM-2").issue("user");
    expect(gate.readState("Bearer a.b.c")).toEqual({ httpStatus: 401, body: "the user token is malformed" });
    expect(gate.readState(`Bearer ${stranger}`)).toEqual({ httpStatus: 401, body: "the user token is forged" });
    gate.clock.advance(1000);
    expect(gate.readState(`Bearer ${token}`)).toEqual({ httpStatus: 401, body: "the user token is expired" });
  });

  it("answers 429 to the sixth login within a second, and to no other service", () => {
    const gate = new Gate();
    const login = (): number =>
      gate.admit("auth.spot.robot", "/bosdyn.api.AuthService/GetAuthToken")?.httpStatus ?? 200;
    expect(Array.from({ length: 7 }, login)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(gate.admit("id.spot.robot", "/bosdyn.api.RobotIdService/GetRobotId")).toBeUndefined();
    gate.clock.advance(200);
    expect([login(), login()]).toEqual([200, 429]);
  });
});
