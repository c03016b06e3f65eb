/**
 * The duties of a response header in one call: echo of the request's header, when the request came and the response
 * left, and how it went. A handler's own fields win; an error that it throws is told here instead of failing the call.
 */
import type { ServerContext } from "../grpc/server/index.ts";
import {
  CommonError_Code,
  type CommonErrorInit,
  type RequestHeader,
  type ResponseHeaderInit,
} from "../messages/bosdyn/api/header.ts";
import type { AnyInit } from "../messages/google/protobuf/any.ts";
import { robotTime, robotTimeToTimestamp } from "../services/time.ts";
import type { AnyMethod } from "./handlers.ts";
import { echoRequest } from "./request-echo.ts";
import { isRpcStatus, judge } from "./thrown.ts";

/** How response headers are filled in, and who hears of failures. */
export interface HeaderDuties {
  /** Nanoseconds since 1970, by the clock that stamps responses. */
  readonly now: () => bigint;
  /** Whether headers carry a copy of the request, without its byte fields. */
  readonly echoRequests: boolean;
  /** Hears of every error of a handler that it did not mean to answer with. */
  readonly onHandlerError: ((error: unknown, context: ServerContext) => void) | undefined;
}

interface WithRequestHeader {
  readonly header?: RequestHeader | undefined;
}

interface WithResponseHeader {
  readonly header?: ResponseHeaderInit | undefined;
}

/** Whether a message has a field `header`: decoding nothing yields every field of it, in one fixed shape. */
export function hasHeader(codec: AnyMethod["output"]): boolean {
  const empty = codec.decode(new Uint8Array(0));
  return typeof empty === "object" && empty !== null && "header" in empty;
}

/** One call: its latest request, and the headers of its responses. */
export class Exchange {
  readonly #method: AnyMethod;
  readonly #context: ServerContext;
  readonly #duties: HeaderDuties;
  readonly #hasHeader: boolean;
  #request: unknown;
  #receivedAt: bigint;
  #echo: AnyInit | undefined;

  constructor(method: AnyMethod, context: ServerContext, duties: HeaderDuties, answersWithHeader: boolean) {
    this.#method = method;
    this.#context = context;
    this.#duties = duties;
    this.#hasHeader = answersWithHeader;
    this.#receivedAt = duties.now();
  }

  /** A request has come; of a stream, the one that the next response answers. */
  receive(request: unknown): void {
    this.#request = request;
    this.#receivedAt = this.#duties.now();
    this.#echo = undefined;
  }

  /** The same requests, each received as the handler takes it. */
  received(requests: AsyncIterable<unknown>): AsyncIterable<unknown> {
    return {
      [Symbol.asyncIterator]: () => {
        const source = requests[Symbol.asyncIterator]();
        return {
          next: async () => {
            const result = await source.next();
            if (result.done !== true) this.receive(result.value);
            return result;
          },
        };
      },
    };
  }

  /** A handler's response with its header complete. */
  answer(response: unknown): unknown {
    if (!this.#hasHeader) return response;
    const { header } = response as WithResponseHeader;
    return { ...(response as object), header: this.#header(header, header?.error) };
  }

  /**
   * A response that tells of an error. With an error in its header nothing else in a response counts.
   * @throws `thrown` itself, where the call's status must tell: an `RpcError`, a response without a header, a client gone
   */
  refuse(thrown: unknown): unknown {
    const { path, signal } = this.#context;
    if (signal.aborted || isRpcStatus(thrown, path)) throw thrown;
    const { error, isIntended } = judge(thrown, path);
    if (!isIntended) this.#duties.onHandlerError?.(thrown, this.#context);
    if (!this.#hasHeader) throw thrown;
    return { header: this.#header(undefined, error) };
  }

  #header(own: ResponseHeaderInit | undefined, error: CommonErrorInit | undefined): ResponseHeaderInit {
    return {
      requestHeader: own?.requestHeader ?? (this.#request as WithRequestHeader | undefined)?.header,
      requestReceivedTimestamp: own?.requestReceivedTimestamp ?? timestamp(this.#receivedAt),
      responseTimestamp: own?.responseTimestamp ?? timestamp(this.#duties.now()),
      // CODE_UNSPECIFIED is never a success: a handler that returned meant OK.
      error: { ...error, code: error?.code || CommonError_Code.CODE_OK },
      request: own?.request ?? this.#echoed(),
      $unknown: own?.$unknown,
    };
  }

  #echoed(): AnyInit | undefined {
    if (!this.#duties.echoRequests || this.#request === undefined) return undefined;
    this.#echo ??= echoRequest(this.#method.input, this.#request);
    return this.#echo;
  }
}

function timestamp(nanos: bigint): ReturnType<typeof robotTimeToTimestamp> {
  return robotTimeToTimestamp(robotTime(nanos));
}
