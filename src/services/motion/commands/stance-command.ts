/** Putting each foot in its place. */
import type { Vec2Init } from "../../../messages/bosdyn/api/geometry.ts";
import type { LocalRobotCommand } from "../robot-command.ts";
import type { EndTimeOptions } from "./command-time.ts";
import { mobilityCommand, type MobilityOptions } from "./mobility-params.ts";
import { finiteFields, within } from "./number-checks.ts";

/** How near is near enough, in metres. */
const DEFAULT_ACCURACY_METERS = 0.05;
const MIN_ACCURACY_METERS = 0.02;
const MAX_ACCURACY_METERS = 0.1;

/** Where each foot goes: x and y in metres. */
export interface FootPositions {
  /** Front left. */
  readonly fl: Vec2Init;
  /** Front right. */
  readonly fr: Vec2Init;
  /** Hind left. */
  readonly hl: Vec2Init;
  /** Hind right. */
  readonly hr: Vec2Init;
}

/** Where the feet go, and how exactly. */
export interface StanceCommandOptions extends MobilityOptions, EndTimeOptions {
  /** The frame of the positions: `odom` or `vision`. */
  readonly frameName: string;
  readonly feetMeters: FootPositions;
  /** How near a foot must come, in metres: 0.02 to 0.10. Default 0.05. */
  readonly accuracyMeters?: number | undefined;
}

/**
 * Step until the feet are where they should be. Places further away than a step are refused in the feedback
 * (TOO_FAR_AWAY): see `stanceProgress`. Needs an end time.
 * @throws {RangeError} the accuracy is out of range, or a number is not finite
 */
export function stanceCommand({
  frameName,
  feetMeters,
  accuracyMeters = DEFAULT_ACCURACY_METERS,
  endTime,
  ...options
}: StanceCommandOptions): LocalRobotCommand {
  const { fl, fr, hl, hr } = finiteFields("feetMeters", feetMeters);
  const stance = {
    footPositions: new Map(Object.entries({ fl, fr, hl, hr })),
    se2FrameName: frameName,
    accuracy: within("accuracyMeters", accuracyMeters, MIN_ACCURACY_METERS, MAX_ACCURACY_METERS),
  };
  return mobilityCommand({ stanceRequest: { endTime, stance } }, options);
}
