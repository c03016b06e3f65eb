import { describe, expect, it } from "vitest";
import type { ServerContext } from "../../../src/grpc/server/index.ts";
import {
  newRequestHeader,
  type RequestHeader,
  type ResponseHeaderInit,
} from "../../../src/messages/bosdyn/api/header.ts";
import { answering, HeaderError, invalidRequest, responseHeader } from "../../../src/sim/services/response-header.ts";
import { ManualSimClock } from "../../support/manual-sim-clock.ts";

const REQUEST_HEADER: RequestHeader = { ...newRequestHeader(), clientName: "tester", disableRpcLogging: true };
const BOOT_SECONDS = ManualSimClock.bootNanos / 1_000_000_000n;

/** The header of an answer whose handler takes 250 ms and then does as told. */
function headerOf(then: () => object): { header: ResponseHeaderInit; answer: object } {
  const clock = new ManualSimClock();
  const handle = answering<{ readonly header: RequestHeader | undefined }, object>(clock, () => {
    clock.advance(250);
    return then();
  });
  const answer = handle({ header: REQUEST_HEADER }, {} as ServerContext);
  return { header: answer.header, answer };
}

describe("a response header", () => {
  it("echoes the request's header as it came", () => {
    expect(headerOf(() => ({})).header.requestHeader).toBe(REQUEST_HEADER);
  });

  it("says in robot time when the request came in and when the answer went out", () => {
    expect(headerOf(() => ({})).header).toMatchObject({
      requestReceivedTimestamp: { seconds: BOOT_SECONDS, nanos: 0 },
      responseTimestamp: { seconds: BOOT_SECONDS, nanos: 250_000_000 },
    });
  });

  it("says CODE_OK beside what the handler answered", () => {
    const { header, answer } = headerOf(() => ({ token: "t" }));
    expect(header.error).toEqual({ code: 1 });
    expect(answer).toMatchObject({ token: "t" });
  });

  it("says CODE_INTERNAL_SERVER_ERROR with type and text of what the handler threw, and nothing else", () => {
    const { header, answer } = headerOf(() => {
      throw new RangeError("index 7");
    });
    expect(header.error).toEqual({ code: 2, message: "[RangeError] index 7" });
    expect(Object.keys(answer)).toEqual(["header"]);
    expect(header.requestHeader).toBe(REQUEST_HEADER);
    expect(header.responseTimestamp).toMatchObject({ nanos: 250_000_000 });
  });

  it("says CODE_INTERNAL_SERVER_ERROR of a thrown value that is no error", () => {
    const { header } = headerOf(() => {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- that is the case
      throw "kettle";
    });
    expect(header.error).toEqual({ code: 2, message: "[Error] kettle" });
  });

  it("says CODE_INVALID_REQUEST, in its own words, where the handler says so", () => {
    const { header } = headerOf(() => {
      throw invalidRequest("no such link");
    });
    expect(header.error).toEqual({ code: 3, message: "no such link" });
    expect(invalidRequest("x")).toBeInstanceOf(HeaderError);
  });

  it("has no echo where the request had no header", () => {
    const clock = new ManualSimClock();
    expect(responseHeader(clock, undefined, clock.now()).requestHeader).toBeUndefined();
  });
});
