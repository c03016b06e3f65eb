/**
 * What becomes of an error that a handler throws. Blame goes where it belongs: an error about this very RPC is passed on
 * as it is; one of a call that the handler made itself is this service's failure, whatever that other call met with.
 */
import { RpcError } from "../grpc/index.ts";
import { CommonError_Code, type CommonErrorInit } from "../messages/bosdyn/api/header.ts";
import { InternalServerError, InvalidRequestError, type ResponseError } from "../services/errors/response-errors.ts";
import { RefusedRequestError } from "./errors.ts";

/** What to answer, and whether the handler meant it. */
export interface Verdict {
  readonly error: CommonErrorInit;
  /** False for what nobody foresaw, or what the service itself is to blame for. */
  readonly isIntended: boolean;
}

/** Whether the call is to end with the status of this error, instead of a header that tells. */
export function isRpcStatus(thrown: unknown, path: string): thrown is RpcError {
  return thrown instanceof RpcError && isAbout(thrown, path);
}

/** The header error that a thrown value becomes. */
export function judge(thrown: unknown, path: string): Verdict {
  if (thrown instanceof RefusedRequestError) return intended(CommonError_Code.CODE_INVALID_REQUEST, thrown.message);
  if (thrown instanceof InvalidRequestError && isAbout(thrown, path)) {
    return intended(CommonError_Code.CODE_INVALID_REQUEST, detailOf(thrown));
  }
  if (thrown instanceof InternalServerError && isAbout(thrown, path)) {
    return intended(CommonError_Code.CODE_INTERNAL_SERVER_ERROR, detailOf(thrown));
  }
  const message = `[${typeNameOf(thrown)}] ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  return { error: { code: CommonError_Code.CODE_INTERNAL_SERVER_ERROR, message }, isIntended: false };
}

function intended(code: CommonError_Code, message: string): Verdict {
  return { error: { code, message }, isIntended: true };
}

/** An error without a path is one that the handler made up for its own call. */
function isAbout({ method }: { readonly method: string }, path: string): boolean {
  return method === path || method === "";
}

/** The message without the path that the class puts before it. */
function detailOf({ message, method }: ResponseError): string {
  return message.startsWith(`${method}: `) ? message.slice(method.length + 2) : message;
}

/** A class that does not set `name` still has one of its own. */
function typeNameOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return typeof thrown;
  return thrown.name === "Error" ? thrown.constructor.name : thrown.name;
}
