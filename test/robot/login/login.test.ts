import { describe, expect, it } from "vitest";
import { type KeepLoginOptions, Login } from "../../../src/robot/login/login.ts";
import { AuthClient } from "../../../src/services/index.ts";
import { type ScriptedAnswer, scripted } from "../../services/scripted-answers.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { rejection } from "../../support/robots.ts";
import { settle, until } from "../../support/settle.ts";

const HOUR_MS = 3_600_000;
const INVALID_TOKEN = { status: 3 };
const INVALID_LOGIN = { status: 2 };
const token = (text: string): object => ({ status: 1, token: text });

function scene(answers: readonly ScriptedAnswer[], options: KeepLoginOptions = {}) {
  const clock = new ManualClock();
  const closing = new AbortController();
  const auth = scripted(AuthClient, { GetAuthToken: answers });
  const tokens: string[] = [];
  const errors: unknown[] = [];
  const login = new Login(
    { auth: auth.client, closed: closing.signal },
    { clock, onToken: (each) => void tokens.push(each), onError: (error) => void errors.push(error), ...options },
  );
  const calls = (): number => auth.channel.calls.length;
  const advance = async (ms: number): Promise<void> => {
    clock.advance(ms);
    for (let i = 0; i < 4; i++) await settle();
  };
  return { clock, closing, auth, login, tokens, errors, calls, advance };
}

describe("Login", () => {
  it("renews its token every hour, with the token", async () => {
    const { login, auth, calls, advance, tokens } = scene([token("a"), token("b"), token("c")]);
    await login.byPassword("user", "secret");
    expect(auth.channel.lastRequest).toMatchObject({ username: "user", password: "secret" });
    await advance(HOUR_MS - 1);
    expect(calls()).toBe(1);
    await advance(1);
    expect([login.token, auth.channel.lastRequest["token"], auth.channel.lastRequest["password"]]).toEqual([
      "b",
      "a",
      "",
    ]);
    await advance(HOUR_MS);
    expect(tokens).toEqual(["a", "b", "c"]);
  });

  it("renews a token that lasts less than two hours at half its time", async () => {
    const claims = Buffer.from(JSON.stringify({ iat: 0, exp: 600 })).toString("base64url");
    const { login, calls, advance } = scene([token(`e30.${claims}.x`)]);
    await login.byToken("old");
    await advance(299_999);
    expect(calls()).toBe(1);
    await advance(1);
    expect(calls()).toBe(2);
  });

  it("backs off from failures, tells of them, and stays logged in", async () => {
    const { login, calls, advance, errors } = scene([token("a"), "UNAVAILABLE", "UNAVAILABLE", token("b")]);
    await login.byPassword("user", "secret");
    await advance(HOUR_MS);
    await advance(1000);
    expect([calls(), login.token]).toEqual([3, "a"]);
    await advance(2000);
    expect([calls(), login.token, errors.length]).toEqual([4, "b", 2]);
    await advance(HOUR_MS - 1);
    expect(calls()).toBe(4);
  });

  it("asks nobody about a deadline that passed", async () => {
    const { login, calls, advance, errors } = scene([token("a"), "DEADLINE_EXCEEDED", token("b")]);
    await login.byPassword("user", "secret");
    await advance(HOUR_MS);
    await advance(1000);
    expect([calls(), errors]).toEqual([3, []]);
  });

  it("does as it is told: at once, or no more", async () => {
    const actions = ["retry-immediately", "abort"] as const;
    let asked = 0;
    const { login, calls, advance, clock } = scene([token("a"), "UNAVAILABLE"], { onError: () => actions[asked++] });
    await login.byPassword("user", "secret");
    await advance(HOUR_MS);
    expect([calls(), asked, clock.pending]).toEqual([3, 2, 0]);
  });

  it("says that it has expired where there are no credentials, once, and asks the robot no more", async () => {
    const { login, calls, advance, errors, clock } = scene([token("a"), INVALID_TOKEN]);
    await login.byPassword("user", "secret");
    await advance(HOUR_MS);
    expect(errors).toMatchObject([{ code: "LOGIN_EXPIRED", cause: { code: "AUTH_INVALID_TOKEN" } }]);
    expect([await login.renewAfter("a"), await login.renewAfter("a"), calls(), clock.pending]).toEqual([
      false,
      false,
      2,
      0,
    ]);
  });

  it("is revived by a login", async () => {
    const { login, advance, calls } = scene([token("a"), INVALID_TOKEN, token("b"), token("c")]);
    await login.byPassword("user", "secret");
    await advance(HOUR_MS);
    await login.byPassword("user", "other");
    await advance(HOUR_MS);
    expect([login.token, calls()]).toEqual(["c", 4]);
  });

  it("logs in with credentials when the token serves no more", async () => {
    const credentials = () => Promise.resolve({ username: "user", password: "vault" });
    const { login, auth, advance, errors } = scene([token("a"), INVALID_TOKEN, token("b")], { credentials });
    await login.byToken("old");
    await advance(HOUR_MS);
    expect([login.token, errors]).toEqual(["b", []]);
    expect(auth.channel.lastRequest).toMatchObject({ username: "user", password: "vault" });
  });

  it("never tries a refused password twice, but asks again where only the network failed", async () => {
    const credentials = () => Promise.resolve({ username: "user", password: "wrong" });
    const refused = scene([token("a"), INVALID_TOKEN, INVALID_LOGIN], { credentials });
    await refused.login.byToken("old");
    await refused.advance(HOUR_MS);
    await refused.advance(24 * HOUR_MS);
    expect([await refused.login.renewAfter("a"), refused.calls()]).toEqual([false, 3]);
    expect(refused.errors).toMatchObject([{ code: "AUTH_INVALID_LOGIN" }]);

    const lost = scene([token("a"), INVALID_TOKEN, "UNAVAILABLE", INVALID_TOKEN, token("b")], { credentials });
    await lost.login.byToken("old");
    await lost.advance(HOUR_MS);
    await lost.advance(1000);
    expect(lost.login.token).toBe("b");
  });

  it("shares one renewal among all whose token was refused, and takes an old refusal for done", async () => {
    const { login, calls } = scene([token("a"), token("b")]);
    await login.byPassword("user", "secret");
    expect(await Promise.all([login.renewAfter("a"), login.renewAfter("a"), login.renewAfter("a")])).toEqual([
      true,
      true,
      true,
    ]);
    expect([login.token, calls()]).toEqual(["b", 2]);
    expect(await login.renewAfter("a")).toBe(true);
    expect(calls()).toBe(2);
  });

  it("tells of an expiry that a refused call has found", async () => {
    const { login, errors } = scene([token("a"), INVALID_TOKEN]);
    await login.byPassword("user", "secret");
    expect(await login.renewAfter("a")).toBe(false);
    expect(errors).toMatchObject([{ code: "LOGIN_EXPIRED" }]);
  });

  it("does not put a renewal in place of a login that came meanwhile", async () => {
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const auth = {
      login: (username: string) => Promise.resolve(`of ${username}`),
      renew: async () => {
        await held;
        return "renewed, of user";
      },
    };
    const login = new Login({ auth, closed: new AbortController().signal }, { clock: new ManualClock() });
    await login.byPassword("user", "secret");
    const renewal = login.renewAfter("of user");
    await login.byPassword("admin", "secret");
    letGo();
    expect([await renewal, login.token]).toEqual([true, "of admin"]);
  });

  it("tries again after a lock-out, which passes", async () => {
    const LOCKED_OUT = { status: 4 };
    const credentials = () => Promise.resolve({ username: "user", password: "vault" });
    const answers = [token("a"), INVALID_TOKEN, LOCKED_OUT, INVALID_TOKEN, token("b")];
    const { login, advance } = scene(answers, { credentials });
    await login.byToken("old");
    await advance(HOUR_MS);
    await advance(1000);
    expect(login.token).toBe("b");
  });

  it("renews for refused calls once a second at most, whatever the robot says of the new token", async () => {
    const { login, calls, clock } = scene([token("a"), token("b"), token("c")]);
    await login.byPassword("user", "secret");
    expect(await login.renewAfter("a")).toBe(true);
    for (let i = 0; i < 50; i++) expect(await login.renewAfter("b")).toBe(false);
    expect(calls()).toBe(2);
    clock.advance(1000);
    expect(await login.renewAfter("b")).toBe(true);
  });

  it("renews no more often than once a second, however short a token lasts", async () => {
    const claims = Buffer.from(JSON.stringify({ iat: 0, exp: 0.001 })).toString("base64url");
    const { login, calls, advance } = scene([token(`e30.${claims}.x`)]);
    await login.byToken("old");
    await advance(999);
    expect(calls()).toBe(1);
    await advance(1);
    expect(calls()).toBe(2);
    for (const intervalMs of [0, 999, NaN, Infinity]) expect(() => scene([], { intervalMs })).toThrow(RangeError);
  });

  it("passes what the first login met on to its caller, and keeps nothing", async () => {
    const { login, clock } = scene([INVALID_LOGIN]);
    expect(await rejection(login.byPassword("user", "wrong"))).toMatchObject({ code: "AUTH_INVALID_LOGIN" });
    expect([login.token, clock.pending]).toEqual([undefined, 0]);
  });

  it("ends with the robot, leaving no timer", async () => {
    const { login, closing, clock } = scene([token("a")]);
    await login.byPassword("user", "secret");
    expect(clock.pending).toBe(1);
    closing.abort();
    await until(() => clock.pending === 0);
  });
});
