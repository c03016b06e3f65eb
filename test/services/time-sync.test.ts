import { describe, expect, it } from "vitest";
import type { ResponseHeaderInit } from "../../src/messages/bosdyn/api/header.ts";
import { IncompleteResponseError, TimeSyncClient } from "../../src/services/index.ts";
import { rejection } from "../support/robots.ts";
import { ScriptedChannel } from "./scripted-channel.ts";
import { testOptions, TickingClock } from "./support.ts";

const SERVER_RX = { seconds: 100n, nanos: 5 };
const SERVER_TX = { seconds: 100n, nanos: 9 };

/** A robot's header, the request's echoed in it. */
function echoing(requestHeader: object | undefined): ResponseHeaderInit {
  return {
    requestHeader,
    requestReceivedTimestamp: SERVER_RX,
    responseTimestamp: SERVER_TX,
    error: { code: 1 },
  };
}

describe("TimeSyncClient", () => {
  it("sends neither round trip nor identifier at first", async () => {
    const channel = new ScriptedChannel(({ request }) => ({ header: echoing(request.header) }));
    await new TimeSyncClient(channel, testOptions()).update();
    expect(channel.last.path).toBe("/bosdyn.api.TimeSyncService/TimeSyncUpdate");
    expect(channel.last.request).toMatchObject({ previousRoundTrip: undefined, clockIdentifier: "" });
  });

  it("collects the four instants: sent, received, answered, arrived", async () => {
    const channel = new ScriptedChannel(({ request }) => ({
      header: echoing(request.header),
      clockIdentifier: "clock-7",
      state: { status: 2 },
    }));
    const { roundTrip, response } = await new TimeSyncClient(channel, testOptions()).update();
    expect(roundTrip).toMatchObject({
      clientTx: { seconds: TickingClock.start, nanos: 0 },
      serverRx: SERVER_RX,
      serverTx: SERVER_TX,
      clientRx: { seconds: TickingClock.start + 1n, nanos: 0 },
    });
    expect(response).toMatchObject({ clockIdentifier: "clock-7", state: { status: 2 } });
  });

  it("takes the time of sending from the robot's echo, with which the robot computes", async () => {
    const channel = new ScriptedChannel(() => ({ header: echoing({ requestTimestamp: { seconds: 42n } }) }));
    const { roundTrip } = await new TimeSyncClient(channel, testOptions()).update();
    expect(roundTrip.clientTx).toMatchObject({ seconds: 42n });
  });

  it("reports the exchange before, with the identifier", async () => {
    const channel = new ScriptedChannel(({ request }) => ({ header: echoing(request.header) }));
    const client = new TimeSyncClient(channel, testOptions());
    const { roundTrip } = await client.update();
    await client.update({ roundTrip, clockIdentifier: "clock-7" });
    expect(channel.last.request).toMatchObject({
      clockIdentifier: "clock-7",
      previousRoundTrip: { clientTx: { seconds: TickingClock.start }, serverRx: SERVER_RX, serverTx: SERVER_TX },
    });
  });

  for (const [field, header] of [
    ["header.request_header.request_timestamp", { ...echoing(undefined) }],
    ["header.request_header.request_timestamp", { ...echoing({ clientName: "x" }) }],
    [
      "header.request_received_timestamp",
      { ...echoing({ requestTimestamp: {} }), requestReceivedTimestamp: undefined },
    ],
    ["header.response_timestamp", { ...echoing({ requestTimestamp: {} }), responseTimestamp: undefined }],
  ] as const) {
    it(`finds an answer without ${field} incomplete`, async () => {
      const client = new TimeSyncClient(new ScriptedChannel(() => ({ header })));
      const error = await rejection(client.update());
      expect(error).toBeInstanceOf(IncompleteResponseError);
      expect((error as Error).message).toContain(`the response lacks ${field}`);
    });
  }
});
