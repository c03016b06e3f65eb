/** Commands to the legs, read: each becomes a plan. */
import type {
  MobilityCommand_FeedbackInit,
  MobilityCommand_Request,
} from "../../../messages/bosdyn/api/mobility_command.ts";
import {
  RobotCommandFeedbackStatus_Status as Status,
  type SE2TrajectoryCommand_Request,
  type SE2VelocityCommand_Request,
  SitCommand_Feedback_Status,
  StandCommand_Feedback_StandingState,
  StandCommand_Feedback_Status,
} from "../../../messages/bosdyn/api/basic_command.ts";
import type { SE2Velocity } from "../../../messages/bosdyn/api/geometry.ts";
import { invalidRequest } from "../../services/response-header.ts";
import type { GroundPose, Posture } from "../../parts.ts";
import { type GroundVelocity, PathDrive, VelocityDrive } from "../drive.ts";
import type { LegLocomotion } from "../locomotion.ts";
import { composeGround } from "../world-frames.ts";
import { planStance } from "./stance.ts";
import { readParams, type ReadParams } from "./mobility-params.ts";
import { checkFinite, checkPoints, instant, secondsOf } from "./numbers.ts";
import type { CommandScene, Plan } from "./plan.ts";
import { running, type RunningMobility, UP } from "./running-mobility.ts";
import { trajectoryFeedback } from "./trajectory-feedback.ts";

const ORIGIN: GroundPose = { x: 0, y: 0, yaw: 0 };
const NOT_FALLEN: readonly Posture[] = [...UP, "sitting", "sitting-down"];

/**
 * Read a mobility command.
 * @throws {HeaderError} it is malformed
 */
export function planMobility(request: MobilityCommand_Request, scene: CommandScene): Plan<RunningMobility> {
  const params = readParams(request.params, scene);
  const { referenceTimes, unknownFrame } = params;
  const plan = readCommand(request, scene, params);
  return {
    ...plan,
    referenceTimes: [...(plan.referenceTimes ?? []), ...referenceTimes],
    unknownFrame: plan.unknownFrame ?? unknownFrame,
  };
}

function readCommand(request: MobilityCommand_Request, scene: CommandScene, params: ReadParams): Plan<RunningMobility> {
  const { locomotion } = scene;
  const { manner } = params;
  if (request.se2VelocityRequest !== undefined) return planVelocity(request.se2VelocityRequest, scene, params);
  if (request.se2TrajectoryRequest !== undefined) return planTrajectory(request.se2TrajectoryRequest, scene, params);
  if (request.stanceRequest !== undefined) return planStance(request.stanceRequest, scene, params);
  if (request.sitRequest !== undefined) {
    return order(
      locomotion,
      NOT_FALLEN,
      () => locomotion.sit(),
      () => sitFeedback(locomotion),
    );
  }
  if (request.standRequest !== undefined) {
    return order(
      locomotion,
      NOT_FALLEN,
      () => locomotion.stand(manner),
      () => standFeedback(locomotion),
    );
  }
  if (request.stopRequest !== undefined) {
    return order(
      locomotion,
      undefined,
      () => locomotion.stop(),
      () => ({ stopFeedback: {} }),
    );
  }
  if (request.freezeRequest !== undefined) {
    return order(
      locomotion,
      undefined,
      () => locomotion.freeze(),
      () => ({ freezeFeedback: {} }),
    );
  }
  if (request.followArmRequest !== undefined) {
    // Without an arm there is nothing to follow: the robot stays where it is.
    const start = (): RunningMobility => {
      locomotion.stop();
      const status = (): number => Status.STATUS_INCOMPATIBLE_HARDWARE;
      return { status, feedback: () => ({ followArmFeedback: {}, status: status() }) };
    };
    return { start };
  }
  throw invalidRequest("mobility_command has no command");
}

/** A plan that is an order to the body, and is overridden by the next order, whoever gives it. */
function order(
  locomotion: LegLocomotion,
  postures: readonly Posture[] | undefined,
  give: () => void,
  own: () => MobilityCommand_FeedbackInit,
): Plan<RunningMobility> {
  return {
    postures,
    start: () => {
      give();
      return running(locomotion, undefined, own);
    },
  };
}

function planVelocity(
  request: SE2VelocityCommand_Request,
  scene: CommandScene,
  { manner, limit }: ReadParams,
): Plan<RunningMobility> {
  const { velocity, slewRateLimit, se2FrameName: frame } = request;
  if (velocity === undefined) throw invalidRequest("se2_velocity_request has no velocity");
  const slew = slewRateLimit && readVelocity("slew_rate_limit", slewRateLimit);
  if (slew !== undefined && Math.min(slew.x, slew.y, slew.yaw) < 0) {
    throw invalidRequest("slew_rate_limit is negative");
  }
  const { locomotion } = scene;
  const isOfBody = frame === "body" || frame === "flat_body";
  const axes = isOfBody ? undefined : scene.worldFrame(frame);
  const end = instant(request.endTime);
  const wanted = readVelocity("velocity", velocity);
  return {
    postures: UP,
    endTimes: [end],
    unknownFrame: isOfBody || axes !== undefined ? undefined : frame,
    start: () => {
      const endMs = locomotion.uptimeOf(end ?? 0n);
      const drive = new VelocityDrive({ endMs, velocity: wanted, axesYaw: axes?.yaw, limit, slew });
      locomotion.go(drive, manner);
      return running(locomotion, drive, () => ({ se2VelocityFeedback: { requestInformation: request } }));
    },
  };
}

function planTrajectory(
  request: SE2TrajectoryCommand_Request,
  scene: CommandScene,
  { manner, limit }: ReadParams,
): Plan<RunningMobility> {
  const { trajectory, se2FrameName: frame } = request;
  checkPoints("trajectory", trajectory?.points ?? []);
  const points = (trajectory?.points ?? []).map(({ pose, timeSinceReference }) => {
    if (pose === undefined) throw invalidRequest("trajectory has a point without a pose");
    const { x = 0, y = 0 } = pose.position ?? {};
    checkFinite("trajectory", x, y, pose.angle);
    return { x, y, yaw: pose.angle, seconds: secondsOf(timeSinceReference) };
  });
  if (points.some(({ seconds }, i) => seconds < (points[i - 1]?.seconds ?? 0))) {
    throw invalidRequest("trajectory goes back in time");
  }
  const { locomotion } = scene;
  const origin = scene.worldFrame(frame);
  const end = instant(request.endTime);
  const reference = instant(trajectory?.referenceTime) ?? scene.clock.now();
  return {
    postures: UP,
    endTimes: [end],
    unknownFrame: origin === undefined ? frame : undefined,
    start: () => {
      const startMs = locomotion.uptimeOf(reference);
      const path = points.map(({ seconds, ...place }) => ({
        ...composeGround(origin ?? ORIGIN, place),
        atMs: seconds > 0 ? startMs + seconds * 1000 : undefined,
      }));
      const drive = new PathDrive(path, locomotion.uptimeOf(end ?? 0n), limit);
      locomotion.go(drive, manner);
      return running(locomotion, drive, () => ({
        se2TrajectoryFeedback: { ...trajectoryFeedback(drive, locomotion), requestInformation: request },
      }));
    },
  };
}

function readVelocity(field: string, { linear, angular }: SE2Velocity): GroundVelocity {
  const { x = 0, y = 0 } = linear ?? {};
  checkFinite(field, x, y, angular);
  return { x, y, yaw: angular };
}

function sitFeedback({ posture }: LegLocomotion): MobilityCommand_FeedbackInit {
  const { STATUS_IS_SITTING, STATUS_IN_PROGRESS } = SitCommand_Feedback_Status;
  return { sitFeedback: { status: posture === "sitting" ? STATUS_IS_SITTING : STATUS_IN_PROGRESS } };
}

function standFeedback({ posture, isSettled, isFrozen }: LegLocomotion): MobilityCommand_FeedbackInit {
  const { STATUS_IS_STANDING, STATUS_IN_PROGRESS } = StandCommand_Feedback_Status;
  const { STANDING_CONTROLLED, STANDING_FROZEN } = StandCommand_Feedback_StandingState;
  const status = posture === "standing" && isSettled ? STATUS_IS_STANDING : STATUS_IN_PROGRESS;
  return { standFeedback: { status, standingState: isFrozen ? STANDING_FROZEN : STANDING_CONTROLLED } };
}
