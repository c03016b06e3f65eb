import { describe, expect, it } from "vitest";
import { RpcError, TransportError } from "../../../src/grpc/index.ts";
import type { RobotStateStreamResponse } from "../../../src/messages/bosdyn/api/robot_state.ts";
import {
  RetryableUnavailableError,
  RobotStateBuffer,
  RobotStateClient,
  RobotStateStreamingClient,
} from "../../../src/services/index.ts";
import { collect } from "../../support/collect.ts";
import { connectLoggedIn, rejection } from "../../support/robots.ts";
import { type Answer, OK_HEADER, ScriptedChannel } from "../scripted-channel.ts";
import { testOptions, TickingClock } from "../support.ts";

function state(position: number): object {
  return { header: OK_HEADER, jointStates: { position: [position] } };
}

function scripted(answer: Answer): { channel: ScriptedChannel; client: RobotStateStreamingClient } {
  const channel = new ScriptedChannel(answer);
  return { channel, client: new RobotStateStreamingClient(channel, testOptions()) };
}

function positions(states: readonly RobotStateStreamResponse[]): unknown[] {
  return states.map(({ jointStates }) => jointStates?.position[0]);
}

describe("RobotStateStreamingClient", () => {
  it("yields states until the robot ends the stream", async () => {
    const { channel, client } = scripted(() => [state(1), state(2), state(3)]);
    expect(positions(await collect(client.getRobotStateStream()))).toEqual([1, 2, 3]);
    expect(channel.calls.map(({ path }) => path)).toEqual([
      "/bosdyn.api.RobotStateStreamingService/GetRobotStateStream",
    ]);
    expect(channel.cancelled).toBe(0);
  });

  it("has no deadline by default", async () => {
    const { channel, client } = scripted(() => []);
    await collect(client.getRobotStateStream());
    expect(channel.last.options?.timeoutMs).toBe(Infinity);
  });

  it("has no deadline either if the caller leaves timeoutMs undefined", async () => {
    const { channel, client } = scripted(() => []);
    await collect(client.getRobotStateStream({ timeoutMs: undefined }));
    expect(channel.last.options?.timeoutMs).toBe(Infinity);
  });

  it("has the deadline and signal that the caller gives", async () => {
    const { channel, client } = scripted(() => []);
    const { signal } = new AbortController();
    await collect(client.getRobotStateStream({ timeoutMs: 5, signal }));
    expect(channel.last.options).toEqual({ timeoutMs: 5, signal });
  });

  it("calls nothing before the first read, and stamps the header then", async () => {
    const clock = new TickingClock();
    const channel = new ScriptedChannel(() => [state(1)]);
    const states = new RobotStateStreamingClient(channel, testOptions(clock)).getRobotStateStream();
    expect(channel.calls).toHaveLength(0);
    expect(clock.readings).toBe(0);
    await states.next();
    expect(clock.readings).toBe(1);
    expect(channel.last.request.header).toMatchObject({
      clientName: "tester",
      requestTimestamp: { seconds: TickingClock.start },
    });
    await states.return(undefined);
  });

  it("cancels the call when the reader leaves the loop", async () => {
    const { channel, client } = scripted(() => [state(1), state(2)]);
    for await (const first of client.getRobotStateStream()) {
      expect(first.jointStates?.position).toEqual([1]);
      break;
    }
    expect(channel.cancelled).toBe(1);
  });

  it("cancels the call when the reader's loop throws", async () => {
    const { channel, client } = scripted(() => [state(1), state(2)]);
    const bug = new Error("the reader's own");
    const read = async (): Promise<void> => {
      for await (const each of client.getRobotStateStream()) if (each.header !== undefined) throw bug;
    };
    expect(await rejection(read())).toBe(bug);
    expect(channel.cancelled).toBe(1);
  });

  it("gives errors that come after some states their class", async () => {
    const { client } = scripted(function* ({ path }) {
      yield state(1);
      const cause = new TransportError("TRANSPORT_LOST", "192.0.2.1:443", "Wi-Fi");
      throw new RpcError("UNAVAILABLE", path, "lost", { cause });
    });
    const states = client.getRobotStateStream();
    expect((await states.next()).done).toBe(false);
    const error = await rejection(states.next());
    expect(error).toBeInstanceOf(RetryableUnavailableError);
    expect(error).toMatchObject({ code: "RPC_CONNECTION_LOST" });
    expect(await states.next()).toEqual({ done: true, value: undefined });
  });

  it("fills one buffer again and again, each time when the reader asks", async () => {
    const { channel, client } = scripted(() => [state(1), state(2), state(3)]);
    const buffer = new RobotStateBuffer();
    const seen: unknown[] = [];
    for await (const each of client.getRobotStateStreamInto(buffer)) {
      expect(each).toBe(buffer);
      const before = each.jointStates?.position[0];
      for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
      expect(each.jointStates?.position[0]).toBe(before);
      seen.push(before);
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(channel.last.options?.timeoutMs).toBe(Infinity);
  });

  it("leaves a buffer alone while messages arrive that nobody has asked for", async () => {
    const { robot } = await connectLoggedIn();
    const buffer = new RobotStateBuffer();
    const states = robot.client(RobotStateStreamingClient).getRobotStateStreamInto(buffer);
    await states.next();
    const before = buffer.toMessage();
    expect(before.jointStates?.position).toHaveLength(12);
    // A call on the same connection: by its answer, states have come that were sent meanwhile.
    for (let i = 0; i < 20; i++) await robot.client(RobotStateClient).getRobotState();
    expect(buffer.toMessage()).toEqual(before);
    await states.next();
    expect(buffer.toMessage()).not.toEqual(before);
    await states.return(undefined);
  });
});
