/**
 * The second and third class of error: the RPC succeeded and the robot said no, in the common header or in a status
 * of the service's own. Each carries the decoded response, because the reason may be in any of its fields.
 */
import { SpotError } from "../../errors.ts";

/** Facts of a response that says no. */
export interface ResponseErrorInit {
  /** `:path` of the call. */
  readonly method: string;
  /** The decoded response message. */
  readonly response: unknown;
  /** What the robot said and what to do about it. */
  readonly detail: string;
  /** Number of the status or header code that decided. */
  readonly status: number;
}

/** The robot answered, and refused. Also the class of statuses that have none of their own. */
export class ResponseError extends SpotError {
  readonly code: string = "RESPONSE_REJECTED";
  readonly retryable: boolean = false;
  /** `:path` of the call, for example `/bosdyn.api.AuthService/GetAuthToken`. */
  readonly method: string;
  /** Full protobuf name of the service, for example `bosdyn.api.AuthService`. */
  readonly service: string;
  /** The decoded response; with an error in its header, the rest of it is not valid. */
  readonly response: unknown;
  /** The number that decided: the header's error code, or the response's status. */
  readonly status: number;

  constructor({ method, response, detail, status }: ResponseErrorInit) {
    super(`${method}: ${detail}`);
    this.method = method;
    this.service = method.split("/")[1] ?? "";
    this.response = response;
    this.status = status;
  }
}

/** Common header, CODE_INVALID_REQUEST: the request is malformed, which is the client's mistake. */
export class InvalidRequestError extends ResponseError {
  override readonly code: string = "RESPONSE_INVALID_REQUEST";
}

/** The robot's service failed. */
export class ServerError extends ResponseError {
  override readonly code: string = "RESPONSE_SERVER_ERROR";
}

/** Common header, CODE_INTERNAL_SERVER_ERROR. */
export class InternalServerError extends ServerError {
  override readonly code: string = "RESPONSE_INTERNAL_SERVER_ERROR";
}

/** A header code or status of 0: the service did not say how it went, and that is never a success. */
export class UnsetStatusError extends ServerError {
  override readonly code: string = "RESPONSE_STATUS_UNSET";
}

/** The response lacks a field without which it means nothing. */
export class IncompleteResponseError extends ServerError {
  override readonly code: string = "RESPONSE_INCOMPLETE";
}
