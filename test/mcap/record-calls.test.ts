/** What a program tells a robot, recorded beside the calls. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createMcap, McapFile, McapFileError, recordCalls, type RecordCallsOptions } from "../../src/mcap/index.ts";
import { RobotCommandFeedbackRequest, RobotCommandResponse } from "../../src/messages/bosdyn/api/robot_command.ts";
import type { Robot } from "../../src/robot/index.ts";
import { RobotCommandClient, standCommand } from "../../src/services/index.ts";
import { RobotIdClient } from "../../src/services/robot-id.ts";
import { readMcap } from "../support/read-mcap.ts";
import { connectTo, rejection, startRobot } from "../support/robots.ts";

async function path(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "spotwire-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "calls.mcap");
}

async function recording(file: McapFile, options?: RecordCallsOptions): Promise<Robot> {
  const simulator = await startRobot();
  const robot = await connectTo(simulator, { interceptors: [recordCalls(file, options)] });
  await robot.login(simulator.user, simulator.password);
  await robot.client(RobotIdClient).getRobotId();
  return robot;
}

it("records commands and what came of them, and nothing else", async () => {
  const name = await path();
  await using file = await createMcap(name);
  const robot = await recording(file);
  await robot.timeSync.establish();
  // Without a lease the robot says no, which is what came of it.
  const refusal = await rejection(robot.client(RobotCommandClient).robotCommand({ command: standCommand() }));
  await rejection(robot.client(RobotCommandClient).robotCommandFeedback({ robotCommandId: 77 }));
  await file.finish();
  const messages = await readMcap(name);
  expect(messages.map(({ topic, typeName }) => [topic, typeName])).toEqual([
    ["/RobotCommandService/RobotCommand/request", "bosdyn.api.RobotCommandRequest"],
    ["/RobotCommandService/RobotCommand/response", "bosdyn.api.RobotCommandResponse"],
    ["/RobotCommandService/RobotCommandFeedback/request", "bosdyn.api.RobotCommandFeedbackRequest"],
    ["/RobotCommandService/RobotCommandFeedback/response", "bosdyn.api.RobotCommandFeedbackResponse"],
  ]);
  expect(RobotCommandResponse.decode(messages[1]?.bytes as Uint8Array)).toEqual(
    (refusal as { response: unknown }).response,
  );
  expect(RobotCommandFeedbackRequest.decode(messages[2]?.bytes as Uint8Array).robotCommandId).toBe(77);
});

it("never records a login", async () => {
  const name = await path();
  await using file = await createMcap(name);
  await recording(file, { wants: () => true });
  await file.finish();
  const topics = new Set((await readMcap(name)).map(({ topic }) => topic));
  expect(topics).toEqual(new Set(["request", "response"].map((side) => `/RobotIdService/GetRobotId/${side}`)));
});

it("lets calls go on where nothing can be written", async () => {
  const failure = new McapFileError("MCAP_FILE_UNWRITABLE", "full.mcap", "ENOSPC");
  const file = new McapFile({ size: 0, write: () => Promise.reject(failure), close: () => Promise.resolve() });
  const troubles: unknown[] = [];
  const robot = await recording(file, { wants: () => true, onTrouble: (_, error) => troubles.push(error) });
  expect((await robot.client(RobotIdClient).getRobotId()).serialNumber).not.toBe("");
  expect(new Set(troubles)).toEqual(new Set([failure]));
  expect(troubles).toHaveLength(4);
});
