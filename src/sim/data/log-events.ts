/** Events that the robot logs by itself: what a keepalive policy wanted put down when its client fell silent. */
import { Event, type EventInit } from "../../messages/bosdyn/api/data_buffer.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { toTimestamp } from "../clock/timestamps.ts";
import type { DataPages } from "./data-pages.ts";

const SOURCE = "keepalive";

/** Put them down as of now. */
export function logEvents(pages: DataPages, clock: SimClock, events: readonly EventInit[]): void {
  const now = clock.now();
  for (const event of events) {
    const content = { source: SOURCE, ...event, startTime: toTimestamp(now), endTime: toTimestamp(now) };
    const spec = { kind: "event", source: SOURCE, channel: "", messageType: "" } as const;
    pages.add(spec, { kind: "event", time: now, endTime: now, content, bytes: Event.encode(content).length }, now);
  }
}
