import { describe, expect, it } from "vitest";
import { type CachedLoginRobot, loginWithCache } from "../../../src/robot/index.ts";
import { InvalidTokenError } from "../../../src/services/index.ts";

/** A robot that takes one token and one password, and writes down what it is asked. */
class FakeRobot {
  readonly log: string[] = [];
  token: string | undefined;
  version = "4.1";
  goodToken = "good";
  readonly watchers: ((token: string) => void)[] = [];

  watchToken(watcher: (token: string) => void): () => void {
    this.watchers.push(watcher);
    return () => undefined;
  }

  id(): Promise<unknown> {
    this.log.push("id");
    return Promise.resolve({ serialNumber: "SP-7", version: this.version });
  }

  login(user: string, password: string): Promise<void> {
    this.log.push(`login ${user} ${password}`);
    this.token = "minted";
    return Promise.resolve();
  }

  loginWithToken(token: string): Promise<void> {
    this.log.push(`token ${token}`);
    if (token !== this.goodToken) {
      const init = { method: "/a/b", response: {}, status: 3, detail: "expired" };
      return Promise.reject(new InvalidTokenError(init));
    }
    this.token = "renewed";
    return Promise.resolve();
  }
}

function rig(kept?: string) {
  const robot = new FakeRobot();
  const written: string[] = [];
  const cache = {
    read: () => Promise.resolve(kept),
    write: (_serial: string, _user: string, token: string) => {
      written.push(token);
      return Promise.resolve();
    },
  };
  const run = (withCache = true): Promise<void> =>
    loginWithCache(robot as unknown as CachedLoginRobot, {
      user: "operator",
      password: () => Promise.resolve("pw"),
      cache: withCache ? cache : undefined,
    });
  return { robot, written, run };
}

describe("loginWithCache", () => {
  it("takes the token of an earlier run, asks for no password, and keeps the renewed one", async () => {
    const { robot, written, run } = rig("good");
    await run();
    expect(robot.log).toEqual(["id", "token good"]);
    expect(written).toEqual(["renewed"]);
    for (const watcher of robot.watchers) watcher("an hour later");
    expect(written).toEqual(["renewed", "an hour later"]);
  });

  it("takes the password where the token is no longer good", async () => {
    const { robot, written, run } = rig("expired");
    await run();
    expect(robot.log).toEqual(["id", "token expired", "login operator pw"]);
    expect(written).toEqual(["minted"]);
  });

  it("takes the password where there is no token, or none is wanted", async () => {
    const without = rig();
    await without.run();
    expect(without.robot.log).toEqual(["id", "login operator pw"]);
    const unwanted = rig("good");
    await unwanted.run(false);
    expect(unwanted.robot.log).toEqual(["login operator pw"]);
    expect(unwanted.written).toEqual([]);
  });

  it("keeps no token of a simulator, which is another robot each time", async () => {
    const { robot, written, run } = rig("good");
    robot.version = "simulator";
    await run();
    expect(robot.log).toEqual(["id", "login operator pw"]);
    expect(written).toEqual([]);
  });
});
