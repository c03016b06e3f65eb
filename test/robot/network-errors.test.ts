/**
 * What a robot's client makes of an answer that is not gRPC, over a real socket, row by row of what the reference client
 * was seen to report: the status, the class, and whether the same request may succeed later. Two classes are more telling
 * than the reference's, in the same family: NotFoundError for its Unimplemented, TimedOutError for its UnableToConnect.
 */
import { describe, expect, it } from "vitest";
import { RpcError, type StatusName } from "../../src/grpc/index.ts";
import { RobotIdResponse } from "../../src/messages/bosdyn/api/robot_id.ts";
import * as services from "../../src/services/index.ts";
import { frameMessage } from "../../src/grpc/framing.ts";
import { openChannel } from "../support/channels.ts";
import { hex } from "../support/hex.ts";
import { rejection } from "../support/robots.ts";
import { GRPC_HEADERS, type PeerConnection, startPeer } from "../support/scripted-peer.ts";

type Answer = (peer: PeerConnection, streamId: number) => void;

/** How `getRobotId` ends with a robot that gives every call this answer. */
async function ask(answer: Answer): Promise<services.RobotIdClient> {
  const { port } = await startPeer(async (peer) => {
    peer.settings();
    for (let n = 1; ; n++) answer(peer, await peer.call(n));
  });
  return new services.RobotIdClient(openChannel(port), { clientName: "test", now: services.wallClock });
}

const http =
  (status: string): Answer =>
  (peer, streamId) =>
    peer.trailers(streamId, { ":status": status, "content-type": "text/plain" });

const reset =
  (code: number): Answer =>
  (peer, streamId) =>
    peer.reset(streamId, code);

const html: Answer = (peer, streamId) => {
  peer.headers(streamId, { ":status": "200", "content-type": "text/html" });
  peer.data(streamId, new TextEncoder().encode("<html>"), 1);
};

type ClassName = "RpcError" | Extract<keyof typeof services, `${string}Error`>;
type Row = readonly [what: string, answer: Answer, status: StatusName, className: ClassName, retryable: boolean];

const ROWS: readonly Row[] = [
  ["HTTP 401", http("401"), "UNAUTHENTICATED", "UnauthenticatedError", false],
  ["HTTP 403", http("403"), "PERMISSION_DENIED", "PermissionDeniedError", false],
  ["HTTP 404", http("404"), "UNIMPLEMENTED", "NotFoundError", false],
  ["HTTP 429", http("429"), "UNAVAILABLE", "TooManyRequestsError", true],
  ["HTTP 502", http("502"), "UNAVAILABLE", "ServiceUnavailableError", true],
  ["HTTP 503", http("503"), "UNAVAILABLE", "UnableToConnectToRobotError", true],
  ["HTTP 504", http("504"), "UNAVAILABLE", "TimedOutError", true],
  ["HTTP 400", http("400"), "INTERNAL", "RpcError", false],
  ["HTTP 302", http("302"), "UNKNOWN", "RpcError", false],
  ["HTTP 500", http("500"), "UNKNOWN", "RpcError", false],
  ["HTTP 200 with HTML", html, "UNKNOWN", "RpcError", false],
  ...[0, 1, 2, 5].map((code): Row => [`RST_STREAM ${code}`, reset(code), "INTERNAL", "RpcError", false]),
  ["RST_STREAM 7", reset(7), "UNAVAILABLE", "UnableToConnectToRobotError", true],
  ["RST_STREAM 8", reset(8), "CANCELLED", "ClientCancelledOperationError", false],
  ["RST_STREAM 11", reset(11), "RESOURCE_EXHAUSTED", "RpcError", false],
  [
    "a connection closed in mid call",
    (peer) => void peer.socket.destroy(),
    "UNAVAILABLE",
    "RetryableUnavailableError",
    true,
  ],
  [
    "trailers without grpc-status",
    (peer, streamId) => {
      peer.headers(streamId);
      peer.data(streamId, hex("00 00 00 00 00"));
      peer.trailers(streamId, { "x-a": "1" });
    },
    "UNKNOWN",
    "RpcError",
    false,
  ],
  [
    "a message cut short under status 0",
    (peer, streamId) => {
      peer.headers(streamId);
      peer.data(streamId, hex("00 00 00 00 05 0a"));
      peer.trailers(streamId, { "grpc-status": "0" });
    },
    "INTERNAL",
    "RpcError",
    false,
  ],
];

describe("a robot's client", () => {
  it.each(ROWS)("reports %s as it is", async (_what, answer, status, className, retryable) => {
    const client = await ask(answer);
    const error = (await rejection(client.getRobotId())) as RpcError;
    expect(error).toBeInstanceOf(RpcError);
    expect([error.status, error.constructor.name, error.retryable]).toEqual([status, className, retryable]);
  });

  it("keeps the response of a robot that resets with NO_ERROR after its trailers", async () => {
    const robotId = { serialNumber: "spot-1" };
    const client = await ask((peer, streamId) => {
      peer.headers(streamId);
      peer.data(streamId, frameMessage(RobotIdResponse.encode({ header: { error: { code: 1 } }, robotId })));
      peer.trailers(streamId, { "grpc-status": "0" });
      peer.reset(streamId, 0);
    });
    expect(await client.getRobotId()).toMatchObject(robotId);
  });

  it("keeps the status of a robot that resets with NO_ERROR after it", async () => {
    const client = await ask((peer, streamId) => {
      peer.trailers(streamId, { ...GRPC_HEADERS, "grpc-status": "16", "grpc-message": "log in" });
      peer.reset(streamId, 0);
    });
    expect(await rejection(client.getRobotId())).toBeInstanceOf(services.UnauthenticatedError);
  });
});
