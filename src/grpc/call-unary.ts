/** Calls with one response: unary, and client-streaming, which differs only in how requests are sent. */
import type { MessageCodec } from "../wire/message-codec.ts";
import type { ClientStreamingMethod, UnaryMethod } from "../wire/method.ts";
import type { CallOptions } from "./call-options.ts";
import type { CallLauncher, SendRequests } from "./call-launcher.ts";
import type { ClientCall } from "./client-call.ts";
import { RpcError } from "./errors.ts";
import { frameMessage } from "./framing.ts";
import { pumpRequests, type Requests } from "./request-pump.ts";

/**
 * Call a unary method: one message out, one message and a status back.
 * @throws {RpcError} any status but OK
 * @throws {RangeError} the request does not encode; nothing was sent
 */
export async function callUnary<I, II, O, OI>(
  launcher: CallLauncher,
  method: UnaryMethod<I, II, O, OI>,
  request: II,
  options: CallOptions,
): Promise<O> {
  const frame = frameMessage(method.input.encode(request));
  return callForOne(launcher, method.path, method.output, options, (_call, stream) => stream.end(frame));
}

/**
 * Call a client-streaming method: many messages out, one message and a status back.
 * @throws {RpcError} any status but OK; CANCELLED with its cause if the request stream fails
 */
export async function callClientStreaming<I, II, O, OI>(
  launcher: CallLauncher,
  method: ClientStreamingMethod<I, II, O, OI>,
  requests: Requests<II>,
  options: CallOptions,
): Promise<O> {
  return callForOne(
    launcher,
    method.path,
    method.output,
    options,
    (call, stream) => void pumpRequests(call, stream, method.input, requests),
  );
}

function callForOne<O>(
  launcher: CallLauncher,
  path: string,
  output: MessageCodec<O, never> | MessageCodec<O>,
  options: CallOptions,
  sendRequests: SendRequests,
): Promise<O> {
  return new Promise((resolve, reject) => {
    let response: Uint8Array | undefined;
    const call: ClientCall = launcher.launch(path, options, sendRequests, {
      onMessage(bytes) {
        if (response === undefined) response = bytes;
        else call.cancel("INTERNAL", "the peer sent more than one message in answer to a call that has one response");
      },
      onDone(error) {
        if (error !== undefined) reject(error);
        else if (response === undefined) reject(new RpcError("INTERNAL", path, "status OK, but no response message"));
        else {
          try {
            resolve(output.decode(response));
          } catch (cause) {
            reject(undecodable(path, cause));
          }
        }
      },
    });
  });
}

/** A response that is not the message it should be. */
export function undecodable(path: string, cause: unknown): RpcError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RpcError("INTERNAL", path, `the response does not decode: ${why}`, { cause });
}
