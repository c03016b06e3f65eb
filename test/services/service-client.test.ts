import { describe, expect, it } from "vitest";
import { RpcError } from "../../src/grpc/index.ts";
import { AuthService } from "../../src/messages/bosdyn/api/auth_service.ts";
import { DirectoryService } from "../../src/messages/bosdyn/api/directory_service.ts";
import { RobotIdService } from "../../src/messages/bosdyn/api/robot_id_service.ts";
import { RobotStateService, RobotStateStreamingService } from "../../src/messages/bosdyn/api/robot_state_service.ts";
import { TimeSyncService } from "../../src/messages/bosdyn/api/time_sync_service.ts";
import {
  AuthClient,
  DirectoryClient,
  InternalServerError,
  RobotIdClient,
  RobotStateClient,
  RobotStateStreamingClient,
  TimeSyncClient,
  TimedOutError,
} from "../../src/services/index.ts";
import { rejection } from "../support/robots.ts";
import { OK_HEADER, ScriptedChannel } from "./scripted-channel.ts";
import { testOptions, TickingClock } from "./support.ts";

const ROBOT_ID = { header: OK_HEADER, robotId: { serialNumber: "x" } };

describe("a service client", () => {
  it("stamps each request afresh by its clock, so that a repeated one is not stamped in the past", async () => {
    const channel = new ScriptedChannel(() => ROBOT_ID);
    const client = new RobotIdClient(channel, testOptions());
    await client.getRobotId();
    await client.getRobotId();
    expect(channel.calls.map(({ request }) => request.header)).toMatchObject([
      { requestTimestamp: { seconds: TickingClock.start, nanos: 0 }, clientName: "tester" },
      { requestTimestamp: { seconds: TickingClock.start + 1n, nanos: 0 }, clientName: "tester" },
    ]);
  });

  it("leaves RPC logging on", async () => {
    const channel = new ScriptedChannel(() => ROBOT_ID);
    await new RobotIdClient(channel, testOptions()).getRobotId();
    expect(channel.last.request.header?.disableRpcLogging).toBe(false);
  });

  it("is called spotwire and reads the system's clock if not told otherwise", async () => {
    const channel = new ScriptedChannel(() => ROBOT_ID);
    const before = BigInt(Date.now()) / 1000n;
    await new RobotIdClient(channel).getRobotId();
    const header = channel.last.request.header;
    expect(header?.clientName).toBe("spotwire");
    expect(header?.requestTimestamp?.seconds).toBeGreaterThanOrEqual(before - 1n);
    expect(header?.requestTimestamp?.seconds).toBeLessThanOrEqual(BigInt(Date.now()) / 1000n + 1n);
  });

  it("passes the caller's call options on as they are", async () => {
    const channel = new ScriptedChannel(() => ROBOT_ID);
    const options = { timeoutMs: 5, metadata: { "x-mark": "m" } };
    await new RobotIdClient(channel).getRobotId(options);
    expect(channel.last.options).toBe(options);
  });

  it("gives network errors their class", async () => {
    const channel = new ScriptedChannel(({ path }) => {
      throw new RpcError("DEADLINE_EXCEEDED", path, "too slow");
    });
    const error = await rejection(new RobotIdClient(channel).getRobotId());
    expect(error).toBeInstanceOf(TimedOutError);
    expect(error).toMatchObject({ code: "RPC_TIMED_OUT", method: RobotIdService.getRobotId.path });
  });

  it("lets errors that are not the network's through untouched", async () => {
    const bug = new RangeError("not an int32");
    const channel = new ScriptedChannel(() => {
      throw bug;
    });
    expect(await rejection(new RobotIdClient(channel).getRobotId())).toBe(bug);
  });

  it("looks at the header before it looks for fields", async () => {
    const channel = new ScriptedChannel(() => ({ header: { error: { code: 2, message: "[E] no" } } }));
    expect(await rejection(new RobotIdClient(channel).getRobotId())).toBeInstanceOf(InternalServerError);
  });
});

describe("the class of a service client", () => {
  for (const [client, service, name, authority] of [
    [AuthClient, AuthService, "auth", "auth.spot.robot"],
    [DirectoryClient, DirectoryService, "directory", "api.spot.robot"],
    [RobotIdClient, RobotIdService, "robot-id", "id.spot.robot"],
    [RobotStateClient, RobotStateService, "robot-state", undefined],
    [RobotStateStreamingClient, RobotStateStreamingService, "robot-state-streaming", undefined],
    [TimeSyncClient, TimeSyncService, "time-sync", undefined],
  ] as const) {
    it(`${client.name} names the service that its methods belong to`, () => {
      expect(client.serviceType).toBe(service.typeName);
      expect(client.serviceName).toBe(name);
      expect("authority" in client ? client.authority : undefined).toBe(authority);
    });
  }
});
