import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { describe, expect, it, onTestFinished } from "vitest";
import { RpcError } from "../../../src/grpc/errors.ts";
import { CALL_CHANNELS, type CallEvent, type ConnectionEvent, diagnostics } from "../../../src/grpc/h2/diagnostics.ts";
import { openChannel, startServer } from "../../support/channels.ts";
import { collect } from "../../support/collect.ts";
import { serveEcho } from "../../support/echo-server.ts";
import { Echo } from "../../support/echo-service.ts";

/** Everything published under a name until the test ends, each as it was then. */
function listen<T extends object>(name: string): T[] {
  const heard: T[] = [];
  const listener = (event: unknown): void => void heard.push({ ...(event as T) });
  subscribe(name, listener);
  onTestFinished(() => void unsubscribe(name, listener));
  return heard;
}

describe("diagnostics", () => {
  it("publishes a call from its start to its status", async () => {
    const started = listen<CallEvent>(CALL_CHANNELS.callStart);
    const headers = listen<CallEvent>(CALL_CHANNELS.callHeaders);
    const messages = listen<CallEvent>(CALL_CHANNELS.callMessage);
    const ended = listen<CallEvent>(CALL_CHANNELS.callEnd);
    const { port } = await startServer(serveEcho);
    const channel = openChannel(port, { observer: diagnostics() });
    await collect(channel.serverStreaming(Echo.split, "ab c"));
    expect(started).toMatchObject([{ path: Echo.split.path, authority: "echo.test", attempts: 0, status: undefined }]);
    expect(headers).toMatchObject([{ attempts: 1, sentMessages: 1, sentBytes: 9, receivedMessages: 0 }]);
    expect(messages).toHaveLength(3);
    expect(ended).toMatchObject([
      { status: "OK", error: undefined, sentMessages: 1, receivedMessages: 2, receivedBytes: 7 + 6 },
    ]);
    const [{ headersAfterMs = -1, durationMs = -1 } = {}] = ended;
    expect(headersAfterMs).toBeGreaterThanOrEqual(0);
    expect(durationMs).toBeGreaterThanOrEqual(headersAfterMs);
  });

  it("publishes a call that fails, with its error", async () => {
    const ended = listen<CallEvent>(CALL_CHANNELS.callEnd);
    const { port } = await startServer((server) =>
      server.handle(Echo.once, () => {
        throw new RpcError("NOT_FOUND", Echo.once.path, "none");
      }),
    );
    const channel = openChannel(port, { observer: diagnostics() });
    await channel.unary(Echo.once, "x").catch(() => undefined);
    expect(ended).toMatchObject([{ status: "NOT_FOUND", error: { detail: "none" } }]);
  });

  it("publishes a connection's opening, and its end with the bytes that it carried", async () => {
    const opened = listen<ConnectionEvent>(CALL_CHANNELS.connectionOpen);
    const closed = listen<ConnectionEvent>(CALL_CHANNELS.connectionClose);
    const { port } = await startServer(serveEcho);
    const channel = openChannel(port, { observer: diagnostics() });
    await channel.unary(Echo.once, "x");
    expect(opened).toMatchObject([{ authority: "echo.test", address: `127.0.0.1:${port}`, reason: undefined }]);
    await channel.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toMatchObject([{ reason: { code: "TRANSPORT_CLOSED" } }]);
    expect(closed[0]?.bytesSent).toBeGreaterThan(0);
    expect(closed[0]?.bytesReceived).toBeGreaterThan(0);
  });

  it("watches no call while nobody listens", () => {
    const observer = diagnostics();
    expect(observer.callStarted({ path: "/a/b", authority: "x", timeoutMs: undefined })).toBeUndefined();
    expect(observer.sessionOpened({ authority: "x", address: "y", connectMs: 1 })).toBeUndefined();
  });
});
