import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  ensurePayloadCredentials,
  newPayloadCredentials,
  readPayloadCredentials,
  writePayloadCredentials,
} from "../../../src/robot/payload/credentials-file.ts";
import { logInAsPayload, type PayloadRobot, registerAndLogIn } from "../../../src/robot/payload/log-in-as-payload.ts";
import { PayloadRegistrationClient } from "../../../src/services/registration/payload-registration.ts";
import { scripted, type ScriptedAnswer } from "../../services/scripted-answers.ts";
import { SkippingClock } from "../../services/skipping-clock.ts";
import { rejection } from "../../support/robots.ts";

const GUID = "0f2a7f0e-6a7b-4c1d-9e2f-aabbccddeeff";

async function path(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "spotwire-payload-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "credentials");
}

describe("a payload's credentials", () => {
  it("are a random UUID and 16 random bytes", () => {
    const [one, other] = [newPayloadCredentials(), newPayloadCredentials()];
    expect(one.guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Buffer.from(one.secret, "base64url")).toHaveLength(16);
    expect(one.secret).toMatch(/^[\w-]{22}$/);
    expect(one.guid).not.toBe(other.guid);
    expect(one.secret).not.toBe(other.secret);
  });

  it("are kept on two lines of a file that is its owner's alone, once", async () => {
    const file = await path();
    await writePayloadCredentials(file, { guid: GUID.toUpperCase(), secret: "s3cret" });
    expect(await readFile(file, "utf8")).toBe(`${GUID}\ns3cret\n`);
    if (process.platform !== "win32") expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readPayloadCredentials(file)).toEqual({ guid: GUID, secret: "s3cret" });
    expect(await rejection(writePayloadCredentials(file, newPayloadCredentials()))).toMatchObject({ code: "EEXIST" });
    expect(await ensurePayloadCredentials(file)).toEqual({ guid: GUID, secret: "s3cret" });
  });

  it("are made where there are none, also by two at once", async () => {
    const file = await path();
    expect(await rejection(readPayloadCredentials(file))).toMatchObject({ code: "ENOENT" });
    const [one, other] = await Promise.all([ensurePayloadCredentials(file), ensurePayloadCredentials(file)]);
    expect(other).toEqual(one);
    expect(await readdir(dirname(file))).toEqual(["credentials"]);
    expect(await ensurePayloadCredentials(file)).toEqual(one);
  });

  const bad: readonly [string, string][] = [
    ["no GUID", "hello\nsecret\n"],
    ["no secret", `${GUID}\n`],
    ["an empty secret", `${GUID}\n  \n`],
    ["a third line", `${GUID}\nsecret\nmore\n`],
    ["nothing", ""],
    ["too much", `${GUID}\n${"x".repeat(5000)}`],
  ];
  for (const [name, text] of bad) {
    it(`are refused with ${name}, and the secret is not told`, async () => {
      const file = await path();
      await writeFile(file, text, { mode: 0o600 });
      const error = await rejection(readPayloadCredentials(file));
      expect(error).toMatchObject({ code: "PAYLOAD_CREDENTIALS_MALFORMED", path: file });
      expect((error as Error).message).not.toContain("secret\n");
    });
  }

  it.skipIf(process.platform === "win32")("are refused where others can read them", async () => {
    const file = await path();
    await writePayloadCredentials(file, { guid: GUID, secret: "s" });
    await chmod(file, 0o640);
    expect(await rejection(readPayloadCredentials(file))).toMatchObject({ code: "PAYLOAD_CREDENTIALS_EXPOSED" });
  });

  it("are refused before they are written, if they are none", async () => {
    const file = await path();
    for (const credentials of [
      { guid: "x", secret: "s" },
      { guid: GUID, secret: "" },
      { guid: GUID, secret: "a\nb" },
      { guid: GUID, secret: " s" },
    ]) {
      expect(await rejection(writePayloadCredentials(file, credentials))).toBeInstanceOf(TypeError);
    }
    expect(await rejection(stat(file))).toMatchObject({ code: "ENOENT" });
  });
});

const OK = { status: 1, token: "t" };
const WAITING = { status: 3 };

function scene(tokens: readonly ScriptedAnswer[], register: readonly ScriptedAnswer[] = [{ status: 1 }]) {
  const { client, channel, names } = scripted(PayloadRegistrationClient, {
    GetPayloadAuthToken: tokens,
    RegisterPayload: register,
  });
  const tokensTaken: string[] = [];
  const robot = {
    client: () => client,
    loginWithToken: (token: string) => (tokensTaken.push(token), Promise.resolve()),
  } as unknown as PayloadRobot;
  const clock = new SkippingClock();
  return { robot, channel, names, clock, tokensTaken };
}

describe("logInAsPayload", () => {
  const credentials = { guid: GUID, secret: "s3cret" };

  it("asks once a second until an operator has authorised the payload, and says once that one must", async () => {
    const { robot, clock, tokensTaken, channel } = scene([WAITING, WAITING, "UNAVAILABLE", OK]);
    let told = 0;
    await logInAsPayload(robot, credentials, { clock, onUnauthorized: () => told++ });
    expect(tokensTaken).toEqual(["t"]);
    expect(told).toBe(1);
    expect(clock.delays).toEqual([1000, 1000, 1000]);
    expect(channel.lastRequest).toMatchObject({
      payloadCredentials: { guid: GUID, secret: "s3cret" },
      payloadGuid: GUID,
    });
  });

  it("gives up at once where the robot does not take the secret, or is not there", async () => {
    const { robot, clock, names } = scene([{ status: 2 }]);
    expect(await rejection(logInAsPayload(robot, credentials, { clock }))).toMatchObject({
      code: "PAYLOAD_INVALID_CREDENTIALS",
    });
    expect(names()).toHaveLength(1);
    expect(await rejection(logInAsPayload(scene(["UNAVAILABLE"]).robot, credentials, { clock }))).toMatchObject({
      status: "UNAVAILABLE",
    });
  });

  it("ends with the time, or with the signal", async () => {
    const { robot, clock } = scene([WAITING]);
    expect(await rejection(logInAsPayload(robot, credentials, { clock, timeoutMs: 5000 }))).toMatchObject({
      code: "PAYLOAD_AUTHORIZATION_TIMED_OUT",
    });
    const leave = new AbortController();
    const options = { clock, signal: leave.signal, onUnauthorized: () => leave.abort() };
    expect(await rejection(logInAsPayload(robot, credentials, options))).toMatchObject({ code: "RPC_CANCELLED" });
    expect(await rejection(logInAsPayload(robot, credentials, { intervalMs: 10 }))).toBeInstanceOf(RangeError);
  });
});

describe("registerAndLogIn", () => {
  it("registers the payload by its credentials, known or not, and logs in", async () => {
    for (const status of [1, 2]) {
      const { robot, names, tokensTaken, channel, clock } = scene([OK], [{ status }]);
      await registerAndLogIn(robot, { name: "p" }, { guid: GUID.toUpperCase(), secret: "s" }, { clock });
      expect(names()).toEqual(["RegisterPayload", "GetPayloadAuthToken"]);
      expect(channel.calls[0]?.requests[0]).toMatchObject({ payload: { GUID, name: "p" }, payloadSecret: "s" });
      expect(tokensTaken).toEqual(["t"]);
    }
  });

  it("refuses a payload with a GUID of its own", async () => {
    const { robot, names } = scene([OK]);
    expect(await rejection(registerAndLogIn(robot, { GUID: "other" }, { guid: GUID, secret: "s" }))).toBeInstanceOf(
      TypeError,
    );
    expect(names()).toEqual([]);
  });
});
