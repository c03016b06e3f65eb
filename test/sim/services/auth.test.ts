import { describe, expect, it } from "vitest";
import { AuthService } from "../../../src/messages/bosdyn/api/auth_service.ts";
import { Accounts } from "../../../src/sim/access/accounts.ts";
import { Tokens } from "../../../src/sim/access/tokens.ts";
import { authService } from "../../../src/sim/services/auth.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";
import { Hosted } from "../hosted.ts";

const OK = 1;
const INVALID_LOGIN = 2;
const INVALID_TOKEN = 3;
const TEMPORARILY_LOCKED_OUT = 4;

class Robot {
  readonly clock = new ManualSimClock();
  readonly tokens = new Tokens(this.clock, "SIM-1", 1000);
  readonly #service = new Hosted(
    authService(this.clock, new Accounts(this.clock, new Map([["user", "right"]])), this.tokens),
  );

  async getAuthToken(request: object): Promise<{ status: number; token: string; code: number | undefined }> {
    const { status, token, header } = await this.#service.unary(AuthService.getAuthToken, request);
    return { status, token, code: header?.error?.code };
  }
}

describe("the simulator's auth service", () => {
  it("gives a token for the right password", async () => {
    const robot = new Robot();
    const { status, token, code } = await robot.getAuthToken({ username: "user", password: "right" });
    expect({ status, code }).toEqual({ status: OK, code: 1 });
    expect(robot.tokens.check(token)).toEqual({ user: "user" });
  });

  it("gives a new token for one that is still valid", async () => {
    const robot = new Robot();
    const old = robot.tokens.issue("user");
    robot.clock.advance(900);
    const { token } = await robot.getAuthToken({ token: old });
    robot.clock.advance(900);
    expect(robot.tokens.check(old)).toEqual({ refused: "expired" });
    expect(robot.tokens.check(token)).toEqual({ user: "user" });
  });

  it("tells a wrong password and an unknown user alike, without a token", async () => {
    const robot = new Robot();
    const answer = { status: INVALID_LOGIN, token: "", code: 1 };
    expect(await robot.getAuthToken({ username: "user", password: "wrong" })).toEqual(answer);
    expect(await robot.getAuthToken({ username: "nobody", password: "right" })).toEqual(answer);
    expect(await robot.getAuthToken({})).toEqual(answer);
  });

  it("refuses a token that is malformed, expired, forged or of a user who is gone", async () => {
    const robot = new Robot();
    const answer = { status: INVALID_TOKEN, token: "", code: 1 };
    expect(await robot.getAuthToken({ token: "junk" })).toEqual(answer);
    expect(await robot.getAuthToken({ token: new Tokens(robot.clock, "SIM-1").issue("user") })).toEqual(answer);
    expect(await robot.getAuthToken({ token: robot.tokens.issue("gone") })).toEqual(answer);
    const old = robot.tokens.issue("user");
    robot.clock.advance(1000);
    expect(await robot.getAuthToken({ token: old })).toEqual(answer);
  });

  it("goes by the password where both are given", async () => {
    const robot = new Robot();
    const token = robot.tokens.issue("user");
    expect(await robot.getAuthToken({ username: "user", password: "wrong", token })).toMatchObject({
      status: INVALID_LOGIN,
    });
  });

  it("locks a user out after six failures", async () => {
    const robot = new Robot();
    for (let i = 0; i < 6; i++) await robot.getAuthToken({ username: "user", password: "wrong" });
    expect(await robot.getAuthToken({ username: "user", password: "right" })).toMatchObject({
      status: TEMPORARILY_LOCKED_OUT,
      token: "",
    });
  });
});
