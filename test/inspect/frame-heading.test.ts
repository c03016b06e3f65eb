import { describe, expect, it } from "vitest";
import { frameHeading, type InspectedFrame } from "../../src/inspect/index.ts";
import { rawFrame } from "../support/raw-client.ts";
import { headerBlock } from "../support/scripted-peer.ts";
import { readAfterBeginning } from "./http2/reading.ts";

function headers(path: string): InspectedFrame {
  const { frames } = readAfterBeginning([{ side: "client", bytes: rawFrame(1, 4, 1, headerBlock({ ":path": path })) }]);
  return frames[0] as InspectedFrame;
}

describe("frameHeading", () => {
  it("says whose a frame is, as far as it is known", () => {
    const frame = { ...headers("/a.B/C"), atNanos: 1_500_000_000n };
    expect(frameHeading(frame)).toBe("# client -> server, stream 1, /a.B/C");
    expect(frameHeading(frame, { connection: "2 (id)", sinceNanos: 250_000_000n })).toBe(
      "# connection 2 (id), +1.250000 s, client -> server, stream 1, /a.B/C",
    );
    expect(frameHeading({ ...frame, side: "server", streamId: 0, call: undefined })).toBe("# client <- server");
  });

  it("keeps a peer's text from moving the terminal's cursor, or onto a line of its own", () => {
    expect(frameHeading(headers("/a\u001b[2J\n00 00"))).toBe("# client -> server, stream 1, /a\\u001b[2J\\u000a00 00");
  });
});
