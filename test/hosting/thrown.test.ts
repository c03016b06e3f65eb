/** What a client sees of a handler that throws. */
import { describe, expect, it } from "vitest";
import { RpcError } from "../../src/grpc/index.ts";
import { CommonError_Code } from "../../src/messages/bosdyn/api/header.ts";
import { AutowalkService } from "../../src/messages/bosdyn/api/autowalk/autowalk_service.ts";
import { hostServices, RefusedRequestError, serve } from "../../src/hosting/index.ts";
import {
  InternalServerError,
  InvalidRequestError,
  UnsetStatusError,
} from "../../src/services/errors/response-errors.ts";
import { collect } from "../support/collect.ts";
import { openChannel } from "../support/channels.ts";
import { ask, hostSurvey, Survey } from "./survey-service.ts";

const OWN = Survey.once.path;
const OTHER = "/bosdyn.api.ImageService/GetImage";
const facts = (method: string, detail: string) => ({ method, detail, response: undefined, status: 0 });

class SensorFailure extends Error {}

const { CODE_INVALID_REQUEST, CODE_INTERNAL_SERVER_ERROR } = CommonError_Code;

describe("the header error of a handler", () => {
  const cases: [what: string, thrown: unknown, code: number, message: string, isIntended: boolean][] = [
    ["refuses the request", new RefusedRequestError("no such camera"), CODE_INVALID_REQUEST, "no such camera", true],
    [
      "throws InvalidRequestError",
      new InvalidRequestError(facts(OWN, "no camera")),
      CODE_INVALID_REQUEST,
      "no camera",
      true,
    ],
    ["names no method", new InvalidRequestError(facts("", "no camera")), CODE_INVALID_REQUEST, "no camera", true],
    [
      "throws InternalServerError",
      new InternalServerError(facts(OWN, "too hot")),
      CODE_INTERNAL_SERVER_ERROR,
      "too hot",
      true,
    ],
    [
      "throws another ResponseError",
      new UnsetStatusError(facts(OWN, "what")),
      CODE_INTERNAL_SERVER_ERROR,
      `[UnsetStatusError] ${OWN}: what`,
      false,
    ],
    [
      "is refused by a service that it calls itself",
      new InvalidRequestError(facts(OTHER, "no camera")),
      CODE_INTERNAL_SERVER_ERROR,
      `[InvalidRequestError] ${OTHER}: no camera`,
      false,
    ],
    [
      "cannot reach a service that it calls itself",
      new RpcError("UNAVAILABLE", OTHER, "gone"),
      CODE_INTERNAL_SERVER_ERROR,
      `[RpcError] ${OTHER}: UNAVAILABLE: gone`,
      false,
    ],
    ["throws a built-in error", new RangeError("too far"), CODE_INTERNAL_SERVER_ERROR, "[RangeError] too far", false],
    [
      "throws a class that sets no name",
      new SensorFailure("dark"),
      CODE_INTERNAL_SERVER_ERROR,
      "[SensorFailure] dark",
      false,
    ],
    ["throws what is no error", "oops", CODE_INTERNAL_SERVER_ERROR, "[string] oops", false],
  ];
  for (const [what, thrown, code, message, isIntended] of cases) {
    it(`that ${what} is code ${code}, "${message}"`, async () => {
      const heard: unknown[] = [];
      const { channel } = await hostSurvey(
        {
          once() {
            throw thrown;
          },
        },
        { onHandlerError: (error, { path }) => heard.push([error, path]) },
      );
      const { header, status } = await channel.unary(Survey.once, ask("x"));
      expect(header?.error).toMatchObject({ code, message });
      expect(header?.requestHeader?.clientName).toBe("asker");
      expect(header?.responseTimestamp?.seconds).toBe(1002n);
      expect(status).toBe(0);
      expect(heard).toEqual(isIntended ? [] : [[thrown, OWN]]);
    });
  }

  it("that rejects is the same", async () => {
    const { channel } = await hostSurvey({ once: () => Promise.reject(new RefusedRequestError("no")) });
    expect((await channel.unary(Survey.once, ask("x"))).header?.error?.code).toBe(CODE_INVALID_REQUEST);
  });

  it("comes as the last message of a stream", async () => {
    const { channel } = await hostSurvey({
      *letters() {
        yield { serviceEntry: { name: "a" } };
        throw new RangeError("no more letters");
      },
    });
    const responses = await collect(channel.serverStreaming(Survey.letters, ask("x")));
    expect(responses.map(({ header }) => header?.error)).toMatchObject([
      { code: CommonError_Code.CODE_OK },
      { code: CODE_INTERNAL_SERVER_ERROR, message: "[RangeError] no more letters" },
    ]);
  });

  it("comes where a client stream is not read to its end", async () => {
    const { channel } = await hostSurvey({
      async join(requests) {
        for await (const { serviceName } of requests) throw new RefusedRequestError(`not ${serviceName}`);
        return {};
      },
    });
    const { header } = await channel.clientStreaming(Survey.join, [ask("a"), ask("b")]);
    expect(header?.error).toMatchObject({ code: CODE_INVALID_REQUEST, message: "not a" });
  });
});

describe("the status of a handler", () => {
  it("that throws an RpcError of its own call is that of the error", async () => {
    const { channel } = await hostSurvey({
      once(_request, { path }) {
        throw new RpcError("PERMISSION_DENIED", path, "not you");
      },
    });
    await expect(channel.unary(Survey.once, ask("x"))).rejects.toMatchObject({
      status: "PERMISSION_DENIED",
      detail: "not you",
    });
  });

  it("whose response has no header tells of every error", async () => {
    const heard: unknown[] = [];
    const failure = new RangeError("no");
    const autowalk = serve(AutowalkService, {
      compileAutowalk() {
        throw failure;
      },
    });
    await using host = await hostServices([autowalk], { onHandlerError: (error) => heard.push(error) });
    const call = collect(openChannel(host.port).bidiStreaming(AutowalkService.compileAutowalk, []));
    await expect(call).rejects.toMatchObject({ status: "UNKNOWN", detail: "Exception calling application: no" });
    expect(heard).toEqual([failure]);
  });

  it("that gives up because its client has gone is nobody's failure", async () => {
    const heard: unknown[] = [];
    let giveUp: () => void = () => undefined;
    const gaveUp = new Promise<void>((resolve) => (giveUp = resolve));
    const { host, channel } = await hostSurvey(
      {
        letters: async function* (_request, { signal }) {
          yield {};
          await new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => {
              reject(new Error("gave up"));
              setImmediate(giveUp);
            });
          });
        },
      },
      { onHandlerError: (error) => heard.push(error) },
    );
    const responses = channel.serverStreaming(Survey.letters, ask("x"));
    for await (const response of responses) {
      expect(response.header?.error?.code).toBe(CommonError_Code.CODE_OK);
      break;
    }
    await gaveUp;
    await host.close({ graceMs: 0 });
    expect(heard).toEqual([]);
  });
});
