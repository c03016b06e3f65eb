import { describe, expect, it } from "vitest";
import { RpcError } from "../../../src/grpc/errors.ts";
import { GrpcServer, type GrpcServerOptions } from "../../../src/grpc/server/server.ts";
import type { ServerInterceptor } from "../../../src/grpc/server/interceptor.ts";
import { serveEcho } from "../../support/echo-server.ts";
import { Echo } from "../../support/echo-service.ts";
import { goodHeaders, openCall, type ScriptedClientCall } from "../../support/scripted-incoming.ts";
import { settle } from "../../support/scripted-transport.ts";

async function callWith(options: GrpcServerOptions, path: string, ...texts: string[]): Promise<ScriptedClientCall> {
  const server = new GrpcServer(options);
  serveEcho(server);
  const call = openCall(server, { ...goodHeaders(path), "x-user": "ann" });
  call.send(...texts);
  call.end();
  await call.answered;
  return call;
}

/** Marks requests on the way in and responses on the way out. */
function mark(sign: string): ServerInterceptor {
  return async function* ({ requests }, next) {
    const marked = async function* (): AsyncGenerator {
      for await (const request of requests) yield `${sign}${String(request)}`;
    };
    for await (const response of next(marked())) yield `${String(response)}${sign}`;
  };
}

describe("server interceptors", () => {
  it.each([
    [Echo.once.path, ["x"], ["bax" + "ba"]],
    [Echo.split.path, ["x y"], ["bax" + "ba", "y" + "ba"]],
    [Echo.join.path, ["x", "y"], ["bax bay" + "ba"]],
    [Echo.each.path, ["x", "y"], ["bax" + "ba", "bay" + "ba"]],
  ])("stand around calls of %s, the first outermost", async (path, texts, expected) => {
    const call = await callWith({ interceptors: [mark("a"), mark("b")] }, path, ...texts);
    expect(call.stream.sent).toEqual(expected);
    expect(call.status.code).toBe("0");
  });

  it("see path, kind and metadata", async () => {
    const seen: unknown[] = [];
    const look: ServerInterceptor = ({ context, kind, requests }, next) => {
      seen.push([context.path, kind, context.metadata.get("x-user")]);
      return next(requests);
    };
    await callWith({ interceptors: [look] }, Echo.join.path, "x");
    expect(seen).toEqual([[Echo.join.path, "client-streaming", "ann"]]);
  });

  it("may end a call with a status, before its handler or after", async () => {
    let reached = 0;
    const refuse: ServerInterceptor = ({ context }) => {
      throw new RpcError("PERMISSION_DENIED", context.path, "not for ann");
    };
    const count: ServerInterceptor = ({ requests }, next) => {
      reached++;
      return next(requests);
    };
    const call = await callWith({ interceptors: [refuse, count] }, Echo.once.path, "x");
    expect(call.status).toEqual({ code: "7", message: "not for ann" });
    expect(reached).toBe(0);
    const late: ServerInterceptor = async function* ({ context, requests }, next) {
      yield* next(requests);
      throw new RpcError("DATA_LOSS", context.path, "late");
    };
    expect((await callWith({ interceptors: [late] }, Echo.once.path, "x")).status.code).toBe("15");
  });

  it("may answer without the handler", async () => {
    const call = await callWith({ interceptors: [() => ["cached"]] }, Echo.once.path, "x");
    expect(call.stream.sent).toEqual(["cached"]);
  });

  it("see what a handler throws, and may answer something else", async () => {
    const soften: ServerInterceptor = async function* ({ requests }, next) {
      try {
        yield* next(requests);
      } catch (error) {
        yield `caught ${(error as Error).message}`;
      }
    };
    const server = new GrpcServer({ interceptors: [soften] }).handle(Echo.once, () => {
      throw new Error("bug");
    });
    const call = openCall(server);
    call.send("x");
    call.end();
    await call.answered;
    expect(call.stream.sent).toEqual(["caught bug"]);
  });

  it("pass on that the client has gone", async () => {
    let isCleanedUp = false;
    const server = new GrpcServer({ interceptors: [mark("a")] }).handle(
      Echo.split,
      async function* (_request, { signal }) {
        try {
          for (;;) {
            yield "x";
            await new Promise<void>((resolve) => {
              if (signal.aborted) resolve();
              else signal.addEventListener("abort", () => resolve());
            });
          }
        } finally {
          isCleanedUp = true;
        }
      },
    );
    const call = openCall(server, goodHeaders(Echo.split.path));
    call.send("x");
    call.end();
    await settle();
    call.cancel();
    await server.settled();
    expect(isCleanedUp).toBe(true);
  });
});
