/** Calls with one response: unary, and client-streaming, which differs only in how requests are sent. */
import type { MessageDecoder } from "../wire/message-codec.ts";
import type { ClientStreamingCall, UnaryCall } from "../wire/method.ts";
import type { CallOptions } from "./call-options.ts";
import type { CallLauncher } from "./call-launcher.ts";
import type { ClientCall, SendRequests } from "./client-call.ts";
import { RpcError } from "./errors.ts";
import type { FramedMessage } from "./framing.ts";
import { requestFrame, sendFrame } from "./request-frame.ts";
import { pumpRequests, type Requests } from "./request-pump.ts";
import { decodeResponse } from "./response-decode.ts";

/**
 * Call a unary method: one message out, one message and a status back.
 * @throws {RpcError} any status but OK
 * @throws {RangeError} the request does not encode; nothing was sent
 */
export function callUnary<II, O>(
  launcher: CallLauncher,
  method: UnaryCall<II, O>,
  request: II,
  options: CallOptions,
): Promise<O> {
  return callForOne(launcher, method, options, () =>
    sendFrame(requestFrame(method, request, options, launcher.framing)),
  );
}

/**
 * Call a client-streaming method: many messages out, one message and a status back.
 * @throws {RpcError} any status but OK; CANCELLED with its cause if the request stream fails
 */
export function callClientStreaming<II, O>(
  launcher: CallLauncher,
  method: ClientStreamingCall<II, O>,
  requests: Requests<II>,
  options: CallOptions,
): Promise<O> {
  return callForOne(launcher, method, options, () =>
    pumpRequests((request: II) => requestFrame(method, request, options, launcher.framing), requests),
  );
}

/** One promise for the whole of it, which every unary call pays for. What is thrown while it begins rejects it too. */
function callForOne<O>(
  launcher: CallLauncher,
  { path, output }: { readonly path: string; readonly output: MessageDecoder<O> },
  options: CallOptions,
  sender: () => SendRequests,
): Promise<O> {
  return new Promise((resolve, reject: (error: Error) => void) => {
    let response: FramedMessage | undefined;
    const call: ClientCall = launcher.launch(path, options, sender(), {
      onMessage(message) {
        if (response === undefined) response = message;
        else call.cancel("INTERNAL", "the peer sent more than one message in answer to a call that has one response");
      },
      onDone(error) {
        if (error !== undefined) reject(error);
        else if (response === undefined) reject(new RpcError("INTERNAL", path, "status OK, but no response message"));
        else {
          try {
            resolve(decodeResponse(call, output, response));
          } catch (refusal) {
            reject(refusal as RpcError);
          }
        }
      },
    });
  });
}
