/** Typed handlers of all four kinds, reached by our own client. */
import { describe, expect, it } from "vitest";
import { DataChunk } from "../../src/messages/bosdyn/api/data_chunk.ts";
import { AutowalkService } from "../../src/messages/bosdyn/api/autowalk/autowalk_service.ts";
import type { GetServiceEntryRequest } from "../../src/messages/bosdyn/api/directory.ts";
import type { GetImageRequest } from "../../src/messages/bosdyn/api/image.ts";
import { ImageService } from "../../src/messages/bosdyn/api/image_service.ts";
import { type Handlers, hostServices, serve } from "../../src/hosting/index.ts";
import { collect } from "../support/collect.ts";
import { openChannel } from "../support/channels.ts";
import { ask, hostSurvey, Survey, surveyor } from "./survey-service.ts";

describe("serve", () => {
  it("answers a unary call", async () => {
    const { channel } = await hostSurvey();
    expect((await channel.unary(Survey.once, ask("spot"))).serviceEntry?.name).toBe("SPOT");
  });

  it("answers a server-streaming call", async () => {
    const { channel } = await hostSurvey();
    const responses = await collect(channel.serverStreaming(Survey.letters, ask("dog")));
    expect(responses.map(({ serviceEntry }) => serviceEntry?.name)).toEqual(["d", "o", "g"]);
  });

  it("answers a client-streaming call", async () => {
    const { channel } = await hostSurvey();
    const response = await channel.clientStreaming(Survey.join, [ask("a"), ask("b")]);
    expect(response.serviceEntry?.name).toBe("a+b");
  });

  it("answers a bidi-streaming call request by request", async () => {
    const { channel } = await hostSurvey();
    const responses = await collect(channel.bidiStreaming(Survey.each, [ask("a"), ask("b")]));
    expect(responses.map(({ serviceEntry }) => serviceEntry?.name)).toEqual(["A", "B"]);
  });

  it("answers an RPC without a handler with UNIMPLEMENTED", async () => {
    const { channel } = await hostSurvey({ once: () => ({}) });
    await expect(channel.clientStreaming(Survey.join, [])).rejects.toMatchObject({ status: "UNIMPLEMENTED" });
  });

  it("takes handlers that are methods of an object", async () => {
    class Counter implements Handlers<typeof Survey> {
      #calls = 0;

      readonly helper = "not an RPC";

      once(): { serviceEntry: { name: string } } {
        return { serviceEntry: { name: `call ${++this.#calls}` } };
      }
    }
    const { channel } = await hostSurvey(new Counter());
    await channel.unary(Survey.once, ask(""));
    expect((await channel.unary(Survey.once, ask(""))).serviceEntry?.name).toBe("call 2");
  });

  it("tells its name and the paths that have a handler", () => {
    const hosted = serve(Survey, { each: surveyor.each, once: surveyor.once });
    expect(hosted.typeName).toBe("spotwire.test.Survey");
    expect(hosted.paths).toEqual(["/spotwire.test.Survey/Once", "/spotwire.test.Survey/Each"]);
  });

  it("lets messages without a header pass as they are", async () => {
    const autowalk = serve(AutowalkService, {
      async *compileAutowalk(chunks) {
        for await (const { data } of chunks) yield { totalSize: 3n, data: data.toReversed() };
      },
    });
    await using host = await hostServices([autowalk]);
    const channel = openChannel(host.port);
    const chunk = { totalSize: 3n, data: Uint8Array.of(1, 2, 3) };
    const answers = await collect(channel.bidiStreaming(AutowalkService.compileAutowalk, [chunk]));
    expect(answers).toEqual([DataChunk.decode(DataChunk.encode({ totalSize: 3n, data: Uint8Array.of(3, 2, 1) }))]);
  });

  it("stops a streaming handler when the client goes away", async () => {
    let stop: (wasAborted: boolean) => void;
    const stopped = new Promise<boolean>((resolve) => (stop = resolve));
    const { channel } = await hostSurvey({
      async *letters(_request, { signal }) {
        try {
          for (;;) yield await Promise.resolve({});
        } finally {
          stop(signal.aborted);
        }
      },
    });
    for await (const response of channel.serverStreaming(Survey.letters, ask("x"))) {
      expect(response.header?.error?.code).toBe(1);
      break;
    }
    expect(await stopped).toBe(true);
  });
});

describe("handlers", () => {
  it("do not compile under a name that is no RPC, and are refused", () => {
    expect(() =>
      serve(ImageService, {
        // @ts-expect-error the service has no such RPC
        getImages: () => ({}),
      }),
    ).toThrow(new TypeError("bosdyn.api.ImageService has no RPC getImages"));
  });

  it("do not compile with a response of another RPC", () => {
    serve(ImageService, {
      // @ts-expect-error the response has no such field
      getImage: () => ({ imageSources: [] }),
    });
    serve(ImageService, {
      // @ts-expect-error sources are a list of messages
      listImageSources: () => ({ imageSources: ["my-camera"] }),
    });
  });

  it("do not compile against a request of another RPC", () => {
    serve(ImageService, {
      // @ts-expect-error a list request names no images
      listImageSources: (request: GetImageRequest) => ({ imageSources: request.imageRequests.map(() => ({})) }),
    });
  });

  it("do not compile for another kind of call", () => {
    // @ts-expect-error one response, not a stream of them
    serve(Survey, { once: async function* () {} });
    // @ts-expect-error a stream of responses, not one
    serve(Survey, { letters: () => ({}) });
    // @ts-expect-error a stream of requests, not one
    serve(Survey, { join: (request: GetServiceEntryRequest) => ({ serviceEntry: { name: request.serviceName } }) });
  });
});

it("refuses to serve a service type twice on one port", async () => {
  const twice = [serve(Survey, surveyor), serve(Survey, surveyor)];
  await expect(hostServices(twice)).rejects.toThrow(TypeError);
});
