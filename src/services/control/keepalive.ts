/** Keepalive policies: what the robot does by itself when a client falls silent. */
import { CheckInResponse_Status, ModifyPolicyResponse_Status } from "../../messages/bosdyn/api/keepalive/keepalive.ts";
import { KeepaliveServiceCalls } from "../../messages/bosdyn/api/keepalive/keepalive_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";

/** The robot has no policy of that id. */
export class InvalidPolicyError extends ResponseError {
  override readonly code = "KEEPALIVE_INVALID_POLICY";
}

/** A lease of the policy is not in use by this client. */
export class KeepaliveInvalidLeaseError extends ResponseError {
  override readonly code = "KEEPALIVE_INVALID_LEASE";
}

const MODIFY_POLICY: StatusTable<typeof ModifyPolicyResponse_Status> = {
  names: ModifyPolicyResponse_Status,
  othersAreOk: true,
  errors: {
    STATUS_INVALID_POLICY_ID: [
      InvalidPolicyError,
      "it was removed, or its lease went to another owner; read the status for those there are",
    ],
    STATUS_INVALID_LEASE: [KeepaliveInvalidLeaseError, "acquire the lease before adding the policy"],
  },
};

const CHECK_IN: StatusTable<typeof CheckInResponse_Status> = {
  names: CheckInResponse_Status,
  othersAreOk: true,
  errors: {
    STATUS_INVALID_POLICY_ID: [
      InvalidPolicyError,
      "it was removed, or its lease went to another owner; read the status for those there are",
    ],
  },
};

/** Adds and removes policies and checks in with them. Policy ids are 64-bit. Needs a login. */
export const KeepaliveClient: ClientClass<typeof KeepaliveServiceCalls> = /* @__PURE__ */ defineClient(
  KeepaliveServiceCalls,
  {
    serviceName: "keepalive",
    rpcs: {
      modifyPolicy: { statuses: MODIFY_POLICY },
      checkIn: { statuses: CHECK_IN },
    },
  },
);
/** Adds and removes policies and checks in with them. Policy ids are 64-bit. Needs a login. */
export type KeepaliveClient = InstanceType<typeof KeepaliveClient>;
