/** What a host fills in the header of every response. */
import { describe, expect, it } from "vitest";
import { CommonError_Code } from "../../src/messages/bosdyn/api/header.ts";
import { GetServiceEntryRequest } from "../../src/messages/bosdyn/api/directory.ts";
import { RecordDataBlobsRequest } from "../../src/messages/bosdyn/api/data_buffer.ts";
import { DataBufferService } from "../../src/messages/bosdyn/api/data_buffer_service.ts";
import { hostServices, serve } from "../../src/hosting/index.ts";
import { collect } from "../support/collect.ts";
import { openChannel } from "../support/channels.ts";
import { ask, hostSurvey, Survey, tickingNow } from "./survey-service.ts";

describe("the response header", () => {
  it("echoes the request's header", async () => {
    const { channel } = await hostSurvey();
    const { header } = await channel.unary(Survey.once, ask("spot", "tablet"));
    expect(header?.requestHeader).toMatchObject({ clientName: "tablet", requestTimestamp: { seconds: 7n } });
  });

  it("is without that echo if the request has no header", async () => {
    const { channel } = await hostSurvey();
    const { header } = await channel.unary(Survey.once, { serviceName: "spot" });
    expect(header?.requestHeader).toBeUndefined();
    expect(header?.error?.code).toBe(CommonError_Code.CODE_OK);
  });

  it("says when the request came and when the response left", async () => {
    let atHandler = 0n;
    const now = tickingNow();
    const { channel } = await hostSurvey(
      {
        once() {
          atHandler = now() / 1_000_000_000n;
          return {};
        },
      },
      { now },
    );
    const { header } = await channel.unary(Survey.once, ask("spot"));
    expect(header?.requestReceivedTimestamp?.seconds).toBe(atHandler - 1n);
    expect(header?.responseTimestamp?.seconds).toBe(atHandler + 1n);
  });

  it("is stamped by this machine's wall clock by default", async () => {
    await using host = await hostServices([serve(Survey, { once: () => ({}) })]);
    const { header } = await openChannel(host.port).unary(Survey.once, ask("spot"));
    expect(Math.abs(Number(header?.responseTimestamp?.seconds) - Date.now() / 1000)).toBeLessThan(10);
  });

  it("says CODE_OK where the handler says nothing, or CODE_UNSPECIFIED", async () => {
    const { channel } = await hostSurvey({
      *letters() {
        yield {};
        yield { header: {} };
        yield { header: { error: { code: CommonError_Code.CODE_UNSPECIFIED, message: "fine" } } };
      },
    });
    const responses = await collect(channel.serverStreaming(Survey.letters, ask("x")));
    expect(responses.map(({ header }) => header?.error?.code)).toEqual([1, 1, 1]);
    expect(responses[2]?.header?.error?.message).toBe("fine");
  });

  it("keeps the fields that a handler sets", async () => {
    const own = {
      requestHeader: { clientName: "someone else" },
      requestReceivedTimestamp: { seconds: 1n },
      responseTimestamp: { seconds: 2n },
      error: { code: CommonError_Code.CODE_INVALID_REQUEST, message: "no" },
      request: { typeUrl: "of/mine", value: Uint8Array.of(1) },
    };
    const { channel } = await hostSurvey({ once: () => ({ header: own }) }, { echoRequests: true });
    expect((await channel.unary(Survey.once, ask("x"))).header).toMatchObject(own);
  });

  it("is on every response of a stream, each stamped anew", async () => {
    const { channel } = await hostSurvey();
    const responses = await collect(channel.serverStreaming(Survey.letters, ask("dog")));
    const headers = responses.map(({ header }) => header);
    expect(headers.map((header) => header?.requestHeader?.clientName)).toEqual(["asker", "asker", "asker"]);
    expect(headers.map((header) => header?.requestReceivedTimestamp?.seconds)).toEqual([1001n, 1001n, 1001n]);
    expect(headers.map((header) => header?.responseTimestamp?.seconds)).toEqual([1002n, 1003n, 1004n]);
  });

  it("of a client stream is about the latest request", async () => {
    const { channel } = await hostSurvey();
    const { header } = await channel.clientStreaming(Survey.join, [ask("a", "first"), ask("b", "second")]);
    expect(header?.requestHeader?.clientName).toBe("second");
    expect(header?.requestReceivedTimestamp?.seconds).toBe(1002n);
  });

  it("of an empty client stream says when the call came", async () => {
    const { channel } = await hostSurvey();
    const { header } = await channel.clientStreaming(Survey.join, []);
    expect(header?.requestHeader).toBeUndefined();
    expect(header?.requestReceivedTimestamp?.seconds).toBe(1000n);
  });

  it("of a dialogue is about the request that it answers", async () => {
    const { channel } = await hostSurvey();
    const responses = await collect(channel.bidiStreaming(Survey.each, [ask("a", "first"), ask("b", "second")]));
    expect(responses.map(({ header }) => header?.requestHeader?.clientName)).toEqual(["first", "second"]);
  });
});

describe("the echo of the request", () => {
  it("is left out by default", async () => {
    const { channel } = await hostSurvey();
    expect((await channel.unary(Survey.once, ask("spot"))).header?.request).toBeUndefined();
  });

  it("is the request as an Any, if wanted", async () => {
    const { channel } = await hostSurvey(undefined, { echoRequests: true });
    const echo = (await channel.unary(Survey.once, ask("spot"))).header?.request;
    expect(echo?.typeUrl).toBe("type.googleapis.com/bosdyn.api.GetServiceEntryRequest");
    expect(GetServiceEntryRequest.decode(echo?.value ?? new Uint8Array())).toMatchObject(ask("spot"));
  });

  it("is without bytes and without fields of a newer release", async () => {
    const recorder = serve(DataBufferService, { recordDataBlobs: () => ({}) });
    await using host = await hostServices([recorder], { echoRequests: true });
    const blob = { channel: "camera", typeId: "jpeg", data: new Uint8Array(100_000) };
    const { header } = await openChannel(host.port).unary(DataBufferService.recordDataBlobs, {
      header: { clientName: "asker" },
      blobData: [blob, blob],
      $unknown: [{ fieldNumber: 999, wireType: 0, bytes: Uint8Array.of(0xb8, 0x3e, 0x01) }],
    });
    const value = header?.request?.value ?? new Uint8Array();
    expect(value.length).toBeLessThan(100);
    const echo = RecordDataBlobsRequest.decode(value);
    expect(echo.blobData).toMatchObject([
      { channel: "camera", data: new Uint8Array() },
      { channel: "camera", data: new Uint8Array() },
    ]);
    expect(echo.$unknown).toBeUndefined();
  });
});
