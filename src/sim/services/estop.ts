/** The simulator's `bosdyn.api.EstopService`. */
import { randomBytes } from "node:crypto";
import {
  DeregisterEstopEndpointResponse_Status as DeregisterStatus,
  EstopCheckInResponse_Status as CheckInStatus,
  EstopStopLevel,
  RegisterEstopEndpointResponse_Status as RegisterStatus,
  SetEstopConfigResponse_Status as SetConfigStatus,
} from "../../messages/bosdyn/api/estop.ts";
import { EstopService } from "../../messages/bosdyn/api/estop_service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { HostedService } from "../hosted-service.ts";
import type { Estop } from "../power/estop.ts";
import { answering, invalidRequest } from "./response-header.ts";

const LEVELS: ReadonlySet<number> = new Set([
  EstopStopLevel.ESTOP_LEVEL_CUT,
  EstopStopLevel.ESTOP_LEVEL_SETTLE_THEN_CUT,
  EstopStopLevel.ESTOP_LEVEL_NONE,
]);

const SET_CONFIG = {
  ok: SetConfigStatus.STATUS_SUCCESS,
  "invalid-id": SetConfigStatus.STATUS_INVALID_ID,
  "motors-on": SetConfigStatus.STATUS_MOTORS_ON,
} as const;

const REGISTER = {
  "endpoint-mismatch": RegisterStatus.STATUS_ENDPOINT_MISMATCH,
  "config-mismatch": RegisterStatus.STATUS_CONFIG_MISMATCH,
  "invalid-endpoint": RegisterStatus.STATUS_INVALID_ENDPOINT,
} as const;

const DEREGISTER = {
  ok: DeregisterStatus.STATUS_SUCCESS,
  "endpoint-mismatch": DeregisterStatus.STATUS_ENDPOINT_MISMATCH,
  "config-mismatch": DeregisterStatus.STATUS_CONFIG_MISMATCH,
  "motors-on": DeregisterStatus.STATUS_MOTORS_ON,
} as const;

/** Make the service. */
export function estopService(clock: SimClock, estop: Estop): HostedService {
  return {
    name: "estop",
    type: EstopService.typeName,
    authority: "estop.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          EstopService.getEstopConfig,
          answering(clock, (request) => ({ request, activeConfig: estop.config })),
        )
        .handle(
          EstopService.setEstopConfig,
          answering(clock, (request) => {
            const result = estop.setConfig(request.config ?? {}, request.targetConfigId);
            if (result === "invalid-config") throw invalidRequest("config is not one that the robot can have");
            return { request, activeConfig: estop.config, status: SET_CONFIG[result] };
          }),
        )
        .handle(
          EstopService.registerEstopEndpoint,
          answering(clock, (request) => {
            const { targetEndpoint, targetConfigId, newEndpoint } = request;
            const result = estop.register(targetEndpoint ?? {}, targetConfigId, newEndpoint ?? {});
            if (typeof result === "string") return { request, status: REGISTER[result] };
            return { request, newEndpoint: result.endpoint, status: RegisterStatus.STATUS_SUCCESS };
          }),
        )
        .handle(
          EstopService.deregisterEstopEndpoint,
          answering(clock, (request) => {
            const result = estop.deregister(request.targetEndpoint ?? {}, request.targetConfigId);
            return { request, status: DEREGISTER[result] };
          }),
        )
        .handle(
          EstopService.estopCheckIn,
          answering(clock, (request) => {
            const { endpoint, challenge, response, stopLevel: level } = request;
            // Before the challenge is used up: the client can send the same again, made good.
            if (!LEVELS.has(level)) throw invalidRequest(`stop_level ${level} is none`);
            const result = estop.checkIn(endpoint ?? {}, { challenge, response, level });
            if (result === undefined) {
              // Every answer has a challenge; for an unknown endpoint it is worth nothing.
              const worthless = randomBytes(8).readBigUInt64BE();
              return { request, challenge: worthless, status: CheckInStatus.STATUS_ENDPOINT_UNKNOWN };
            }
            const status = result.isRight ? CheckInStatus.STATUS_OK : CheckInStatus.STATUS_INCORRECT_CHALLENGE_RESPONSE;
            return { request, challenge: result.challenge, status };
          }),
        )
        .handle(
          EstopService.getEstopSystemStatus,
          answering(clock, () => ({ status: estop.status() })),
        ),
  };
}
