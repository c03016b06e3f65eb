import { describe, expect, it } from "vitest";
import { StreamResetError, TransportError } from "../../src/grpc/errors.ts";
import { checkResponseHeaders, checkTrailers, failureError } from "../../src/grpc/response-status.ts";
import { Status } from "../../src/grpc/status.ts";

const METHOD = "/spotwire.test.Echo/Once";

describe("checkResponseHeaders", () => {
  it.each(["application/grpc", "application/grpc+proto"])("lets %s pass", (contentType) => {
    expect(checkResponseHeaders(METHOD, { ":status": "200", "content-type": contentType })).toBeUndefined();
  });

  // As the reference client was seen to report them.
  it.each([
    ["400", "INTERNAL", false, /check the address/],
    ["401", "UNAUTHENTICATED", false, /log in again/],
    ["403", "PERMISSION_DENIED", false, /permission/],
    ["404", "UNIMPLEMENTED", false, /list the directory/],
    ["429", "UNAVAILABLE", true, /call less often/],
    ["502", "UNAVAILABLE", true, /try again/],
    ["503", "UNAVAILABLE", true, /try again/],
    ["504", "UNAVAILABLE", true, /try again/],
    ["302", "UNKNOWN", false, /check the address/],
    ["500", "UNKNOWN", false, /check the address/],
  ])("makes HTTP %s the status %s", (httpStatus, status, retryable, hint) => {
    const error = checkResponseHeaders(METHOD, { ":status": httpStatus, "content-type": "text/html" });
    expect(error).toMatchObject({
      ...{ code: "RPC_FAILED", status, retryable, method: METHOD, origin: "server" },
      httpStatus: Number(httpStatus),
    });
    expect(error?.detail).toMatch(hint);
    expect(error?.detail).toContain(`HTTP status ${httpStatus}`);
  });

  it.each([
    ["text/html", 'content-type "text/html"'],
    ["application/grpc-web", 'content-type "application/grpc-web"'],
    [undefined, "no content-type"],
  ])("makes HTTP 200 with content type %s UNKNOWN", (contentType, words) => {
    const error = checkResponseHeaders(METHOD, { ":status": "200", "content-type": contentType });
    expect(error).toMatchObject({ status: "UNKNOWN", httpStatus: 200 });
    expect(error?.detail).toContain(words);
  });

  it("says so when there is no HTTP status at all", () => {
    expect(checkResponseHeaders(METHOD, {})?.detail).toContain("HTTP status missing");
  });

  it.each(["502", "404", undefined])("lets a grpc-status win over HTTP status %s", (httpStatus) => {
    expect(checkResponseHeaders(METHOD, { ":status": httpStatus, "grpc-status": "5" })).toBeUndefined();
  });
});

describe("checkTrailers", () => {
  it("accepts status 0", () => {
    expect(checkTrailers(METHOD, { "grpc-status": "0" })).toBeUndefined();
  });

  it.each(Object.entries(Status).slice(1))("names %s by its number %d", (status, number) => {
    const error = checkTrailers(METHOD, { "grpc-status": String(number), "grpc-message": "100%25 %C3%9C" });
    expect(error).toMatchObject({ status, statusCode: number, detail: "100% Ü", origin: "server" });
    expect(error?.message).toBe(`${METHOD}: ${status}: 100% Ü`);
  });

  it.each(["99", "17", "abc", "", "-1", "00", " 0", "0x0", "1e0", "4294967296"])(
    "makes the status %j UNKNOWN, kept readable",
    (status) => {
      const error = checkTrailers(METHOD, { "grpc-status": status, "grpc-message": "why" });
      expect(error?.status).toBe("UNKNOWN");
      expect(error?.detail).toContain("why");
    },
  );

  it("keeps the number of an unknown status in the detail", () => {
    expect(checkTrailers(METHOD, { "grpc-status": "99" })?.detail).toContain('grpc-status "99"');
    expect(checkTrailers(METHOD, { "grpc-status": "abc" })?.detail).toContain('grpc-status "abc"');
  });

  it("carries the metadata of the trailers", () => {
    const error = checkTrailers(METHOD, { "grpc-status": "5", "x-a": "1", "grpc-message": "m" });
    expect([...(error?.metadata ?? [])]).toEqual([["x-a", "1"]]);
  });

  it("stands without a message", () => {
    expect(checkTrailers(METHOD, { "grpc-status": "5" })?.detail).toBe("(no message)");
  });

  it("makes trailers without grpc-status UNKNOWN, and no trailers too", () => {
    expect(checkTrailers(METHOD, { "x-a": "1" })).toMatchObject({ status: "UNKNOWN", origin: "client" });
    const none = checkTrailers(METHOD, undefined);
    expect(none).toMatchObject({ status: "UNKNOWN", retryable: false });
    expect(none?.detail).toContain("no trailers");
  });
});

describe("failureError", () => {
  // gRPC over HTTP/2, "Errors"; the first seven as the reference client was seen to report them.
  it.each([
    [0, "INTERNAL", false],
    [1, "INTERNAL", false],
    [2, "INTERNAL", false],
    [5, "INTERNAL", false],
    [7, "UNAVAILABLE", true],
    [8, "CANCELLED", false],
    [11, "RESOURCE_EXHAUSTED", false],
    [12, "PERMISSION_DENIED", false],
    [3, "INTERNAL", false],
    [255, "INTERNAL", false],
  ])("makes RST_STREAM %d the status %s", (code, status, retryable) => {
    const error = failureError(METHOD, new StreamResetError(code));
    expect(error).toMatchObject({ status, retryable, origin: "server" });
    expect(error.detail).toContain(`HTTP/2 error code ${code}`);
  });

  it("makes a lost session UNAVAILABLE, with the loss as its cause", () => {
    const lost = new TransportError("TRANSPORT_LOST", "spot:443", "the peer closed the connection");
    const error = failureError(METHOD, lost);
    expect(error).toMatchObject({ status: "UNAVAILABLE", retryable: true, origin: "client", cause: lost });
    expect(error.detail).toBe("spot:443: the peer closed the connection");
  });

  it("does not call a session of a closed channel worth another try", () => {
    const closed = new TransportError("TRANSPORT_CLOSED", "spot:443", "the channel is closed");
    expect(failureError(METHOD, closed).retryable).toBe(false);
  });
});
