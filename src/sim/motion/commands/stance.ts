/** The stance command: feet on given places, the body above the middle of them. */
import {
  type StanceCommand_Request,
  StanceCommand_Feedback_Status as Status,
} from "../../../messages/bosdyn/api/basic_command.ts";
import { LEGS } from "../../body/legs.ts";
import { invalidRequest } from "../../services/response-header.ts";
import { PathDrive } from "../drive.ts";
import type { GroundPoint } from "../feet.ts";
import type { LegLocomotion } from "../locomotion.ts";
import { composeGround } from "../world-frames.ts";
import type { ReadParams } from "./mobility-params.ts";
import { checkFinite, instant } from "./numbers.ts";
import type { CommandScene, Plan } from "./plan.ts";
import { running, type RunningMobility, UP } from "./running-mobility.ts";

/** A foot goes no farther than that, metres: a robot places its feet, it does not walk there. */
const REACH = 0.5;
/** How near the feet must be if the command does not say, metres; and between what it may say. */
const ACCURACY = { default: 0.05, min: 0.02, max: 0.1 };

/**
 * Read a stance command.
 * @throws {HeaderError} it is malformed
 */
export function planStance(
  { endTime, stance }: StanceCommand_Request,
  scene: CommandScene,
  { manner, limit }: ReadParams,
): Plan<RunningMobility> {
  if (stance === undefined || stance.footPositions.size === 0) throw invalidRequest("stance_request has no feet");
  const accuracy = stance.accuracy === 0 ? ACCURACY.default : stance.accuracy;
  checkFinite("stance.accuracy", accuracy);
  const origin = scene.worldFrame(stance.se2FrameName);
  const places = new Map<string, GroundPoint>();
  for (const [name, { x, y }] of stance.footPositions) {
    if (!LEGS.some((leg) => leg.name === name)) throw invalidRequest(`no foot is named ${JSON.stringify(name)}`);
    checkFinite("stance.foot_positions", x, y);
    places.set(name, composeGround(origin ?? { x: 0, y: 0, yaw: 0 }, { x, y, yaw: 0 }));
  }
  const { locomotion } = scene;
  const end = instant(endTime);
  return {
    postures: UP,
    endTimes: [end],
    unknownFrame: origin === undefined ? stance.se2FrameName : undefined,
    start: () => {
      const endMs = locomotion.uptimeOf(end ?? 0n);
      const goals = LEGS.map(({ name }, i) => places.get(name) ?? locomotion.footPlace(i));
      if (farthest(locomotion, goals) > REACH) {
        locomotion.stop();
        return running(locomotion, undefined, () => ({ stanceFeedback: { status: Status.STATUS_TOO_FAR_AWAY } }));
      }
      const drive = new PathDrive([above(goals)], endMs, limit);
      locomotion.go(drive, { ...manner, places: new Map(LEGS.map(({ name }, i) => [name, goals[i] as GroundPoint])) });
      const near = Math.max(ACCURACY.min, Math.min(ACCURACY.max, accuracy));
      return running(locomotion, drive, () => {
        const isThere = locomotion.isAtRest && drive.progress === "arrived" && farthest(locomotion, goals) <= near;
        return { stanceFeedback: { status: isThere ? Status.STATUS_STANCED : Status.STATUS_GOING_TO_STANCE } };
      });
    },
  };
}

/** How far the foot that is farthest from its goal is from there, metres. */
function farthest(locomotion: LegLocomotion, goals: readonly GroundPoint[]): number {
  return Math.max(
    ...goals.map((goal, i) => {
      const foot = locomotion.footPlace(i);
      return Math.hypot(foot.x - goal.x, foot.y - goal.y);
    }),
  );
}

/** The middle of four feet, heading from the hind ones to the front ones. */
function above(feet: readonly GroundPoint[]): GroundPoint & { readonly yaw: number } {
  const middle = (i: number, j: number): GroundPoint => {
    const [a, b] = [feet[i] as GroundPoint, feet[j] as GroundPoint];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };
  const [front, hind] = [middle(0, 1), middle(2, 3)];
  return {
    x: (front.x + hind.x) / 2,
    y: (front.y + hind.y) / 2,
    yaw: Math.atan2(front.y - hind.y, front.x - hind.x),
  };
}
