import { describe, expect, it, onTestFinished } from "vitest";
import { faultsOf } from "../../../src/inspect/index.ts";
import { connect } from "../../../src/robot/connect.ts";
import { RobotIdClient, RobotStateClient } from "../../../src/services/index.ts";
import { startRobot } from "../../support/robots.ts";
import { TapScene } from "../../tap/scene.ts";
import { modelOf, recordingOf } from "./scene.ts";

describe("a session with a robot, recorded by a tap", () => {
  it("is on the page whole: its calls, its messages, no password and no token", async () => {
    const simulator = await startRobot();
    const scene = await TapScene.start(simulator.port, simulator.rootsPem);
    const robot = await connect(`127.0.0.1:${scene.tap.port}`, { roots: scene.tap.rootPem });
    onTestFinished(() => robot.close());
    await robot.login(simulator.user, simulator.password);
    await robot.client(RobotIdClient).getRobotId();
    const state = await robot.client(RobotStateClient).getRobotState();
    await robot.close();
    await scene.closed(scene.of("opened").length);
    const model = modelOf(recordingOf(scene.records));

    const shown: string[] = [];
    const types = new Set<string>();
    const paths: (string | undefined)[] = [];
    for (const { number, frameCount, callCount, closed, left } of model.connections) {
      expect([closed, left]).toEqual(["done", undefined]);
      for (let index = 0; index < frameCount; index++) {
        const { span, messages } = model.detail(number, index);
        expect([...faultsOf(span)]).toEqual([]);
        const text = JSON.stringify(span);
        shown.push(text);
        for (const [, typeName = ""] of text.matchAll(/"typeName":"(bosdyn\.[\w.]+)"/g)) types.add(typeName);
        for (const ref of messages) expect([...faultsOf(model.message(ref).span)]).toEqual([]);
      }
      for (let index = 0; index < callCount; index++) {
        const { path, status, hasFailed } = model.call(number, index);
        paths.push(path);
        expect([status, hasFailed]).toEqual([0, false]);
      }
    }
    expect(paths).toContain("/bosdyn.api.AuthService/GetAuthToken");
    expect(paths).toContain("/bosdyn.api.RobotStateService/GetRobotState");
    expect(types).toContain("bosdyn.api.RobotState");
    const all = shown.join("\n");
    expect(all).toContain(state.kinematicState?.jointStates[0]?.name ?? "no joints");
    expect(all).toContain("authorization: (masked)");
    expect(all).not.toContain(simulator.password);
    expect([...model.search(simulator.password)].filter((hit) => hit !== undefined)).toEqual([]);
    expect([...model.search(simulator.password, { showSecrets: true })].some((hit) => hit !== undefined)).toBe(true);
  });
});
