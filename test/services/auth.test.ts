import { describe, expect, it } from "vitest";
import {
  AuthClient,
  InvalidLoginError,
  InvalidTokenError,
  type ResponseError,
  TemporarilyLockedOutError,
  UnsetStatusError,
} from "../../src/services/index.ts";
import { rejection } from "../support/robots.ts";
import { OK_HEADER, ScriptedChannel } from "./scripted-channel.ts";
import { testOptions } from "./support.ts";

const PATH = "/bosdyn.api.AuthService/GetAuthToken";

function scripted(answer: object): { channel: ScriptedChannel; client: AuthClient } {
  const channel = new ScriptedChannel(() => ({ header: OK_HEADER, ...answer }));
  return { channel, client: new AuthClient(channel, testOptions()) };
}

describe("AuthClient", () => {
  it("exchanges user name and password for a token", async () => {
    const { channel, client } = scripted({ status: 1, token: "a.b.c" });
    expect(await client.login("user", "secret")).toBe("a.b.c");
    expect(channel.last.path).toBe(PATH);
    expect(channel.last.request).toMatchObject({
      header: { clientName: "tester" },
      username: "user",
      password: "secret",
      token: "",
    });
  });

  it("exchanges a token for a new one", async () => {
    const { channel, client } = scripted({ status: 1, token: "new" });
    expect(await client.renew("old")).toBe("new");
    expect(channel.last.request).toMatchObject({ username: "", password: "", token: "old" });
  });

  for (const [status, errorClass, code, retryable, advice] of [
    [0, UnsetStatusError, "RESPONSE_STATUS_UNSET", false, "no status"],
    [2, InvalidLoginError, "AUTH_INVALID_LOGIN", false, "Code: 2 (STATUS_INVALID_LOGIN): the robot does not know"],
    [3, InvalidTokenError, "AUTH_INVALID_TOKEN", false, "Code: 3 (STATUS_INVALID_TOKEN): the token is expired"],
    [4, TemporarilyLockedOutError, "AUTH_TEMPORARILY_LOCKED_OUT", true, "(STATUS_TEMPORARILY_LOCKED_OUT): too many"],
  ] as const) {
    it(`makes status ${status} ${errorClass.name}`, async () => {
      const { client } = scripted({ status, token: "do not take this" });
      const error = await rejection(client.login("user", "s3cret"));
      expect(error).toBeInstanceOf(errorClass);
      expect(error).toMatchObject({ code, status, retryable, method: PATH });
      expect((error as ResponseError).message).toContain(advice);
      expect((error as ResponseError).message).not.toContain("s3cret");
    });
  }
});
