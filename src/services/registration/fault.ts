/** Faults that services and payloads raise on the robot. */
import { FaultServiceCalls } from "../../messages/bosdyn/api/fault_service.ts";
import {
  ClearServiceFaultResponse_Status,
  TriggerServiceFaultResponse_Status,
} from "../../messages/bosdyn/api/service_fault.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** The fault is active already. */
export class ServiceFaultAlreadyExistsError extends ResponseError {
  override readonly code = "FAULT_ALREADY_ACTIVE";
}

/** There is no such fault to clear. */
export class ServiceFaultDoesNotExistError extends ResponseError {
  override readonly code = "FAULT_NOT_ACTIVE";
}

const TRIGGER: StatusTable<typeof TriggerServiceFaultResponse_Status> = {
  names: TriggerServiceFaultResponse_Status,
  errors: {
    STATUS_FAULT_ALREADY_ACTIVE: [ServiceFaultAlreadyExistsError, "harmless: the robot shows it"],
  },
};

const CLEAR: StatusTable<typeof ClearServiceFaultResponse_Status> = {
  names: ClearServiceFaultResponse_Status,
  errors: {
    STATUS_FAULT_NOT_ACTIVE: [ServiceFaultDoesNotExistError, "harmless; registering a service clears its faults too"],
  },
};

/** Raises and clears service faults. Needs a login. */
export const FaultClient: ClientClass<typeof FaultServiceCalls> = /* @__PURE__ */ defineClient(FaultServiceCalls, {
  serviceName: "fault",
  rpcs: {
    triggerServiceFault: { statuses: TRIGGER },
    clearServiceFault: { statuses: CLEAR },
  },
});
/** Raises and clears service faults. Needs a login. */
export type FaultClient = InstanceType<typeof FaultClient>;
