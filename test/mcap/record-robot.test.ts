/** Recordings of the embedded robot, read back by an independent reader. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createMcap, recordRobot, type RecordRobotOptions } from "../../src/mcap/index.ts";
import { RobotState } from "../../src/messages/bosdyn/api/robot_state.ts";
import type { Image } from "../../src/messages/bosdyn/api/image.ts";
import { ImageResponse } from "../../src/messages/bosdyn/api/image.ts";
import { offsetClock } from "../../src/sim/index.ts";
import { robotTimeFromTimestamp } from "../../src/services/time.ts";
import { type ReadMessage, readMcap } from "../support/read-mcap.ts";
import { connectLoggedIn, connectTo, rejection, startRobot } from "../support/robots.ts";

const HOUR_MS = 3_600_000;

async function path(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "spotwire-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "robot.mcap");
}

/** Record until every topic has so many messages. */
async function recorded(
  topics: Readonly<Record<string, number>>,
  options: Partial<RecordRobotOptions>,
): Promise<ReadMessage[]> {
  const { robot } = await connectLoggedIn({ clock: offsetClock(HOUR_MS) });
  const name = await path();
  await using file = await createMcap(name);
  const stop = new AbortController();
  const poll = setInterval(() => {
    const isEnough = Object.entries(topics).every(([topic, count]) => (file.counts.get(topic) ?? 0) >= count);
    if (isEnough) stop.abort();
  }, 5);
  onTestFinished(() => clearInterval(poll));
  await recordRobot(robot, file, { ...options, signal: stop.signal });
  await file.finish();
  return await readMcap(name);
}

it("records the state and its frames, byte for byte as the robot sent it", async () => {
  const messages = await recorded({ "/robot_state": 3, "/tf": 3 }, { stateRateHertz: 100 });
  const states = messages.filter(({ topic }) => topic === "/robot_state");
  for (const { typeName, bytes, value, logTime, publishTime } of states) {
    expect(typeName).toBe("bosdyn.api.RobotState");
    const state = RobotState.decode(bytes);
    expect(RobotState.encode(state)).toEqual(bytes);
    expect(Object.keys(value)).toEqual(expect.arrayContaining(["powerState", "batteryStates", "kinematicState"]));
    expect(state.kinematicState?.jointStates.length).toBeGreaterThan(10);
    // The robot's clock is an hour off; what is recorded is not.
    const robots = robotTimeFromTimestamp(state.kinematicState?.acquisitionTimestamp ?? {});
    expect(Number(robots - publishTime) / 1e6).toBeGreaterThan(HOUR_MS - 5_000);
    expect(Math.abs(Number(logTime - publishTime)) / 1e6).toBeLessThan(5_000);
  }
  const frames = messages.find(({ topic }) => topic === "/tf");
  const tree = RobotState.decode(states[0]?.bytes ?? new Uint8Array()).kinematicState?.transformsSnapshot;
  const edges = [...(tree?.childToParentEdgeMap ?? [])].filter(([, { parentFrameName }]) => parentFrameName !== "");
  expect(edges.length).toBeGreaterThan(1);
  const { transforms } = frames?.value as { transforms: Record<string, unknown>[] };
  expect(transforms.map(({ childFrameId, parentFrameId }) => [childFrameId, parentFrameId])).toEqual(
    edges.map(([child, { parentFrameName }]) => [child, parentFrameName]),
  );
  const [, first] = edges[0] as (typeof edges)[number];
  expect(transforms[0]?.["translation"]).toMatchObject({
    x: first.parentTformChild?.position?.x ?? 0,
    z: first.parentTformChild?.position?.z ?? 0,
  });
});

it("records images as the robot sent them, and as Foxglove shows them", async () => {
  const sources = ["frontleft_fisheye_image", "left_depth"];
  const topics = Object.fromEntries(sources.map((source) => [`/image/${source}/view`, 1]));
  const messages = await recorded(topics, { stateRateHertz: 0, images: sources, imageRateHertz: 50 });
  expect(new Set(messages.map(({ topic }) => topic))).toEqual(
    new Set(sources.flatMap((source) => [`/image/${source}`, `/image/${source}/view`])),
  );
  for (const source of sources) {
    const sent = messages.find(({ topic }) => topic === `/image/${source}`);
    const view = messages.find(({ topic }) => topic === `/image/${source}/view`);
    const response = ImageResponse.decode(sent?.bytes ?? new Uint8Array());
    expect(response.source?.name).toBe(source);
    const image = response.shot?.image as Image;
    expect(view?.value["frameId"]).toBe(response.shot?.frameNameImageSensor);
    expect(new Uint8Array(view?.value["data"] as Uint8Array)).toEqual(image.data);
    expect(view?.logTime).toBe(sent?.logTime);
    if (view?.typeName === "foxglove.CompressedImage") expect(view.value["format"]).toBe("jpeg");
    else expect(view?.value).toMatchObject({ width: image.cols, height: image.rows });
  }
});

it("records the joint stream", async () => {
  const messages = await recorded({ "/joints": 20 }, { stateRateHertz: 0, joints: true });
  expect(messages.length).toBeGreaterThanOrEqual(20);
  expect(messages[0]?.typeName).toBe("bosdyn.api.RobotStateStreamResponse");
  const { jointStates } = messages[0]?.value as { jointStates: { position: number[] } };
  expect(jointStates.position.length).toBeGreaterThan(10);
});

it("goes on where an image is not taken, and ends where nothing will get better", async () => {
  const troubles: string[] = [];
  const { robot } = await connectLoggedIn();
  await using file = await createMcap(await path());
  const stop = new AbortController();
  await recordRobot(robot, file, {
    stateRateHertz: 0,
    images: ["no_such_source"],
    imageRateHertz: 50,
    signal: stop.signal,
    onTrouble(topic, error) {
      troubles.push(`${topic} ${(error as Error).message}`);
      if (troubles.length === 2) stop.abort();
    },
  });
  expect(troubles[0]).toBe("/image/no_such_source no image: STATUS_UNKNOWN_CAMERA");
  const simulator = await startRobot();
  const stranger = await connectTo(simulator);
  const failure = await rejection(recordRobot(stranger, file, { signal: new AbortController().signal }));
  expect(failure).toMatchObject({ status: "UNAUTHENTICATED" });
});

it("ends where the file takes no more", async () => {
  const { robot } = await connectLoggedIn();
  const file = await createMcap(await path());
  await file.close();
  const failure = await rejection(
    recordRobot(robot, file, { joints: true, stateRateHertz: 100, signal: new AbortController().signal }),
  );
  expect(failure).toBeInstanceOf(TypeError);
});
