import { once } from "node:events";
import { connect as connectHttp2, type ClientHttp2Session } from "node:http2";
import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { listenNode } from "../../../src/grpc/h2/node-listener.ts";
import { GrpcServer } from "../../../src/grpc/server/server.ts";
import { openChannel, startServer } from "../../support/channels.ts";
import { collect } from "../../support/collect.ts";
import { serveEcho } from "../../support/echo-server.ts";
import { Echo } from "../../support/echo-service.ts";
import { settle, textFrame } from "../../support/scripted-transport.ts";

/** A plain HTTP/2 session, closed after the test. */
function openHttp2(port: number): ClientHttp2Session {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  session.on("error", () => undefined);
  onTestFinished(() => session.destroy());
  return session;
}

const REQUEST = {
  ":path": Echo.join.path,
  ":method": "POST",
  "content-type": "application/grpc",
  te: "trailers",
};

describe("listenNode", () => {
  it.each(["0.0.0.0", "::", "192.0.2.1", "robot.example"])("refuses cleartext on %s", async (host) => {
    await expect(listenNode(() => undefined, { host })).rejects.toThrow(RangeError);
  });

  it.each(["127.0.0.1", "127.0.0.2", "localhost"])("speaks cleartext on %s", async (host) => {
    const listener = await listenNode(() => undefined, { host });
    expect(listener.port).toBeGreaterThan(0);
    await listener.close();
  });

  it("reports a port that is taken", async () => {
    const { port } = await startServer(serveEcho);
    await expect(listenNode(() => undefined, { port })).rejects.toMatchObject({
      code: "TRANSPORT_CONNECT_FAILED",
      address: `127.0.0.1:${port}`,
      cause: { code: "EADDRINUSE" },
    });
  });

  it("counts the bytes of connections that are gone", async () => {
    const { port, listener } = await startServer(serveEcho);
    const channel = openChannel(port);
    await channel.unary(Echo.once, "x".repeat(10_000));
    await channel.close();
    await listener.close();
    const { bytesSent, bytesReceived } = listener.counters();
    expect(bytesReceived).toBeGreaterThan(10_000);
    expect(bytesSent).toBeGreaterThan(10_000);
    expect(channel.stats().bytesSent).toBe(bytesReceived);
  });

  it.each(["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "\u0000garbage".repeat(100)])(
    "drops a client that does not speak HTTP/2, and serves the others",
    async (text) => {
      const { port } = await startServer(serveEcho);
      const stranger = connect(port, "127.0.0.1");
      stranger.on("error", () => undefined);
      stranger.resume();
      stranger.write(text);
      await once(stranger, "close");
      expect(await openChannel(port).unary(Echo.once, "x")).toBe("x");
    },
  );
});

describe("closing a listener", () => {
  it("lets a running call finish within the grace", async () => {
    let finish: () => void = () => undefined;
    const { port, listener } = await startServer((server) =>
      server.handle(Echo.once, (request) => new Promise((resolve) => (finish = () => resolve(request)))),
    );
    const channel = openChannel(port);
    const answer = channel.unary(Echo.once, "x");
    while (channel.state !== "ready") await settle();
    await channel.ping();
    const closing = listener.close({ graceMs: 5000 });
    await settle();
    finish();
    expect(await answer).toBe("x");
    await closing;
  });

  it("ends what still runs after it", async () => {
    const { port, listener, server } = await startServer((each) =>
      each.handle(
        Echo.once,
        (_request, { signal }) =>
          new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("over")))),
      ),
    );
    const channel = openChannel(port);
    const answer = channel.unary(Echo.once, "x");
    answer.catch(() => undefined);
    while (channel.state !== "ready") await settle();
    await channel.ping();
    await listener.close();
    await expect(answer).rejects.toMatchObject({ status: "UNAVAILABLE" });
    await server.settled();
  });

  it("does not wait for a connection that never began HTTP/2", async () => {
    const { port, listener } = await startServer(serveEcho);
    const silent = connect(port, "127.0.0.1");
    silent.on("error", () => undefined);
    silent.resume();
    await once(silent, "connect");
    await Promise.all([listener.close(), once(silent, "close")]);
  });
});

describe("a server over real sockets", () => {
  it("tells a client that still sends to stop, and its status stands", async () => {
    const { port } = await startServer((server) => server.handle(Echo.join, () => "enough"));
    const endless = async function* (): AsyncGenerator<string> {
      for (;;) {
        yield "x".repeat(1000);
        await settle();
      }
    };
    expect(await openChannel(port).clientStreaming(Echo.join, endless())).toBe("enough");
  });

  it("sends RST_STREAM NO_ERROR after a refusal in plain HTTP while the body still comes", async () => {
    const { port } = await startServer(serveEcho, { admit: () => ({ httpStatus: 404, body: "none" }) });
    const stream = openHttp2(port).request(REQUEST);
    stream.on("error", () => undefined);
    stream.write(textFrame("x"));
    const [headers] = (await once(stream, "response")) as [Record<string, unknown>];
    expect(headers[":status"]).toBe(404);
    stream.resume();
    await once(stream, "close");
    expect(stream.rstCode).toBe(0);
  });

  it("resets a call whose trailers node refuses to send, and lives on", async () => {
    const { port } = await startServer((server) =>
      server
        .handle(Echo.once, (request, context) => {
          context.setTrailers({ authorization: ["one", "two"] });
          return request;
        })
        .handle(Echo.split, (request) => [request]),
    );
    const channel = openChannel(port);
    await expect(channel.unary(Echo.once, "x")).rejects.toMatchObject({ status: "INTERNAL" });
    expect(await collect(channel.serverStreaming(Echo.split, "x"))).toEqual(["x"]);
  });

  it("reports headers that node refuses to send", async () => {
    const { port } = await startServer((server) =>
      server.handle(Echo.once, (request, context) => {
        context.setHeaders({ authorization: ["one", "two"] });
        return request;
      }),
    );
    const error: unknown = await openChannel(port)
      .unary(Echo.once, "x")
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: "UNKNOWN" });
    expect(String(error)).toContain("authorization");
    expect(String(error)).not.toContain("two");
  });

  it("keeps a message with spaces at its ends", async () => {
    const { port } = await startServer((server) =>
      server.handle(Echo.once, () => {
        throw new Error(" spaces ");
      }),
    );
    await expect(openChannel(port).unary(Echo.once, "x")).rejects.toMatchObject({
      detail: "Exception calling application:  spaces ",
    });
  });

  it("bounds what it holds for a client that does not read", async () => {
    let yielded = 0;
    const server = new GrpcServer().handle(Echo.split, function* () {
      for (;;) {
        yielded++;
        yield "x".repeat(10_000);
      }
    });
    const listener = await listenNode(server.accept);
    onTestFinished(() => listener.close());
    const session = openHttp2(listener.port);
    const stream = session.request({ ...REQUEST, ":path": Echo.split.path });
    stream.on("error", () => undefined);
    stream.end(textFrame("x"));
    await once(stream, "response"); // and no listener for data: the window of 64 KiB is all there is
    let before = -1;
    while (before !== yielded) {
      before = yielded;
      await new Promise((resolve) => session.ping(resolve));
    }
    expect(yielded * 10_000).toBeLessThan(256 * 1024);
    stream.close(8);
    await server.settled();
  });
});
