import { constants } from "node:http2";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { frameMessage } from "../../src/grpc/framing.ts";
import { connectLeanStreaming, type LeanStreamingChannel } from "../../src/lean/index.ts";
import { Echo, Text } from "../support/echo-service.ts";
import { rejection } from "../support/robots.ts";
import { startHttp2Peer } from "../support/tls-peers.ts";
import { deferred } from "../tls/servers.ts";
import { GRPC, leanOptions, mintScene, respond, type Scene } from "./scene.ts";

let scene: Scene;

beforeAll(async () => {
  scene = await mintScene();
});

async function answeredBy(onStream: Parameters<typeof startHttp2Peer>[1]): Promise<LeanStreamingChannel> {
  const port = await startHttp2Peer(scene.identity, onStream);
  const channel = await connectLeanStreaming(leanOptions(scene.root, port));
  onTestFinished(() => channel.close());
  return channel;
}

const framed = (text: string): Uint8Array => frameMessage(Text.encode(text));
const words = (...texts: readonly string[]): Uint8Array => Buffer.concat(texts.map(framed));

describe("LeanStreamingChannel", () => {
  it("yields responses in order, then ends", async () => {
    const channel = await answeredBy((stream) => respond(stream, words("a", "b", "c")));
    const heard: string[] = [];
    for await (const word of channel.serverStreaming(Echo.split, "a b c")) heard.push(word);
    expect(heard).toEqual(["a", "b", "c"]);
  });

  it("throws the status after the messages before it, once", async () => {
    const channel = await answeredBy((stream) => respond(stream, words("a"), { "grpc-status": "8" }));
    const responses = channel.serverStreaming(Echo.split, "a");
    expect(await responses.next()).toEqual({ done: false, value: "a" });
    expect(await rejection(responses.next())).toMatchObject({ status: "RESOURCE_EXHAUSTED" });
    expect(await responses.next()).toEqual({ done: true, value: undefined });
  });

  it("cancels where the reader leaves, also while it waits", async () => {
    const code = deferred<number>();
    const channel = await answeredBy((stream) => {
      stream.on("close", () => code.resolve(stream.rstCode));
      stream.respond(GRPC);
      stream.write(framed("a"));
    });
    const responses = channel.serverStreaming(Echo.split, "a");
    await responses.next();
    const waiting = responses.next();
    await responses.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await code.promise).toBe(constants.NGHTTP2_CANCEL);
  });

  it("ends where a response does not decode", async () => {
    const channel = await answeredBy((stream) => respond(stream, words("undecodable", "b")));
    const responses = channel.serverStreaming(Echo.split, "a");
    expect(await rejection(responses.next())).toMatchObject({ status: "INTERNAL" });
    expect(await responses.next()).toEqual({ done: true, value: undefined });
  });

  it("makes a peer wait for a reader that is slow", async () => {
    let sent = 0;
    const channel = await answeredBy((stream, headers) => {
      if (headers[":path"] === Echo.once.path) {
        respond(stream, framed("hi"));
        return;
      }
      stream.respond(GRPC, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      const chunk = framed("x".repeat(64 * 1024));
      const write = (): void => {
        while (sent < 200) {
          sent++;
          if (!stream.write(chunk)) {
            stream.once("drain", write);
            return;
          }
        }
        stream.end();
      };
      write();
    });
    const responses = channel.serverStreaming(Echo.split, "a");
    await responses.next();
    // Long enough for all of it to come, if nothing held it back
    for (let call = 0; call < 20; call++) await channel.unary(Echo.once, "", { timeoutMs: 50 }).catch(() => undefined);
    expect(sent).toBeLessThan(100);
    let read = 1;
    for await (const word of responses) read += Number(word.length === 64 * 1024);
    expect(read).toBe(200);
  });
});
