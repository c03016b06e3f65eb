import { describe, expect, it } from "vitest";
import { RequestLog } from "../../src/grpc/request-log.ts";
import { ScriptedStream, settle, textFrame } from "../support/scripted-transport.ts";

const LISTENER = {
  onHeaders: () => undefined,
  onData: () => undefined,
  onTrailers: () => undefined,
  onEnd: () => undefined,
  onFailure: () => undefined,
};

function stream(): ScriptedStream {
  return new ScriptedStream({}, LISTENER);
}

describe("RequestLog", () => {
  it("passes on what is written and the end", () => {
    const log = new RequestLog();
    const first = stream();
    log.attach(first);
    log.write(textFrame("a"));
    log.end(textFrame("b"));
    expect(first.sent).toEqual(["a", "b"]);
    expect(first.hasEnded).toBe(true);
  });

  it.each([
    ["with the last request", (log: RequestLog): void => log.end(textFrame("b"))],
    [
      "after the last request",
      (log: RequestLog): void => {
        log.write(textFrame("b"));
        log.end();
      },
    ],
  ])("sends it all again, the end %s included", (_name, finish) => {
    const log = new RequestLog();
    log.attach(stream());
    log.write(textFrame("a"));
    finish(log);
    log.detach();
    const second = stream();
    log.attach(second);
    expect(second.sent).toEqual(["a", "b"]);
    expect(second.hasEnded).toBe(true);
  });

  it("keeps what is written between two streams, and makes the writer wait", async () => {
    const log = new RequestLog();
    log.attach(stream());
    log.detach();
    expect(log.write(textFrame("a"))).toBe(false);
    let hasRoom = false;
    void log.drained().then(() => (hasRoom = true));
    await settle();
    expect(hasRoom).toBe(false);
    const second = stream();
    log.attach(second);
    await settle();
    expect(hasRoom).toBe(true);
    expect(second.sent).toEqual(["a"]);
    expect(second.hasEnded).toBe(false);
  });

  it("keeps nothing once the call is committed", () => {
    const log = new RequestLog();
    log.attach(stream());
    log.write(textFrame("a"));
    log.commit();
    log.write(textFrame("b"));
    expect(log.canReplay).toBe(false);
  });

  it("keeps 256 KiB of a stream, and a single message of any length", () => {
    const streaming = new RequestLog();
    streaming.attach(stream());
    for (let n = 0; n < 4; n++) streaming.write(new Uint8Array(64 * 1024));
    expect(streaming.canReplay).toBe(true);
    streaming.write(new Uint8Array(1));
    expect(streaming.canReplay).toBe(false);
    const unary = new RequestLog();
    unary.attach(stream());
    unary.end(new Uint8Array(1024 * 1024));
    expect(unary.canReplay).toBe(true);
  });

  it("lets go of a writer that waits when the call is over", async () => {
    const log = new RequestLog();
    const waiting = log.drained();
    log.close();
    await waiting;
    expect(log.write(textFrame("late"))).toBe(true);
    expect(log.canReplay).toBe(false);
  });
});

it("a RequestLog that is closed tells its observer of no more messages", () => {
  const told: number[] = [];
  const log = new RequestLog({
    attempt: () => undefined,
    headers: () => undefined,
    message: (_direction, bytes) => void told.push(bytes),
    ended: () => undefined,
  });
  log.attach(stream());
  log.write(textFrame("a"));
  log.close();
  expect(log.write(textFrame("b"))).toBe(true);
  log.end(textFrame("c"));
  expect(told).toEqual([6]);
});
