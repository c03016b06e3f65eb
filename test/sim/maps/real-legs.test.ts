/** Recording and navigating on the simulator's own legs, all in the robot's time. */
import { describe, expect, it } from "vitest";
import { GraphNavService } from "../../../src/messages/bosdyn/api/graph_nav/graph_nav_service.ts";
import { GraphNavRecordingService } from "../../../src/messages/bosdyn/api/graph_nav/recording_service.ts";
import type { LeaseInit } from "../../../src/messages/bosdyn/api/lease.ts";
import type { LeaseJudge } from "../../../src/sim/parts.ts";
import { mapServices } from "../../../src/sim/maps/map-services.ts";
import { LegLocomotion } from "../../../src/sim/motion/locomotion.ts";
import { Senses } from "../../../src/sim/perception/senses.ts";
import { Timeline } from "../../../src/sim/timeline.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";
import { Bench, subLease } from "../bench.ts";
import { Hosted } from "../hosted.ts";

const leases: LeaseJudge = { use: (attemptedLease) => ({ status: 1, attemptedLease }) };

describe("a map on real legs", () => {
  it("is recorded on the way out, and leads back", async () => {
    const clock = new ManualSimClock();
    const timeline = new Timeline(clock);
    const locomotion = new LegLocomotion({ clock, behaviorFaults: { raise: () => undefined } });
    timeline.add(locomotion);
    const senses = new Senses({ clock, timeline, locomotion });
    const [nav, recording] = mapServices({ clock, timeline, leases, locomotion, senses }).map(
      (each) => new Hosted(each),
    );
    if (nav === undefined || recording === undefined) throw new Error("there are three services");
    const pass = (seconds: number): void => {
      for (let i = 0; i < seconds * 10; i++) {
        clock.advance(100);
        timeline.advance();
      }
    };
    locomotion.stand();
    pass(3);
    expect(locomotion.posture).toBe("standing");
    const { createdWaypoint } = await recording.unary(GraphNavRecordingService.startRecording, {});
    locomotion.walkTo({ x: 4.5, y: -1, yaw: 0 }, clock.now() + 30_000_000_000n);
    pass(12);
    await recording.unary(GraphNavRecordingService.stopRecording, {});
    const { graph } = await nav.unary(GraphNavService.downloadGraph, {});
    expect(graph?.waypoints.length).toBeGreaterThanOrEqual(3);
    const { commandId } = await nav.unary(GraphNavService.navigateTo, {
      destinationWaypointId: createdWaypoint?.id ?? "",
      endTime: { seconds: clock.now() / 1_000_000_000n + 60n },
      clockIdentifier: "clock",
      leases: [{ resource: "body" }],
    });
    pass(30);
    expect(await nav.unary(GraphNavService.navigationFeedback, { commandId })).toMatchObject({ status: 2 });
    const { position } = locomotion.body().odomTformBody;
    expect(Math.hypot(position.x, position.y)).toBeLessThan(0.1);
  });

  it("is walked no further once the lease was taken", async () => {
    const bench = new Bench();
    const { clock, robot } = bench;
    const senses = new Senses(robot, robot.scene);
    const holdsLease = (lease: LeaseInit): boolean => robot.leases.claimOf(lease) !== undefined;
    const [nav, recording] = mapServices({ ...robot, senses, holdsLease }).map((each) => new Hosted(each));
    if (nav === undefined || recording === undefined) throw new Error("there are three services");
    const pass = (seconds: number): void => {
      for (let i = 0; i < seconds * 10; i++) bench.pass(100);
    };
    bench.standUp();
    const { createdWaypoint } = await recording.unary(GraphNavRecordingService.startRecording, {});
    robot.locomotion.walkTo({ x: 2, y: 0, yaw: 0 }, clock.now() + 30_000_000_000n);
    pass(8);
    await recording.unary(GraphNavRecordingService.stopRecording, {});
    const lease = bench.lease("driver");
    const { commandId } = await nav.unary(GraphNavService.navigateTo, {
      destinationWaypointId: createdWaypoint?.id ?? "",
      endTime: { seconds: clock.now() / 1_000_000_000n + 60n },
      clockIdentifier: "clock",
      leases: [subLease(lease, 1)],
    });
    const status = async (): Promise<number> =>
      (await nav.unary(GraphNavService.navigationFeedback, { commandId })).status;
    pass(1);
    expect([await status(), robot.locomotion.posture]).toEqual([1, "walking"]);
    robot.leases.take("body", { clientName: "another" });
    pass(1);
    expect([await status(), robot.locomotion.posture]).toEqual([14, "standing"]);
    const stoppedAt = robot.locomotion.body().odomTformBody.position.x;
    expect(stoppedAt).toBeGreaterThan(0.2);
    pass(5);
    expect(robot.locomotion.body().odomTformBody.position.x).toBeCloseTo(stoppedAt, 2);
  });
});
