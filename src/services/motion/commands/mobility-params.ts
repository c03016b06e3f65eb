/** The parameters that every command to the legs carries, packed into an `Any`. */
import {
  LocomotionHint,
  MobilityParams,
  type MobilityParamsInit,
} from "../../../messages/bosdyn/api/spot/robot_command.ts";
import type { AnyInit } from "../../../messages/google/protobuf/any.ts";
import { type BodyOffset, bodyOffset } from "./body-control.ts";
import { wholeVelocityLimit } from "./velocity-limit.ts";
import { finiteFields } from "./number-checks.ts";

const TYPE_URL = "type.googleapis.com/bosdyn.api.spot.MobilityParams";

/** Where the body is held, and any other field of `bosdyn.api.spot.MobilityParams`. */
export interface MobilityParamsOptions extends BodyOffset, MobilityParamsInit {}

/** What every mobility command takes besides its own options. */
export interface MobilityOptions extends BodyOffset {
  /** How to walk. Default: that of `params`, else `HINT_AUTO`. */
  readonly locomotionHint?: LocomotionHint | undefined;
  /**
   * Whole parameters, as `mobilityParams` makes them, in place of the defaults. A body offset or hint given beside them
   * wins over theirs; an offset replaces all of their `bodyControl`.
   */
  readonly params?: MobilityParamsInit | undefined;
}

/**
 * Make mobility parameters: a body offset (default: none, and said so), `HINT_AUTO`, and whatever else is given, such as
 * `velLimit` from `velocityLimit`. Set `stairsMode` to decide about stairs: unset, the robot takes stairs as off.
 * @throws {TypeError} both `bodyControl` and a body offset
 * @throws {RangeError} a number is not finite, or a bound of `velLimit` lacks an axis
 */
export function mobilityParams(options: MobilityParamsOptions = {}): MobilityParamsInit {
  const { bodyHeightMeters, yawRadians, rollRadians, pitchRadians, ...fields } = options;
  const offset = { bodyHeightMeters, yawRadians, rollRadians, pitchRadians };
  if (fields.bodyControl !== undefined && isGiven(offset)) {
    throw new TypeError("bodyControl and a body offset both say how to hold the body: give one of them");
  }
  return {
    ...finiteFields("mobilityParams", fields),
    velLimit: wholeVelocityLimit("mobilityParams.velLimit", fields.velLimit),
    bodyControl: fields.bodyControl ?? bodyOffset(offset),
    locomotionHint: fields.locomotionHint ?? LocomotionHint.HINT_AUTO,
  };
}

/** Pack mobility parameters for `MobilityCommand.params`. Times within must be robot time. @throws {RangeError} */
export function packMobilityParams(params: MobilityParamsInit): AnyInit {
  const finite = finiteFields("params", params);
  wholeVelocityLimit("params.velLimit", finite.velLimit);
  return { typeUrl: TYPE_URL, value: MobilityParams.encode(finite) };
}

/** A synchronized command of a mobility request alone, with its parameters. @throws {RangeError} */
export function mobilityCommand<T extends object>(
  request: T,
  options: MobilityOptions,
): { readonly synchronizedCommand: { readonly mobilityCommand: T & { readonly params: AnyInit } } } {
  return { synchronizedCommand: { mobilityCommand: { ...request, params: packMobilityParams(chosen(options)) } } };
}

function chosen({ params, locomotionHint, ...rest }: MobilityOptions): MobilityParamsInit {
  const { bodyHeightMeters, yawRadians, rollRadians, pitchRadians } = rest;
  const offset = { bodyHeightMeters, yawRadians, rollRadians, pitchRadians };
  if (params === undefined) return mobilityParams({ ...offset, locomotionHint });
  return {
    ...params,
    ...(isGiven(offset) && { bodyControl: bodyOffset(offset) }),
    ...(locomotionHint !== undefined && { locomotionHint }),
  };
}

function isGiven(offset: BodyOffset): boolean {
  return Object.values(offset).some((value) => value !== undefined);
}
