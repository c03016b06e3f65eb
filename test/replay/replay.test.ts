import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { ConnectionInspector } from "../../src/inspect/connection.ts";
import { schemaMessageReader } from "../../src/inspect/index.ts";
import type { ConnectionRecord } from "../../src/recording/index.ts";
import { apiSchema, SchemaRegistry } from "../../src/reflect/index.ts";
import { type RecordedCall, readCalls, type Replay, type ReplayOptions, startReplay } from "../../src/replay/index.ts";
import { connect } from "../../src/robot/connect.ts";
import type { Robot } from "../../src/robot/robot.ts";
import {
  DirectoryClient,
  PowerClient,
  RobotIdClient,
  RobotStateClient,
  RobotStateStreamingClient,
} from "../../src/services/index.ts";
import { startSimulator } from "../../src/sim/index.ts";
import { startTap } from "../../src/tap/index.ts";
import { connectTls, TrustStore } from "../../src/tls/index.ts";
import { rejection } from "../support/robots.ts";

const registry = new SchemaRegistry(apiSchema());
const messages = schemaMessageReader(registry);
const newReader = (): ConnectionInspector => new ConnectionInspector({ messages });

/** What a client saw of a robot. */
interface Seen {
  readonly serialNumber: string;
  readonly early: unknown;
  readonly wrongPassword: unknown;
  readonly services: number;
  readonly batteries: readonly number[];
  readonly states: readonly (number | undefined)[];
}

const PASSWORD = "correct horse";

/** What a client does. The same twice, to a robot and to its recording. */
async function visit(robot: Robot): Promise<Seen> {
  const { serialNumber } = await robot.client(RobotIdClient).getRobotId();
  const early = await codeOf(robot.client(RobotStateClient).getRobotState());
  const wrongPassword = await codeOf(robot.login("user", "wrong"));
  await robot.login("user", PASSWORD);
  const services = (await robot.client(DirectoryClient).list()).length;
  const batteries: number[] = [];
  for (let i = 0; i < 3; i++) {
    const { batteryStates } = await robot.client(RobotStateClient).getRobotState();
    batteries.push(batteryStates.length);
  }
  const states: (number | undefined)[] = [];
  for await (const { jointStates } of robot.client(RobotStateStreamingClient).getRobotStateStream()) {
    states.push(jointStates?.position[0]);
    if (states.length === 5) break;
  }
  return { serialNumber, early, wrongPassword, services, batteries, states };
}

async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return ((await rejection(promise)) as { code?: unknown }).code;
}

let seen: Seen;
let calls: RecordedCall[];
beforeAll(async () => {
  const records: ConnectionRecord[] = [];
  await using simulator = await startSimulator({ password: PASSWORD });
  const trustStore = TrustStore.fromPem(simulator.rootsPem);
  await using tap = await startTap({
    dial: (request) => connectTls({ host: "127.0.0.1", port: simulator.port, trustStore, ...request }),
    observe: (record) => void records.push(record),
  });
  {
    await using robot = await connect(`127.0.0.1:${tap.port}`, { roots: tap.rootPem });
    seen = await visit(robot);
  }
  await tap.close();
  calls = await readCalls(records, newReader);
});

async function replayed(
  options: Partial<ReplayOptions> = {},
): Promise<{ replay: Replay; robot: Robot; reports: string[] }> {
  const reports: string[] = [];
  const replay = await startReplay({ calls, registry, onReport: (text) => reports.push(text), ...options });
  onTestFinished(() => replay.close());
  const robot = await connect(`127.0.0.1:${replay.port}`, { roots: replay.rootPem });
  onTestFinished(() => robot.close());
  return { replay, robot, reports };
}

describe("readCalls", () => {
  it("finds every call of a recording, with how it ended", () => {
    const ends = calls.map(({ path, outcome }) => `${path.replace(/^.*\./, "")} ${outcome.kind}`);
    expect(ends).toContain("RobotIdService/GetRobotId status");
    expect(ends).toContain("DirectoryService/ListServiceEntries http");
    expect(ends).toContain("RobotStateStreamingService/GetRobotStateStream unknown");
    expect(ends.filter((end) => end === "AuthService/GetAuthToken status")).toHaveLength(2);
    for (const call of calls.filter(({ outcome }) => outcome.kind === "status")) {
      expect(call.requests).toHaveLength(1);
      expect(call.responses.map(({ afterRequests }) => afterRequests)).toEqual([1]);
      expect(call.endedAtNanos).toBeGreaterThan(call.beganAtNanos);
    }
  });
});

describe("a replay", () => {
  it("answers the same client as the robot did", async () => {
    const { replay, robot, reports } = await replayed();
    expect(await visit(robot)).toEqual(seen);
    expect(seen.early).toBe("RPC_UNAUTHENTICATED");
    expect(seen.wrongPassword).toBe("AUTH_INVALID_LOGIN");
    expect(seen.states.filter((position) => position !== undefined)).toHaveLength(5);
    expect(reports.filter((text) => !text.includes("GetRobotStateStream"))).toEqual([]);
    expect(replay.unusedCalls).toBe(0);
  });

  it("repeats the last answer, and says so", async () => {
    const { robot, reports } = await replayed();
    for (let i = 0; i < 3; i++) expect((await robot.id()).serialNumber).toBe(seen.serialNumber);
    expect(reports.at(-1)).toMatch(
      /GetRobotId: asked for more often than recorded; answered with call of \d+\.\d{3} s/,
    );
  });

  it("does not answer a request that was not recorded, and says what differs, without its secrets", async () => {
    const { robot, reports } = await replayed();
    const error = await rejection(robot.login("user", "another secret"));
    expect(error).toMatchObject({ status: "FAILED_PRECONDITION" });
    expect(reports).toEqual([
      expect.stringMatching(
        /GetAuthToken: not in the recording: the nearest .*: password was \(masked\), and is \(masked\)$/,
      ),
    ]);
    await rejection(robot.login("admin", "wrong"));
    expect(reports[1]).toMatch(/username was "user", and is "admin"$/);
    expect(reports.join()).not.toContain("another secret");
    expect(reports.join()).not.toContain(PASSWORD);
  });

  it("leaves a field out of account that was named", async () => {
    const { robot, reports } = await replayed({ ignoredFields: ["bosdyn.api.GetAuthTokenRequest.password"] });
    expect(await codeOf(robot.login("user", "whatever"))).toBe("AUTH_INVALID_LOGIN"); // as the first was answered
    await robot.login("user", "whatever");
    expect(reports).toEqual([]);
  });

  it("does not answer a method that was not recorded", async () => {
    const { robot, reports } = await replayed();
    await robot.login("user", PASSWORD);
    const error = await rejection(robot.client(PowerClient).powerCommandFeedback({ powerCommandId: 1 }));
    expect(error).toMatchObject({ status: "UNIMPLEMENTED" });
    expect(reports.at(-1)).toMatch(/PowerCommandFeedback: not in the recording: the method was not recorded/);
  });

  it("does not go on with a stream beyond what was recorded", async () => {
    const { robot } = await replayed();
    await robot.login("user", PASSWORD);
    const states: unknown[] = [];
    const reading = (async () => {
      for await (const state of robot.client(RobotStateStreamingClient).getRobotStateStream()) states.push(state);
    })();
    const error = await rejection(reading);
    expect(error).toMatchObject({ status: "FAILED_PRECONDITION" });
    expect((error as Error).message).toMatch(
      /has \d+ responses, and the (?:client left the call|connection or the recording ends) there/,
    );
    expect(states.length).toBeGreaterThanOrEqual(5);
  });

  it("takes its time where that is asked for", async () => {
    let now = 0;
    const waits: number[] = [];
    const clock = {
      now: () => now,
      after: (ms: number, callback: () => void) => {
        waits.push(ms);
        now += ms;
        const timer = setImmediate(callback);
        return () => clearImmediate(timer);
      },
    };
    const { robot } = await replayed({ isPaced: true, clock });
    await robot.id();
    const [call] = calls.filter(({ path }) => path.endsWith("/GetRobotId"));
    expect(call).toBeDefined();
    const tookMs = Number((call as RecordedCall).endedAtNanos - (call as RecordedCall).beganAtNanos) / 1e6;
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeCloseTo(tookMs, 5);
  });

  it("is refused with nothing to answer", async () => {
    expect(await rejection(startReplay({ calls: [], registry, onReport: () => undefined }))).toMatchObject({
      code: "REPLAY_NO_CALLS",
    });
  });
});
