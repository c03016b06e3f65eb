/** The response header that every answer of a robot carries. */
import type { ServerContext } from "../../grpc/server/index.ts";
import { CommonError_Code, type RequestHeader, type ResponseHeaderInit } from "../../messages/bosdyn/api/header.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { toTimestamp } from "../clock/timestamps.ts";

/** A request that the robot answers with an error in the header. */
export class HeaderError extends Error {
  override readonly name = "HeaderError";
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The request is malformed: CODE_INVALID_REQUEST. */
export function invalidRequest(message: string): HeaderError {
  return new HeaderError(CommonError_Code.CODE_INVALID_REQUEST, message);
}

interface WithHeader {
  readonly header: RequestHeader | undefined;
}

/**
 * Wrap a handler so that its answer gets a header: the request's echoed, robot time of arrival and departure, and
 * CODE_OK or the error it threw.
 */
export function answering<Request extends WithHeader, Body extends object>(
  clock: SimClock,
  handle: (request: Request, receivedAt: bigint, context: ServerContext) => Body,
): (request: Request, context: ServerContext) => Partial<Body> & { header: ResponseHeaderInit } {
  return (request, context) => {
    const receivedAt = clock.now();
    let body: Partial<Body> = {};
    let error: ResponseHeaderInit["error"] = { code: CommonError_Code.CODE_OK };
    try {
      body = handle(request, receivedAt, context);
    } catch (thrown) {
      error = describe(thrown);
    }
    return { ...body, header: responseHeader(clock, request.header, receivedAt, error) };
  };
}

/** A response header with CODE_OK, for answers of a stream. */
export function responseHeader(
  clock: SimClock,
  requestHeader: RequestHeader | undefined,
  receivedAt: bigint,
  error: ResponseHeaderInit["error"] = { code: CommonError_Code.CODE_OK },
): ResponseHeaderInit {
  return {
    requestHeader,
    requestReceivedTimestamp: toTimestamp(receivedAt),
    responseTimestamp: toTimestamp(clock.now()),
    error,
  };
}

function describe(thrown: unknown): NonNullable<ResponseHeaderInit["error"]> {
  if (thrown instanceof HeaderError) return { code: thrown.code, message: thrown.message };
  const [type, text] = thrown instanceof Error ? [thrown.name, thrown.message] : ["Error", String(thrown)];
  return { code: CommonError_Code.CODE_INTERNAL_SERVER_ERROR, message: `[${type}] ${text}` };
}
