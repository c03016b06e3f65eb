/** The simulator's `bosdyn.api.PowerService`. */
import { LeaseUseResult_Status } from "../../messages/bosdyn/api/lease.ts";
import type { LeaseUseResultInit } from "../../messages/bosdyn/api/lease.ts";
import { LicenseInfo_Status } from "../../messages/bosdyn/api/license.ts";
import {
  FanPowerCommandResponse_Status,
  ResetSafetyStopRequest_SafetyStopType as StopType,
  ResetSafetyStopResponse_Status,
} from "../../messages/bosdyn/api/power.ts";
import { PowerService } from "../../messages/bosdyn/api/power_service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { fromDuration, toTimestamp } from "../clock/timestamps.ts";
import type { HostedService } from "../hosted-service.ts";
import type { LeaseJudge } from "../parts.ts";
import type { Fans } from "../power/fans.ts";
import type { PowerCommands } from "../power/power-commands.ts";
import { answering, invalidRequest } from "./response-header.ts";

/** What the service gives access to. */
export interface PowerServiceOptions {
  readonly clock: SimClock;
  readonly leases: LeaseJudge;
  readonly commands: PowerCommands;
  readonly fans: Fans;
}

/** Power is for who has the whole robot. */
const RESOURCE = "body";
/** A fan command of more than a day is a mistake. */
const MAX_FAN_NANOS = 86_400_000_000_000n;

const isRefused = ({ status }: LeaseUseResultInit): boolean => status !== LeaseUseResult_Status.STATUS_OK;

/** Make the service. */
export function powerService({ clock, leases, commands, fans }: PowerServiceOptions): HostedService {
  return {
    name: "power",
    type: PowerService.typeName,
    authority: "power.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          PowerService.powerCommand,
          answering(clock, ({ lease, request }) => {
            const leaseUseResult = leases.use(lease, RESOURCE);
            if (isRefused(leaseUseResult)) return { leaseUseResult };
            const outcome = commands.command(request);
            if (outcome === undefined) throw invalidRequest(`request ${request} is none`);
            const { id: powerCommandId, status, blockingFaults } = outcome;
            const licenseStatus = LicenseInfo_Status.STATUS_VALID;
            return { leaseUseResult, powerCommandId, status, blockingFaults, licenseStatus };
          }),
        )
        .handle(
          PowerService.powerCommandFeedback,
          answering(clock, ({ powerCommandId }) => {
            const outcome = commands.feedback(powerCommandId);
            if (outcome === undefined) throw invalidRequest(`no power command ${powerCommandId}`);
            const { status, blockingFaults } = outcome;
            return { status, blockingFaults };
          }),
        )
        .handle(
          PowerService.fanPowerCommand,
          answering(clock, ({ lease, percentPower, duration }) => {
            const leaseUseResult = leases.use(lease, RESOURCE);
            if (isRefused(leaseUseResult)) return { leaseUseResult };
            if (percentPower < 0 || percentPower > 100) throw invalidRequest("percent_power is not within 0 to 100");
            const nanos = fromDuration(duration ?? {});
            if (nanos <= 0n || nanos > MAX_FAN_NANOS) throw invalidRequest("duration is not within 0 to one day");
            const { id: commandId, desiredEnd } = fans.command(percentPower, nanos);
            const desiredEndTime = toTimestamp(desiredEnd);
            return { leaseUseResult, status: FanPowerCommandResponse_Status.STATUS_OK, commandId, desiredEndTime };
          }),
        )
        .handle(
          PowerService.fanPowerCommandFeedback,
          answering(clock, ({ commandId }) => {
            const command = fans.feedback(commandId);
            if (command === undefined) throw invalidRequest(`no fan command ${commandId}`);
            const { status, desiredEnd, earlyStop } = command;
            return {
              status,
              desiredEndTime: toTimestamp(desiredEnd),
              earlyStopTime: earlyStop === undefined ? undefined : toTimestamp(earlyStop),
            };
          }),
        )
        .handle(
          PowerService.getFanInformation,
          answering(clock, () => ({ fanInformation: fans.information() })),
        )
        .handle(
          PowerService.resetSafetyStop,
          answering(clock, ({ lease, safetyStopType }) => {
            const leaseUseResult = leases.use(lease, RESOURCE);
            if (isRefused(leaseUseResult)) return { leaseUseResult };
            const isKnown =
              safetyStopType === StopType.SAFETY_STOP_PRIMARY || safetyStopType === StopType.SAFETY_STOP_REDUNDANT;
            // This robot has no safety stop, as its hardware configuration says.
            const status = isKnown
              ? ResetSafetyStopResponse_Status.STATUS_INCOMPATIBLE_HARDWARE_ERROR
              : ResetSafetyStopResponse_Status.STATUS_UNKNOWN_STOP_TYPE;
            return { leaseUseResult, status };
          }),
        ),
  };
}
