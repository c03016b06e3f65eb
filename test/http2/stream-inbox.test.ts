import { describe, expect, it } from "vitest";
import { StreamResetError } from "../../src/grpc/errors.ts";
import { StreamInbox } from "../../src/http2/stream-inbox.ts";
import { settle } from "../support/settle.ts";
import { Diary } from "./dialogue.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("StreamInbox", () => {
  it("keeps the order when more comes between resume and what waited", async () => {
    const diary = new Diary();
    const inbox = new StreamInbox(diary, { consumed: () => undefined });
    inbox.pause();
    inbox.data(bytes("a"));
    inbox.resume();
    inbox.data(bytes("b"));
    inbox.end({ "grpc-status": "0" });
    expect(diary.entries).toEqual([]); // never within resume()
    await settle();
    expect(diary.entries).toEqual(["data ab", "trailers 0", "end"]);
  });

  it("counts bytes as consumed when the listener has them, not before", async () => {
    let consumed = 0;
    const inbox = new StreamInbox(new Diary(), { consumed: (count) => (consumed += count) });
    inbox.data(bytes("abc"));
    inbox.pause();
    inbox.data(bytes("defg"));
    expect(consumed).toBe(3);
    inbox.resume();
    await settle();
    expect(consumed).toBe(7);
  });

  it("drops what waits when the stream fails, and tells of the failure at once", async () => {
    const diary = new Diary();
    const inbox = new StreamInbox(diary, { consumed: () => undefined });
    inbox.pause();
    inbox.data(bytes("a"));
    inbox.fail(new StreamResetError(8));
    inbox.resume();
    await settle();
    expect(diary.entries).toEqual(["failure: stream reset with HTTP/2 error code 8"]);
  });
});
