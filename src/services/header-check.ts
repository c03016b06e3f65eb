/** The first check of every response: the common header, in which a service says whether it could take the request at all. */
import { CommonError_Code, type ResponseHeader } from "../messages/bosdyn/api/header.ts";
import { InternalServerError, InvalidRequestError, ResponseError, UnsetStatusError } from "./errors/response-errors.ts";
import type { ResponseErrorClass } from "./rpc-facts.ts";

/** Check the common header; with an error in it the rest of the response is not valid. @throws {ResponseError} */
export function checkHeader(method: string, response: { readonly header?: ResponseHeader | undefined }): void {
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
