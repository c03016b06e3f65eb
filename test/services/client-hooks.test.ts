/** What a client fills into requests: leases that it is lent, times that it converts, the name of its clock. */
import { describe, expect, it } from "vitest";
import type { LeaseUseResult } from "../../src/messages/bosdyn/api/lease.ts";
import {
  AudioVisualClient,
  ArmSurfaceContactClient,
  DataBufferClient,
  DockingClient,
  GraphNavClient,
  GraphNavRecordingClient,
  HazardAvoidanceClient,
  type LeaseProvider,
  LeaseUseError,
  localTime,
  MissionClient,
  PowerClient,
  type RobotClock,
  RobotCommandClient,
  robotTime,
  RobotTimeUnknownError,
  type ServiceClientClass,
  type ServiceClientOptions,
  WorldObjectClient,
} from "../../src/services/index.ts";
import { rejection } from "../support/robots.ts";
import { AnsweringChannel } from "./answering-channel.ts";
import { testOptions } from "./support.ts";

const OK = { header: { error: { code: 1 } }, status: 1 };

/** Lends body leases with a rising sequence, and keeps what it hears. */
class TestLeases implements LeaseProvider {
  readonly asked: string[] = [];
  readonly heard: LeaseUseResult[] = [];

  attach(resource: string): { resource: string; sequence: number[] } {
    this.asked.push(resource);
    return { resource, sequence: [8, this.asked.length] };
  }

  observe(result: LeaseUseResult): void {
    this.heard.push(result);
  }
}

/** The robot is 100 s ahead. */
const CLOCK: RobotClock = { toRobotTime: (local) => robotTime(local + 100_000_000_000n), clockIdentifier: "clock-1" };
const LOCAL = localTime(5_000_000_007n);
const ROBOT = { seconds: 105n, nanos: 7 };

function make<Client>(
  clientClass: ServiceClientClass<Client>,
  options: ServiceClientOptions = {},
  response: object = OK,
): { client: Client; channel: AnsweringChannel } {
  const channel = new AnsweringChannel(() => [response]);
  return { channel, client: new clientClass(channel, { ...testOptions(), ...options }) };
}

describe("a lease provider", () => {
  it("lends a newer lease to each request that needs one and has none", async () => {
    const leases = new TestLeases();
    const { client, channel } = make(PowerClient, { leases });
    await client.powerCommand({ request: 2 });
    await client.fanPowerCommand({ percentPower: 50 });
    await client.powerCommandFeedback({});
    expect(leases.asked).toEqual(["body", "body"]);
    const [power, fan, feedback] = channel.calls.map(({ requests }) => requests[0]);
    expect(power?.["lease"]).toMatchObject({ resource: "body", sequence: [8, 1] });
    expect(fan?.["lease"]).toMatchObject({ resource: "body", sequence: [8, 2] });
    expect(feedback).not.toHaveProperty("lease");
  });

  it("is not asked where the caller has set the lease, be it empty", async () => {
    const leases = new TestLeases();
    const { client, channel } = make(PowerClient, { leases });
    await client.powerCommand({ lease: {} });
    await client.powerCommand({ lease: { resource: "arm" } });
    expect(leases.asked).toEqual([]);
    expect(channel.calls.map(({ requests }) => requests[0]?.["lease"])).toMatchObject([
      { resource: "" },
      { resource: "arm" },
    ]);
  });

  it("fills a list of leases, but honours the caller's", async () => {
    const leases = new TestLeases();
    const { client, channel } = make(GraphNavClient, { leases });
    await client.navigateTo({ destinationWaypointId: "w", leases: [] });
    expect(channel.lastRequest["leases"]).toMatchObject([{ resource: "body", sequence: [8, 1] }]);
    await client.navigateTo({ leases: [{ resource: "mobility", sequence: [3] }] });
    expect(channel.lastRequest["leases"]).toMatchObject([{ resource: "mobility", sequence: [3] }]);
  });

  it("is asked for every message of a stream", async () => {
    const leases = new TestLeases();
    const { client, channel } = make(GraphNavClient, { leases });
    await client.uploadWaypointSnapshot([{}, {}]);
    expect(channel.lastRequests.map((each) => each["lease"])).toMatchObject([
      { sequence: [8, 1] },
      { sequence: [8, 2] },
    ]);
  });

  it("hears what became of a lease before the caller hears of the error", async () => {
    const leases = new TestLeases();
    const { client } = make(PowerClient, { leases }, { ...OK, leaseUseResult: { status: 4 } });
    expect(await rejection(client.powerCommand())).toBeInstanceOf(LeaseUseError);
    expect(leases.heard).toMatchObject([{ status: 4 }]);
  });

  it("hears every result of a list, and nothing of a response that is not valid", async () => {
    const leases = new TestLeases();
    const results = { leaseUseResults: [{ status: 1 }, { status: 1 }] };
    await make(GraphNavClient, { leases }, { ...OK, ...results }).client.navigateRoute();
    expect(leases.heard).toHaveLength(2);
    const bad = { header: { error: { code: 2 } }, ...results };
    await rejection(make(GraphNavClient, { leases }, bad).client.navigateRoute());
    expect(leases.heard).toHaveLength(2);
  });

  it("has nothing to do with the recording service, whose leases are explicit", async () => {
    const leases = new TestLeases();
    const { client, channel } = make(GraphNavRecordingClient, { leases });
    await client.startRecording();
    expect(leases.asked).toEqual([]);
    expect(channel.lastRequest["lease"]).toBeUndefined();
  });

  it("may have none to lend: the request goes without", async () => {
    const leases: LeaseProvider = { attach: () => undefined, observe: () => undefined };
    const { client, channel } = make(MissionClient, { leases });
    await client.stopMission();
    expect(channel.lastRequest["lease"]).toBeUndefined();
  });

  it("may refuse, which fails a stream with its own error", async () => {
    const refusal = new RangeError("no lease");
    const leases: LeaseProvider = {
      attach: () => {
        throw refusal;
      },
      observe: () => undefined,
    };
    const { client } = make(GraphNavClient, { leases });
    expect(await rejection(client.uploadSnapshots([{}]))).toBe(refusal);
    expect(await rejection(client.clearGraph())).toBe(refusal);
  });
});

describe("a time in a request", () => {
  const robotClock = CLOCK;

  it("is converted once where it is local", async () => {
    const rows: [Promise<{ channel: AnsweringChannel }>, (request: Record<string, unknown>) => unknown][] = [
      [used(GraphNavClient, (c) => c.navigateTo({ endTime: LOCAL })), (r) => r["endTime"]],
      [used(GraphNavClient, (c) => c.navigateToAnchor({ endTime: LOCAL })), (r) => r["endTime"]],
      [used(MissionClient, (c) => c.playMission({ pauseTime: LOCAL })), (r) => r["pauseTime"]],
      [used(DockingClient, (c) => c.dockingCommand({ endTime: LOCAL })), (r) => r["endTime"]],
      [used(AudioVisualClient, (c) => c.runBehavior({ endTime: LOCAL })), (r) => r["endTime"]],
      [used(WorldObjectClient, (c) => c.listWorldObjects({ timestampFilter: LOCAL })), (r) => r["timestampFilter"]],
      [
        used(WorldObjectClient, (c) => c.mutateWorldObjects({ mutation: { object: { acquisitionTime: LOCAL } } })),
        (r) => (r as { mutation: { object: { acquisitionTime: unknown } } }).mutation.object.acquisitionTime,
      ],
      [
        used(HazardAvoidanceClient, (c) => c.addHazards({ hazards: [{ acquisitionTime: LOCAL }] })),
        (r) => (r as { hazards: { acquisitionTime: unknown }[] }).hazards[0]?.acquisitionTime,
      ],
      [
        used(ArmSurfaceContactClient, (c) =>
          c.armSurfaceContact({ request: { poseTrajectoryInTask: { referenceTime: LOCAL } } }),
        ),
        (r) =>
          (r as { request: { poseTrajectoryInTask: { referenceTime: unknown } } }).request.poseTrajectoryInTask
            .referenceTime,
      ],
    ];
    for (const [done, read] of rows) expect(read((await done).channel.lastRequest)).toMatchObject(ROBOT);
  });

  async function used<Client>(
    clientClass: ServiceClientClass<Client>,
    use: (client: Client) => Promise<unknown>,
  ): Promise<{ channel: AnsweringChannel }> {
    const { client, channel } = make(clientClass, { robotClock });
    await use(client);
    return { channel };
  }

  it("is sent as it is where it is a Timestamp, which says robot time", async () => {
    const { client, channel } = make(DockingClient, { robotClock });
    await client.dockingCommand({ endTime: { seconds: 7n } });
    expect(channel.lastRequest["endTime"]).toMatchObject({ seconds: 7n, nanos: 0 });
  });

  it("leaves the caller's own object alone", async () => {
    const request = { hazards: [{ acquisitionTime: LOCAL }, { margin: 1 }] };
    const before = structuredClone(request);
    await make(HazardAvoidanceClient, { robotClock }).client.addHazards(request);
    expect(request).toEqual(before);
  });

  it("fails the call before it is sent if it is local and robot time is not known", async () => {
    const { client, channel } = make(DockingClient);
    const error = await rejection(client.dockingCommand({ endTime: LOCAL }));
    expect(error).toBeInstanceOf(RobotTimeUnknownError);
    expect(error).toMatchObject({ code: "TIME_SYNC_REQUIRED", retryable: false });
    expect(channel.calls).toEqual([]);
    await client.dockingCommand({ endTime: { seconds: 7n } });
  });

  it("is left out of a log message if robot time is not known, but an event insists", async () => {
    const { client, channel } = make(DataBufferClient);
    await client.recordTextMessages({ textMessages: [{ message: "m", timestamp: LOCAL }] });
    expect(channel.lastRequest["textMessages"]).toMatchObject([{ message: "m", timestamp: undefined }]);
    expect(await rejection(client.recordEvents({ events: [{ startTime: LOCAL }] }))).toBeInstanceOf(
      RobotTimeUnknownError,
    );
    const known = make(DataBufferClient, { robotClock });
    await known.client.recordDataBlobs({ blobData: [{ timestamp: LOCAL }] });
    expect(known.channel.lastRequest["blobData"]).toMatchObject([{ timestamp: ROBOT }]);
  });
});

describe("the clock identifier", () => {
  it("names this client's clock in commands, unless the caller does", async () => {
    async function expectIdentifier<Client>(
      clientClass: ServiceClientClass<Client>,
      use: (client: Client, request: { clockIdentifier?: string }) => Promise<unknown>,
    ): Promise<void> {
      const { client, channel } = make(clientClass, { robotClock: CLOCK });
      await use(client, {});
      expect(channel.lastRequest["clockIdentifier"]).toBe("clock-1");
      await use(client, { clockIdentifier: "mine" });
      expect(channel.lastRequest["clockIdentifier"]).toBe("mine");
    }
    await expectIdentifier(GraphNavClient, (client, request) => client.navigateRoute(request));
    await expectIdentifier(DockingClient, (client, request) => client.dockingCommand(request));
    await expectIdentifier(RobotCommandClient, (client, request) => client.robotCommand(request));
  });

  it("is needed by robot commands, which are not sent without a clock", async () => {
    const { client, channel } = make(RobotCommandClient);
    const command = { fullBodyCommand: { stopRequest: {} } };
    expect(await rejection(client.robotCommand({ command }))).toMatchObject({ code: "TIME_SYNC_REQUIRED" });
    expect(channel.calls).toEqual([]);
    await client.robotCommand({ command, clockIdentifier: "mine" });
    expect(channel.lastRequest["clockIdentifier"]).toBe("mine");
  });
});

describe("sendCommand", () => {
  it("puts the end time into whichever command has one, and converts reference times", async () => {
    const { client, channel } = make(RobotCommandClient, { robotClock: CLOCK }, { ...OK, robotCommandId: 9 });
    const mobility = { synchronizedCommand: { mobilityCommand: { se2VelocityRequest: { se2FrameName: "odom" } } } };
    expect(await client.sendCommand(mobility, { endTime: LOCAL })).toBe(9);
    expect(channel.lastRequest["command"]).toMatchObject({
      synchronizedCommand: { mobilityCommand: { se2VelocityRequest: { se2FrameName: "odom", endTime: ROBOT } } },
    });
    expect(mobility.synchronizedCommand.mobilityCommand.se2VelocityRequest).toEqual({ se2FrameName: "odom" });
    await client.sendCommand(
      {
        synchronizedCommand: {
          armCommand: { armVelocityCommand: {} },
          gripperCommand: { clawGripperCommand: { trajectory: { referenceTime: LOCAL } } },
        },
      },
      { endTime: LOCAL },
    );
    expect(channel.lastRequest["command"]).toMatchObject({
      synchronizedCommand: {
        mobilityCommand: undefined,
        armCommand: { armVelocityCommand: { endTime: ROBOT } },
        gripperCommand: { clawGripperCommand: { trajectory: { referenceTime: ROBOT } } },
      },
    });
  });

  it("puts the end time into constrained manipulation too, and leaves times that are the robot's already", async () => {
    const { client, channel } = make(RobotCommandClient, { robotClock: CLOCK }, { ...OK, robotCommandId: 9 });
    const request = (endTime?: object): object => ({
      fullBodyCommand: { constrainedManipulationRequest: { frameName: "odom", endTime } },
    });
    await client.sendCommand(request(), { endTime: LOCAL });
    expect(channel.lastRequest["command"]).toMatchObject(request(ROBOT));
    await client.sendCommand(request(ROBOT));
    expect(channel.lastRequest["command"]).toMatchObject(request(ROBOT));
  });

  it("sends a command without an end time unchanged", async () => {
    const { client, channel } = make(RobotCommandClient, { robotClock: CLOCK }, { ...OK, robotCommandId: 9 });
    await client.sendCommand({ fullBodyCommand: { stopRequest: {} } }, { endTime: LOCAL });
    expect(channel.lastRequest["command"]).toMatchObject({ fullBodyCommand: { stopRequest: {} } });
  });
});
