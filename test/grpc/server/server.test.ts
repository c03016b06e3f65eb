import { describe, expect, it } from "vitest";
import { RpcError } from "../../../src/grpc/errors.ts";
import { Metadata } from "../../../src/grpc/metadata.ts";
import { decodeStatusMessage } from "../../../src/grpc/percent-encoding.ts";
import { type CallPreview, GrpcServer } from "../../../src/grpc/server/server.ts";
import { serveEcho } from "../../support/echo-server.ts";
import { Echo } from "../../support/echo-service.ts";
import { goodHeaders, openCall } from "../../support/scripted-incoming.ts";

/** An echo server. */
function echoServer(options?: ConstructorParameters<typeof GrpcServer>[0]): GrpcServer {
  const server = new GrpcServer(options);
  serveEcho(server);
  return server;
}

describe("GrpcServer", () => {
  it("serves a good request", async () => {
    const call = openCall(echoServer());
    call.send("hello");
    call.end();
    await call.answered;
    expect(call.stream.sent).toEqual(["hello"]);
    expect(call.stream.response).toEqual({ ":status": "200", "content-type": "application/grpc" });
    expect(call.stream.trailers).toEqual({ "grpc-status": "0" });
  });

  it("names its paths, and takes one handler for each", () => {
    const server = echoServer();
    expect(server.paths).toEqual([Echo.once.path, Echo.split.path, Echo.join.path, Echo.each.path]);
    expect(() => server.handle(Echo.once, (request) => request)).toThrow(/has a handler already/);
  });

  // The statuses with which gRPC C-core was seen to answer.
  it.each([
    ["te", undefined, "2", "the request lacks te: trailers"],
    ["te", "gzip", "2", "the request lacks te: trailers"],
    [":method", "GET", "2", "a call is a POST"],
    ["grpc-timeout", "soon", "13", "grpc-timeout is not a timeout"],
    ["grpc-timeout", "123456789S", "13", "grpc-timeout is not a timeout"],
    ["grpc-encoding", "gzip", "12", "grpc-encoding gzip is not supported"],
    [":path", "/spotwire.test.Echo/Missing", "12", "no such method: /spotwire.test.Echo/Missing"],
    [":path", undefined, "12", "no such method: "],
    [":path", "/constructor", "12", "no such method: /constructor"],
  ])("refuses %s: %s with status %s", (field, value, status, message) => {
    const call = openCall(echoServer(), { ...goodHeaders(), [field]: value });
    expect(call.status.code).toBe(status);
    expect(decodeStatusMessage(call.status.message ?? "")).toBe(message);
    expect(call.stream.response).toMatchObject({ ":status": "200", "content-type": "application/grpc" });
  });

  it.each(["text/html", "application/json", "application/grpc-web", undefined])(
    "refuses content type %s with HTTP 415",
    (contentType) => {
      const call = openCall(echoServer(), { ...goodHeaders(), "content-type": contentType });
      expect(call.stream.response).toMatchObject({ ":status": "415" });
      expect(call.stream.trailers).toBeUndefined();
    },
  );

  it.each(["identity", undefined])("accepts grpc-encoding %s", async (encoding) => {
    const call = openCall(echoServer(), { ...goodHeaders(), "grpc-encoding": encoding });
    call.send("x");
    call.end();
    await call.answered;
    expect(call.status.code).toBe("0");
  });

  it("tolerates what the reference client sends before login", async () => {
    const call = openCall(echoServer(), { ...goodHeaders(), authorization: "Bearer None" });
    call.send("x");
    call.end();
    await call.answered;
    expect(call.status.code).toBe("0");
  });

  it("waits until every handler has returned", async () => {
    const server = echoServer();
    const call = openCall(server);
    let isSettled = false;
    const settled = server.settled().then(() => (isSettled = true));
    expect(isSettled).toBe(false);
    call.send("x");
    call.end();
    await settled;
    expect(call.status.code).toBe("0");
  });
});

describe("GrpcServer's admit hook", () => {
  it("sees path, authority, peer and metadata", async () => {
    const seen: CallPreview[] = [];
    const server = echoServer({ admit: (call) => void seen.push(call) });
    const call = openCall(server, { ...goodHeaders(), authorization: "Bearer x" });
    call.send("x");
    call.end();
    await call.answered;
    expect(call.status.code).toBe("0");
    expect(seen[0]).toMatchObject({ path: Echo.once.path, authority: "echo.test", peer: "127.0.0.1:50000" });
    expect(seen[0]?.metadata.get("authorization")).toBe("Bearer x");
  });

  it("takes the host field where there is no :authority", () => {
    const seen: string[] = [];
    const server = echoServer({ admit: (call) => void seen.push(call.authority) });
    openCall(server, { ...goodHeaders(), ":authority": undefined, host: "robot.test" });
    expect(seen).toEqual(["robot.test"]);
  });

  it("may answer in plain HTTP, as a proxy would", () => {
    const call = openCall(echoServer({ admit: () => ({ httpStatus: 502, body: "bad gateway" }) }));
    expect(call.stream.response).toEqual({ ":status": "502", "content-type": "text/plain; charset=utf-8" });
    expect(call.stream.httpBody).toBe("bad gateway");
  });

  it("may throw a status, with metadata", () => {
    const server = echoServer({
      admit: ({ path }) => {
        throw new RpcError("UNAUTHENTICATED", path, "log in", {
          metadata: new Metadata({ "x-a": "1" }),
        });
      },
    });
    const call = openCall(server);
    expect(call.status).toEqual({ code: "16", message: "log in" });
    expect(call.stream.trailers).toMatchObject({ "x-a": "1" });
  });

  it("answers INTERNAL if the hook itself is broken", () => {
    const server = echoServer({
      admit: () => {
        throw new Error("bug");
      },
    });
    expect(openCall(server).status.code).toBe("13");
  });
});
