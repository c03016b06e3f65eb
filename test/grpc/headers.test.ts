import { describe, expect, it } from "vitest";
import { headerValue, isGrpcContentType, requestHeaders } from "../../src/grpc/headers.ts";
import { Metadata } from "../../src/grpc/metadata.ts";

const INIT = {
  authority: "id.spot.robot",
  path: "/bosdyn.api.RobotIdService/GetRobotId",
  scheme: "https",
  userAgent: "spotwire",
  acceptEncoding: "identity",
  timeoutMs: 30_000,
  metadata: [],
} as const;

describe("requestHeaders", () => {
  it("lists the fields in the order in which gRPC C-core was seen to send them", () => {
    const metadata = [new Metadata({ authorization: "Bearer x" }), new Metadata({ "x-trace": "1" })];
    expect(Object.entries(requestHeaders({ ...INIT, metadata }))).toEqual([
      [":path", "/bosdyn.api.RobotIdService/GetRobotId"],
      [":authority", "id.spot.robot"],
      [":method", "POST"],
      [":scheme", "https"],
      ["content-type", "application/grpc"],
      ["te", "trailers"],
      ["grpc-accept-encoding", "identity"],
      ["grpc-timeout", "30S"],
      ["user-agent", "spotwire"],
      ["authorization", "Bearer x"],
      ["x-trace", "1"],
    ]);
  });

  it("sends no grpc-timeout for a call without a deadline", () => {
    expect(requestHeaders({ ...INIT, timeoutMs: Infinity })).not.toHaveProperty("grpc-timeout");
  });

  it("lets a call's metadata replace the channel's under the same key", () => {
    const metadata = [new Metadata({ authorization: "Bearer old" }), new Metadata({ authorization: "Bearer new" })];
    expect(requestHeaders({ ...INIT, metadata })).toMatchObject({ authorization: "Bearer new" });
  });

  it("repeats a field that has several values", () => {
    const metadata = [undefined, new Metadata({ "x-trace": ["1", "2"] })];
    expect(requestHeaders({ ...INIT, metadata })).toMatchObject({ "x-trace": ["1", "2"] });
  });
});

describe("isGrpcContentType", () => {
  it.each(["application/grpc", "application/grpc+proto", "application/grpc;charset=utf-8", "Application/GRPC"])(
    "accepts %j",
    (value) => {
      expect(isGrpcContentType(value)).toBe(true);
    },
  );
  it.each(["", "text/html", "application/grpc-web", "application/grpcx", " application/grpc", undefined])(
    "refuses %j",
    (value) => {
      expect(isGrpcContentType(value)).toBe(false);
    },
  );
});

describe("headerValue", () => {
  it("gives the only value, or the first of several", () => {
    expect(headerValue({ a: "1" }, "a")).toBe("1");
    expect(headerValue({ a: ["1", "2"] }, "a")).toBe("1");
    expect(headerValue({ a: [] }, "a")).toBeUndefined();
    expect(headerValue({}, "a")).toBeUndefined();
  });
});
