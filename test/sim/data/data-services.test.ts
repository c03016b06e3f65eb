import { describe, expect, it } from "vitest";
import { DataBufferService } from "../../../src/messages/bosdyn/api/data_buffer_service.ts";
import { DataService } from "../../../src/messages/bosdyn/api/data_service.ts";
import { DataPages } from "../../../src/sim/data/data-pages.ts";
import { dataServices } from "../../../src/sim/data/data-services.ts";
import type { HostedService } from "../../../src/sim/hosted-service.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";
import { Hosted } from "../hosted.ts";

const header = { clientName: "tester" };

function make(pages?: DataPages): { clock: ManualSimClock; buffer: Hosted; data: Hosted } {
  const clock = new ManualSimClock();
  const [buffer, data] = dataServices({ clock }, pages).map((service: HostedService) => new Hosted(service));
  if (buffer === undefined || data === undefined) throw new Error("there are two services");
  return { clock, buffer, data };
}

const at = (clock: ManualSimClock) => ({
  seconds: clock.now() / 1_000_000_000n,
  nanos: Number(clock.now() % 1_000_000_000n),
});

describe("the data buffer", () => {
  it("gives events and comments back by type, level and time", async () => {
    const { clock, buffer, data } = make();
    const early = at(clock);
    await buffer.unary(DataBufferService.recordEvents, {
      header,
      events: [
        { type: "a", level: 1 },
        { type: "b", level: 4 },
      ],
    });
    clock.advance(60_000);
    await buffer.unary(DataBufferService.recordOperatorComments, { header, operatorComments: [{ message: "well" }] });
    const ask = async (eventCommentRequest: object) =>
      (await data.unary(DataService.getEventsComments, { eventCommentRequest })).eventsComments;
    expect((await ask({ events: [{ type: "b" }] }))?.events.map(({ type }) => type)).toEqual(["b"]);
    expect((await ask({ events: [{ level: { value: 1 } }] }))?.events.map(({ type }) => type)).toEqual(["a"]);
    expect(await ask({ events: [{}], maxEvents: 1 })).toMatchObject({ events: [{ type: "a" }], eventsLimited: true });
    expect((await ask({ comments: true, timeRange: { end: early } }))?.operatorComments).toEqual([]);
    // A comment without a time has that of its arrival.
    expect((await ask({ comments: true, timeRange: { start: at(clock) } }))?.operatorComments).toMatchObject([
      { message: "well", timestamp: at(clock) },
    ]);
  });

  it("finds blobs by channel, type and pattern, and deletes their pages", async () => {
    const { buffer, data } = make();
    const blob = (channel: string, typeId: string) => ({ channel, typeId, data: new Uint8Array(10) });
    const blobData = [blob("", "imu"), blob("arm/left", "pose"), blob("arm/right", "pose")];
    await buffer.unary(DataBufferService.recordDataBlobs, { header, blobData });
    const channels = async (spec: object) =>
      (await data.unary(DataService.getDataIndex, { dataQuery: { blobs: [spec] } })).dataIndex?.blobs
        .flatMap(({ pages }) => pages)
        .map((page) => page.spec?.channel);
    expect(await channels({})).toEqual(["imu", "arm/left", "arm/right"]);
    expect(await channels({ channelGlob: "arm/*" })).toEqual(["arm/left", "arm/right"]);
    expect(await channels({ channelGlob: "*r?g*" })).toEqual(["arm/right"]);
    expect(await channels({ messageType: "imu", source: "tester" })).toEqual(["imu"]);
    const { pages } = await data.unary(DataService.getDataPages, {});
    const id = pages[0]?.id ?? "";
    const deleted = await data.unary(DataService.deleteDataPages, { pageIds: [id, "none"] });
    expect(deleted.status.map(({ status }) => status)).toEqual([1, 3]);
    expect(deleted.bytesDeleted).toBe(pages[0]?.totalBytes);
    expect(await channels({})).toEqual(["arm/left", "arm/right"]);
  });

  it("takes ticks of schemas that it knows", async () => {
    const { buffer } = make();
    const schema = { schemaName: "s", vars: [{ name: "x", type: 9 as const }] };
    const { schemaId } = await buffer.unary(DataBufferService.registerSignalSchema, { schema });
    expect((await buffer.unary(DataBufferService.registerSignalSchema, { schema })).schemaId).toBe(schemaId);
    const tickData = [{ schemaId, data: new Uint8Array(4) }, { schemaId: 9n }];
    const { errors } = await buffer.unary(DataBufferService.recordSignalTicks, { header, tickData });
    expect(errors).toMatchObject([{ type: 3, index: 1 }]);
    expect((await buffer.unary(DataBufferService.registerSignalSchema, {})).header?.error?.code).toBe(3);
  });

  it("tells which of a batch it could not take", async () => {
    const { clock, buffer } = make();
    const earlier = { seconds: at(clock).seconds - 5n };
    const events = [{ type: "good" }, {}, { type: "backwards", startTime: at(clock), endTime: earlier }];
    const { errors } = await buffer.unary(DataBufferService.recordEvents, { header, events });
    expect(errors.map(({ type, index }) => [type, index])).toEqual([
      [1, 1],
      [1, 2],
    ]);
    const { errors: blobErrors } = await buffer.unary(DataBufferService.recordDataBlobs, { blobData: [{}] });
    expect(blobErrors).toHaveLength(1);
  });

  it("forgets its oldest pages when it is full, and never holds more than it may", async () => {
    const pages = new DataPages(20_000);
    const { clock, buffer, data } = make(pages);
    for (let i = 0; i < 50; i++) {
      clock.advance(61_000);
      const textMessages = [{ message: `${i} ${"x".repeat(1000)}` }];
      await buffer.unary(DataBufferService.recordTextMessages, { header, textMessages });
      expect(pages.bytes).toBeLessThanOrEqual(20_000 + 200);
    }
    const { dataBufferStatus } = await data.unary(DataService.getDataBufferStatus, {});
    expect(dataBufferStatus?.numDataBufferPages).toBeGreaterThan(5n);
    expect(dataBufferStatus?.numDataBufferPages).toBeLessThan(20n);
    const { errors } = await buffer.unary(DataBufferService.recordTextMessages, {
      textMessages: [{ message: "x".repeat(30_000) }],
    });
    expect(errors).toMatchObject([{ type: 1, index: 0 }]);
  });
});
