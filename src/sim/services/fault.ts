/** The simulator's `bosdyn.api.FaultService`: faults of services and payloads, as they report them. */
import {
  ClearServiceFaultResponse_Status,
  type ServiceFault,
  ServiceFault_Severity,
  TriggerServiceFaultResponse_Status,
} from "../../messages/bosdyn/api/service_fault.ts";
import { FaultService } from "../../messages/bosdyn/api/fault_service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { ServiceFaults } from "../faults/service-faults.ts";
import type { HostedService } from "../hosted-service.ts";
import { answering, invalidRequest } from "./response-header.ts";

/** The last second that a Timestamp can have. */
const MAX_SECONDS = 253_402_300_799n;

/** Make the service. */
export function faultService(clock: SimClock, faults: ServiceFaults): HostedService {
  return {
    name: "fault",
    type: FaultService.typeName,
    authority: "fault.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          FaultService.triggerServiceFault,
          answering(clock, ({ fault }) => {
            const objection = objectionTo(fault);
            if (fault === undefined || objection !== undefined) throw invalidRequest(objection ?? "fault is missing");
            const result = faults.trigger(fault);
            if (result === "too-large") throw invalidRequest("fault is too large");
            if (result === "too-many") throw invalidRequest("the robot has as many service faults as it may");
            const isNew = result === "ok";
            const { STATUS_OK, STATUS_FAULT_ALREADY_ACTIVE } = TriggerServiceFaultResponse_Status;
            return { status: isNew ? STATUS_OK : STATUS_FAULT_ALREADY_ACTIVE };
          }),
        )
        .handle(
          FaultService.clearServiceFault,
          answering(clock, ({ faultId, clearAllServiceFaults, clearAllPayloadFaults }) => {
            const { serviceName = "", payloadGuid = "" } = faultId ?? {};
            if (clearAllServiceFaults && serviceName === "") throw invalidRequest("fault_id lacks service_name");
            if (clearAllPayloadFaults && payloadGuid === "") throw invalidRequest("fault_id lacks payload_guid");
            const ofService = clearAllServiceFaults ? faults.clearService(serviceName) : 0;
            const ofPayload = clearAllPayloadFaults ? faults.clearPayload(payloadGuid) : 0;
            const isOne = !clearAllServiceFaults && !clearAllPayloadFaults;
            const count = isOne ? faults.clear(faultId ?? {}) : ofService + ofPayload;
            const { STATUS_OK, STATUS_FAULT_NOT_ACTIVE } = ClearServiceFaultResponse_Status;
            return { status: count > 0 ? STATUS_OK : STATUS_FAULT_NOT_ACTIVE };
          }),
        ),
  };
}

function objectionTo(fault: ServiceFault | undefined): string | undefined {
  if (fault === undefined) return "fault is missing";
  const { faultName = "", serviceName = "", payloadGuid = "" } = fault.faultId ?? {};
  if (faultName === "") return "fault.fault_id lacks fault_name";
  if (serviceName === "" && payloadGuid === "") return "fault.fault_id lacks service_name or payload_guid";
  if (fault.severity === ServiceFault_Severity.SEVERITY_UNKNOWN) return "fault lacks severity";
  const { seconds = 0n, nanos = 0 } = fault.onsetTimestamp ?? {};
  const isTime = seconds >= 0n && seconds <= MAX_SECONDS && nanos >= 0 && nanos < 1_000_000_000;
  return isTime ? undefined : "fault.onset_timestamp is no time";
}
