/** A hosted acquisition plugin, asked over a real connection as the robot asks. */
import { describe, expect, it, onTestFinished } from "vitest";
import {
  type Acquisition,
  acquisitionPlugin,
  type AcquisitionPluginOptions,
  hostServices,
  serve,
} from "../../src/hosting/index.ts";
import { DataAcquisitionPluginService } from "../../src/messages/bosdyn/api/data_acquisition_plugin_service.ts";
import { DataAcquisitionPluginClient } from "../../src/services/index.ts";
import { openChannel } from "../support/channels.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { rejection } from "../support/robots.ts";
import { settle } from "../support/settle.ts";

const AIR = { name: "air", channelName: "air" };
const ID = { channel: "air", dataName: "co2" };
const REQUEST = { dataId: [ID], acquisitionRequests: { dataCaptures: [{ name: "air" }] } };

async function scene(
  acquire: (acquisition: Acquisition) => Promise<void>,
  options: Partial<AcquisitionPluginOptions> = {},
) {
  const clock = new ManualClock();
  const errors: unknown[] = [];
  const handlers = acquisitionPlugin({
    capabilities: [AIR],
    acquire,
    clock,
    onError: (error) => errors.push(error),
    ...options,
  });
  const host = await hostServices([serve(DataAcquisitionPluginService, handlers)]);
  onTestFinished(() => host.close({ graceMs: 0 }));
  const client = new DataAcquisitionPluginClient(openChannel(host.port));
  const status = async (requestId: number): Promise<number> => (await client.getStatus({ requestId })).status;
  return { client, clock, errors, status };
}

/** Something that a test lets happen. */
function gate(): { open: () => void; passed: Promise<void> } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

describe("a hosted acquisition plugin", () => {
  it("says what it can, acquires, saves, and is complete", async () => {
    const [acquired, stored] = [gate(), gate()];
    const { client, status } = await scene(async (acquisition) => {
      await acquired.passed;
      acquisition.saving();
      await stored.passed;
      for (const dataId of acquisition.request.dataId) acquisition.saved(dataId);
    });
    expect((await client.getServiceInfo({})).capabilities?.dataSources).toMatchObject([AIR]);
    const { requestId } = await client.acquirePluginData(REQUEST);
    expect([requestId, await status(1)]).toEqual([1, 1]);
    acquired.open();
    await settle();
    expect(await status(1)).toBe(2);
    stored.open();
    await settle();
    expect(await client.getStatus({ requestId })).toMatchObject({ status: 3, dataSaved: [ID] });
    expect((await client.acquirePluginData(REQUEST)).requestId).toBe(2);
  });

  it("remembers a request that has ended for 30 s", async () => {
    const { client, clock, status } = await scene(() => Promise.resolve());
    const { requestId } = await client.acquirePluginData(REQUEST);
    await settle();
    clock.advance(29_999);
    expect(await status(requestId)).toBe(3);
    clock.advance(1);
    expect(await rejection(client.getStatus({ requestId }))).toMatchObject({
      code: "DATA_ACQUISITION_REQUEST_ID_DOES_NOT_EXIST",
    });
  });

  it("tells of data that failed, whatever became of the rest", async () => {
    const { client } = await scene(async (acquisition) => {
      acquisition.failed(ID, "the sensor is wet");
    });
    const { requestId } = await client.acquirePluginData(REQUEST);
    await settle();
    expect(await client.getStatus({ requestId })).toMatchObject({
      status: 10,
      dataErrors: [{ dataId: ID, errorMessage: "the sensor is wet" }],
    });
  });

  it("tells of a plugin that failed, and passes the error on", async () => {
    const failure = new Error("no such device");
    const { client, errors } = await scene(() => Promise.reject(failure));
    const { requestId } = await client.acquirePluginData(REQUEST);
    await settle();
    expect(await client.getStatus({ requestId })).toMatchObject({
      status: 12,
      serviceErrors: [{ error: 3, message: "no such device" }],
    });
    expect(errors).toEqual([failure]);
  });

  it("cancels with the plugin's help, and only what there is", async () => {
    const { client, status, errors } = await scene(
      ({ signal }) =>
        new Promise((_, reject) =>
          signal.addEventListener("abort", () => setImmediate(() => reject(new Error("stopped")))),
        ),
    );
    const { requestId } = await client.acquirePluginData(REQUEST);
    await client.cancelAcquisition({ requestId });
    await settle();
    expect([await status(requestId), errors]).toEqual([5, []]);
    await client.cancelAcquisition({ requestId });
    expect(await status(requestId)).toBe(5);
    expect(await rejection(client.cancelAcquisition({ requestId: 77 }))).toMatchObject({
      code: "DATA_ACQUISITION_REQUEST_ID_DOES_NOT_EXIST",
    });
  });

  it("refuses what it cannot acquire, parameters that it does not know, and one too many", async () => {
    const { client } = await scene(() => new Promise(() => undefined), {
      capabilities: [{ ...AIR, customParams: { specs: new Map() } }],
      maxRunning: 1,
    });
    const capture = (data: object) => ({ acquisitionRequests: { dataCaptures: [data] } });
    expect(await rejection(client.acquirePluginData(capture({ name: "sound" })))).toMatchObject({
      code: "DATA_ACQUISITION_UNKNOWN_CAPTURE_TYPE",
    });
    const customParams = { values: new Map([["colour", {}]]) };
    const refused = await rejection(client.acquirePluginData(capture({ name: "air", customParams })));
    expect((refused as Error).message).toContain("colour");
    await client.acquirePluginData(REQUEST);
    expect(await rejection(client.acquirePluginData(REQUEST))).toMatchObject({
      code: "RESPONSE_INTERNAL_SERVER_ERROR",
    });
  });
});
