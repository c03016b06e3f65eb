import { describe, expect, it } from "vitest";
import { Vec3 } from "../../../src/messages/bosdyn/api/geometry.ts";
import { DataBufferClient } from "../../../src/services/data/data-buffer.ts";
import { recordBytes, recordMessage } from "../../../src/services/data/record-message.ts";
import { localTime } from "../../../src/services/time.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";

const robotClock = { clockIdentifier: "c", toRobotTime: (local: bigint) => (local + 3_000_000_000n) as never };

describe("recordMessage", () => {
  it("records by the type's full name, in robot time, and waits for the disk if told", async () => {
    const { client, channel } = scripted(DataBufferClient, { RecordDataBlobs: [{}] }, { robotClock });
    await recordMessage(client, Vec3, { x: 2 }, { timestamp: localTime(1_000_000_000n), sync: true, timeoutMs: 900 });
    expect(channel.lastRequest).toMatchObject({
      blobData: [
        {
          typeId: "bosdyn.api.Vec3",
          channel: "bosdyn.api.Vec3",
          data: Vec3.encode({ x: 2 }),
          timestamp: { seconds: 4n },
        },
      ],
      sync: true,
    });
    expect(channel.calls[0]?.options).toEqual({ timeoutMs: 900 });
  });

  it("leaves the time to the robot where robot time is not known", async () => {
    const { client, channel } = scripted(DataBufferClient, { RecordDataBlobs: [{}] }, { robotClock: undefined });
    await recordBytes(client, "my-type", new Uint8Array([1]), { channel: "goal", timestamp: localTime(1n) });
    expect(channel.lastRequest).toMatchObject({
      blobData: [{ typeId: "my-type", channel: "goal", timestamp: undefined }],
      sync: false,
    });
    expect(await rejection(recordBytes(client, "", new Uint8Array(0)))).toBeInstanceOf(RangeError);
  });
});
