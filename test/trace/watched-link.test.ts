import { once } from "node:events";
import { Duplex, duplexPair } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { WatchedLink } from "../../src/trace/watched-link.ts";
import { concat, toHex } from "../support/hex.ts";
import { settle } from "../support/settle.ts";

interface Heard {
  readonly client: Uint8Array[];
  readonly server: Uint8Array[];
  readonly events: string[];
}

/** A link with somebody at its other end. */
function scene(): { link: WatchedLink; peer: Duplex; inner: Duplex; heard: Heard } {
  const [inner, peer] = duplexPair();
  const heard: Heard = { client: [], server: [], events: [] };
  const link = new WatchedLink(inner, {
    onBytes: (side, bytes) => heard[side].push(Uint8Array.from(bytes)),
    onEnd: (side) => heard.events.push(`${side} ended`),
    onClose: (error) => heard.events.push(`closed: ${error?.message ?? "done"}`),
  });
  return { link, peer, inner, heard };
}

/** All that a stream gives until its end, which does not close it. */
function read(stream: Duplex): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  stream.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    stream.on("end", () => resolve(concat(...chunks)));
    stream.on("error", reject);
  });
}

describe("WatchedLink", () => {
  it("passes all bytes on untouched, both ways, and tells of each once, in order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 40_000 }), { maxLength: 6 }),
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 40_000 }), { maxLength: 6 }),
        async (up, down) => {
          const { link, peer, heard } = scene();
          const [atPeer, atLink] = [read(peer), read(link)];
          for (const chunk of up) link.write(chunk);
          for (const chunk of down) peer.write(chunk);
          link.end();
          peer.end();
          expect(toHex(await atPeer)).toBe(toHex(concat(...up)));
          expect(toHex(await atLink)).toBe(toHex(concat(...down)));
          expect(toHex(concat(...heard.client))).toBe(toHex(concat(...up)));
          expect(toHex(concat(...heard.server))).toBe(toHex(concat(...down)));
          await settle();
          expect([...heard.events].sort()).toEqual(["client ended", "closed: done", "server ended"]);
          expect(heard.events.at(-1)).toBe("closed: done");
        },
      ),
      { numRuns: 40 },
    );
  });

  it("tells of bytes before they go on", () => {
    const { link, peer, heard } = scene();
    peer.on("data", () => heard.events.push("at the peer"));
    link.on("data", () => heard.events.push(`at the link after ${heard.server.length}`));
    link.write("up");
    expect(heard.client).toHaveLength(1);
    expect(heard.events).not.toContain("at the peer");
    peer.write("down");
    return settle().then(() => {
      expect(heard.events).toContain("at the peer");
      expect(heard.events).toContain("at the link after 1");
    });
  });

  it("holds the peer up where nobody reads, and the writer where the peer does not", async () => {
    const { link, peer, heard } = scene();
    link.on("error", () => undefined);
    const chunk = new Uint8Array(16 * 1024);
    let written = 0;
    while (written < 200 && peer.write(chunk)) {
      written++;
      await settle();
    }
    expect(written).toBeLessThan(20);
    expect(heard.server.length).toBeLessThan(20);
    let sent = 0;
    while (sent < 200 && link.write(chunk)) {
      sent++;
      await settle();
    }
    expect(sent).toBeLessThan(20);
    // It goes on as soon as somebody reads.
    const drained = once(peer, "drain");
    link.resume();
    await drained;
  });

  it("passes an end on as one, the other way staying open", async () => {
    const { link, peer, heard } = scene();
    peer.end("last words");
    expect(new TextDecoder().decode(await read(link))).toBe("last words");
    expect(heard.events).toEqual(["server ended"]);
    link.write("still here");
    const [answer] = (await once(peer, "data")) as [Buffer];
    expect(answer.toString()).toBe("still here");
    link.end();
    await once(link, "close");
    expect(heard.events).toEqual(["server ended", "client ended", "closed: done"]);
  });

  it("lets all be read that came before the link's end, also where that is over by then", async () => {
    const { link, peer, inner } = scene();
    link.end();
    peer.resume();
    peer.end("last words");
    link.read(0); // fetches, and takes nothing
    await settle();
    expect(inner.destroyed).toBe(true);
    expect(new TextDecoder().decode(await read(link))).toBe("last words");
    await settle();
    expect(link.destroyed).toBe(true);
  });

  it("breaks with its link, with the link's own error, and is told of once", async () => {
    const { link, inner, heard } = scene();
    const failure = new Error("cable pulled");
    const failed = once(link, "error");
    inner.destroy(failure);
    expect(await failed).toEqual([failure]);
    await settle();
    expect(link.destroyed).toBe(true);
    expect(heard.events).toEqual(["closed: cable pulled"]);
  });

  it("takes its link with it", async () => {
    const { link, inner, heard } = scene();
    link.destroy();
    await settle();
    expect(inner.destroyed).toBe(true);
    expect(heard.events).toEqual(["closed: done"]);
  });

  it("fails a write that the link does not take", async () => {
    const inner = new Duplex({
      read: () => undefined,
      write: (_chunk, _encoding, done) => done(new Error("EPIPE")),
    });
    const link = new WatchedLink(inner, { onBytes: () => undefined, onEnd: () => undefined, onClose: () => undefined });
    link.write("x");
    const [error] = (await once(link, "error")) as [Error];
    expect(error.message).toBe("EPIPE");
    await settle();
    expect(inner.destroyed).toBe(true);
  });
});
