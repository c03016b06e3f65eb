import { describe, expect, it } from "vitest";
import { RobotId } from "../../src/messages/bosdyn/api/robot_id.ts";
import { mergeMessages } from "../../src/services/merge-messages.ts";
import { rejection } from "../support/robots.ts";

const PATH = "/bosdyn.api.graph_nav.MapProcessingService/ProcessTopology";

async function* names(...each: readonly object[]): AsyncGenerator<RobotId> {
  for (const init of each) yield RobotId.decode(RobotId.encode(init));
}

describe("mergeMessages", () => {
  it("lets the last scalar that is set win, and makes the default message of none", async () => {
    const merged = await mergeMessages(
      names({ serialNumber: "a", species: "spot" }, { serialNumber: "b" }),
      RobotId,
      PATH,
    );
    expect(merged).toMatchObject({ serialNumber: "b", species: "spot" });
    expect(await mergeMessages(names(), RobotId, PATH)).toEqual(RobotId.decode(new Uint8Array(0)));
  });

  it("refuses a stream whose messages together are over the limit, and leaves it", async () => {
    let hasLeft = false;
    async function* endless(): AsyncGenerator<RobotId> {
      try {
        for (;;) yield* names({ serialNumber: "x".repeat(100) });
      } finally {
        hasLeft = true;
      }
    }
    expect(await rejection(mergeMessages(endless(), RobotId, PATH, 10_000))).toMatchObject({
      code: "DATA_CHUNK_TOO_LARGE",
      method: PATH,
    });
    expect(hasLeft).toBe(true);
  });
});
