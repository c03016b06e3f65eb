/**
 * The checks that a response goes through, in the order of the protocol: first the common header, then the status of
 * the service's own. The first that fails decides.
 */
import { CommonError_Code, type ResponseHeader } from "../messages/bosdyn/api/header.ts";
import {
  InternalServerError,
  InvalidRequestError,
  ResponseError,
  type ResponseErrorInit,
  UnsetStatusError,
} from "./errors/response-errors.ts";

type ResponseErrorClass = new (init: ResponseErrorInit) => ResponseError;

/** What the statuses of one RPC mean. */
export interface StatusTable {
  /** The enum of the response's `status`, for the names in messages. */
  readonly names: Readonly<Record<string, number>>;
  /** Success. Default: 1 alone. */
  readonly ok?: readonly number[];
  /** Error class and remedy by status; other numbers become a plain `ResponseError`. */
  readonly errors: Readonly<Record<number, readonly [ResponseErrorClass, remedy: string]>>;
}

/** What every checked response has. */
export interface CheckedResponse {
  readonly header: ResponseHeader | undefined;
  readonly status?: number;
}

/**
 * Check a response.
 * @param table statuses of the RPC, or `undefined` if its response has none
 * @throws {ResponseError} or the class the header or the table names
 */
export function checkResponse(method: string, response: CheckedResponse, table?: StatusTable): void {
  checkHeader(method, response);
  if (table !== undefined) checkStatus(method, response, response.status ?? 0, table);
}

function checkHeader(method: string, response: CheckedResponse): void {
  const error = response.header?.error;
  const code = error?.code ?? CommonError_Code.CODE_UNSPECIFIED;
  if (code === CommonError_Code.CODE_OK) return;
  const said = error?.message ? `: ${error.message}` : "";
  const [errorClass, detail] = headerVerdict(code);
  throw new errorClass({ method, response, status: code, detail: detail + said });
}

function headerVerdict(code: number): [ResponseErrorClass, string] {
  switch (code) {
    case CommonError_Code.CODE_UNSPECIFIED:
      return [UnsetStatusError, "the response header does not say how the request went"];
    case CommonError_Code.CODE_INTERNAL_SERVER_ERROR:
      return [InternalServerError, "the robot's service had an internal error"];
    case CommonError_Code.CODE_INVALID_REQUEST:
      return [InvalidRequestError, "the robot finds the request malformed"];
    default:
      return [ResponseError, `the response header has error code ${code}, which this client does not know`];
  }
}

function checkStatus(method: string, response: CheckedResponse, status: number, table: StatusTable): void {
  const known = table.errors[status];
  if (known !== undefined) {
    const [errorClass, remedy] = known;
    throw new errorClass({ method, response, status, detail: `${describeStatus(status, table)}: ${remedy}` });
  }
  if (status === 0) {
    const detail = "the response has no status: the service did not say how the request went";
    throw new UnsetStatusError({ method, response, status, detail });
  }
  if ((table.ok ?? [1]).includes(status)) return;
  throw new ResponseError({ method, response, status, detail: describeStatus(status, table) });
}

function describeStatus(status: number, table: StatusTable): string {
  const name = Object.keys(table.names).find((each) => table.names[each] === status);
  return name === undefined
    ? `status ${status}, which this client's schema does not have: the robot may be newer`
    : `Code: ${status} (${name})`;
}
