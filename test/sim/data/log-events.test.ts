import { expect, it } from "vitest";
import { DataPages } from "../../../src/sim/data/data-pages.ts";
import { logEvents } from "../../../src/sim/data/log-events.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";

it("puts events of the robot's own down as of now, under a source of their own", () => {
  const clock = new ManualSimClock();
  const pages = new DataPages();
  logEvents(pages, clock, [{ type: "silence", description: "nobody checked in" }]);
  const [page] = pages.within({ start: undefined, end: undefined });
  expect(page?.entries).toMatchObject([
    { kind: "event", time: clock.now(), content: { source: "keepalive", type: "silence" } },
  ]);
});
