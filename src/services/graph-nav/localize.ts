/** Telling the robot where in its map it is, by what it sees or by where somebody put it. */
import type { CallOptions } from "../../grpc/index.ts";
import type { SE3PoseInit } from "../../messages/bosdyn/api/geometry.ts";
import {
  type SetLocalizationRequestInit,
  SetLocalizationRequest_FiducialInit,
  type SetLocalizationResponse,
  type VisualRefinementOptionsInit,
} from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import { finite, notNegative } from "../motion/commands/number-checks.ts";
import type { GraphNavClient } from "./client.ts";

/** What both ways of localising take. */
export interface LocalizeOptions extends CallOptions {
  /** Where the body stands in `odom` now: `aTformB(snapshot, "odom", "body")` of a fresh robot state. */
  readonly odomTformBody: SE3PoseInit;
  /** How to make the result better: by the shape of the surroundings, or by what the cameras see. Default: not at all. */
  readonly refinement?: "icp" | { readonly visual: VisualRefinementOptionsInit } | undefined;
  /** Whether the robot looks for other places that look the same. Default `false`. */
  readonly checkAmbiguity?: boolean | undefined;
}

/** Which fiducial to localise by. */
export interface LocalizeByFiducialOptions extends LocalizeOptions {
  /** The number on the fiducial, 1 or more. Default: the nearest one that the robot sees. */
  readonly fiducialId?: number | undefined;
}

/** Where the robot stands, and how far off that may be. */
export interface LocalizeNearOptions extends LocalizeOptions {
  /** Where the body stands at the waypoint. Default: on it, and turned as it is. */
  readonly waypointTformBody?: SE3PoseInit | undefined;
  /** How far off that may be, in metres. Default 0.2. */
  readonly maxDistanceMeters?: number | undefined;
  /** How far it may be turned. Default 20 degrees. */
  readonly maxYawRadians?: number | undefined;
}

const MAX_DISTANCE_METERS = 0.2;
const MAX_YAW_RADIANS = (20 * Math.PI) / 180;
const { FIDUCIAL_INIT_NEAREST, FIDUCIAL_INIT_SPECIFIC, FIDUCIAL_INIT_NO_FIDUCIAL } =
  SetLocalizationRequest_FiducialInit;

/**
 * Localise the robot by a fiducial that it sees, anywhere in the map.
 * @throws {RequestFailedError | RobotFaultedError | RequestAbortedError | IncompatibleSensorsError} it sees none, or cannot
 * @throws {ResponseError | RpcError}
 * @throws {RangeError} `fiducialId` is not a positive integer
 * @example
 * ```ts
 * const { kinematicState } = await robot.client(RobotStateClient).getRobotState();
 * const odomTformBody = aTformB(kinematicState?.transformsSnapshot ?? {}, "odom", "body");
 * if (odomTformBody !== undefined) await localizeByFiducial(robot.client(GraphNavClient), { odomTformBody });
 * ```
 */
export function localizeByFiducial(
  client: Pick<GraphNavClient, "setLocalization">,
  { fiducialId, ...options }: LocalizeByFiducialOptions,
): Promise<SetLocalizationResponse> {
  if (fiducialId !== undefined && !(Number.isInteger(fiducialId) && fiducialId > 0)) {
    throw new RangeError(`fiducialId is ${fiducialId}: it must be a positive integer`);
  }
  // An id without SPECIFIC would be ignored, and SPECIFIC without an id is fiducial 0.
  const fiducial =
    fiducialId === undefined
      ? { fiducialInit: FIDUCIAL_INIT_NEAREST }
      : { fiducialInit: FIDUCIAL_INIT_SPECIFIC, useFiducialId: fiducialId };
  return localize(client, { initialGuess: {}, ...fiducial }, options);
}

/**
 * Localise the robot at a waypoint, beside which it stands.
 * @throws {UnknownMapInformationError | RequestFailedError | RobotFaultedError | RequestAbortedError} it cannot be there
 * @throws {ResponseError | RpcError}
 * @throws {RangeError} the waypoint has no id; a bound is negative or not finite
 */
export function localizeNear(
  client: Pick<GraphNavClient, "setLocalization">,
  waypointId: string,
  { waypointTformBody, maxDistanceMeters, maxYawRadians, ...options }: LocalizeNearOptions,
): Promise<SetLocalizationResponse> {
  if (waypointId === "") throw new RangeError("the waypoint has no id");
  const guess = {
    initialGuess: { waypointId, waypointTformBody: waypointTformBody ?? { rotation: { w: 1 } } },
    maxDistance: notNegative("maxDistanceMeters", maxDistanceMeters ?? MAX_DISTANCE_METERS),
    maxYaw: notNegative("maxYawRadians", maxYawRadians ?? MAX_YAW_RADIANS),
    fiducialInit: FIDUCIAL_INIT_NO_FIDUCIAL,
  };
  return localize(client, guess, options);
}

function localize(
  client: Pick<GraphNavClient, "setLocalization">,
  request: Omit<SetLocalizationRequestInit, "header">,
  { odomTformBody, refinement, checkAmbiguity, ...call }: LocalizeOptions,
): Promise<SetLocalizationResponse> {
  for (const [axis, value] of Object.entries(odomTformBody.position ?? {})) {
    if (typeof value === "number") finite(`odomTformBody.position.${axis}`, value);
  }
  return client.setLocalization(
    {
      ...request,
      koTformBody: odomTformBody,
      doAmbiguityCheck: checkAmbiguity,
      ...(refinement === "icp" && { refineFiducialResultWithIcp: true }),
      ...(typeof refinement === "object" && { refineWithVisualFeatures: refinement.visual }),
    },
    call,
  );
}
