/** Vectors of how calls end. */
import { describe, expect, it } from "vitest";
import { type RpcError, StreamResetError } from "../../../src/grpc/errors.ts";
import { decodeStatusMessage, encodeStatusMessage } from "../../../src/grpc/percent-encoding.ts";
import { checkResponseHeaders, checkTrailers, failureError } from "../../../src/grpc/response-status.ts";
import { formatTimeout, parseTimeout } from "../../../src/grpc/timeout.ts";
import { casesOf, type Fields, vectorsOf } from "./manifest.ts";

interface Text {
  readonly text: string;
  readonly encoded: string;
}

interface End {
  readonly headers?: Fields;
  readonly trailers?: Fields;
  readonly reset?: number;
  readonly status: string;
  readonly message?: string;
}

/** What our client makes of an end: of a reset, of a header block alone, of one with trailers. */
function outcome({ headers = [], trailers, reset }: End): RpcError | undefined {
  if (reset !== undefined) return failureError("/a.B/C", new StreamResetError(reset));
  const fields = Object.fromEntries(headers);
  const refused = checkResponseHeaders("/a.B/C", fields);
  return refused ?? checkTrailers("/a.B/C", "grpc-status" in fields ? fields : Object.fromEntries(trailers ?? []));
}

describe("vectors of grpc-message", () => {
  const [vector] = vectorsOf<{ cases: readonly Text[]; read: readonly Text[] }>("grpc-messages-text");
  it.each(vector?.json.cases ?? [])("$text is $encoded", ({ text, encoded }) => {
    expect(encodeStatusMessage(text)).toBe(encoded);
    expect(decodeStatusMessage(encoded)).toBe(text);
    // All that is escaped is what URLs escape, so the language itself reads it.
    expect(decodeURIComponent(encoded)).toBe(text);
  });

  it.each(vector?.json.read ?? [])("$encoded is read as $text", ({ text, encoded }) => {
    expect(decodeStatusMessage(encoded)).toBe(text);
  });
});

describe("vectors of grpc-timeout", () => {
  it.each(casesOf<{ header: string; milliseconds: number | null }>("grpc-timeouts"))("$header", (each) => {
    const { header, milliseconds } = each;
    expect(parseTimeout(header) ?? null).toBe(milliseconds);
    if (milliseconds !== null) expect(parseTimeout(formatTimeout(milliseconds))).toBe(Math.ceil(milliseconds));
  });
});

describe("vectors of the end of calls", () => {
  it.each(casesOf<End>("grpc-ends"))("$headers $trailers $reset: $status", (end) => {
    const error = outcome(end);
    expect(error?.status ?? "OK").toBe(end.status);
    if (end.message !== undefined) expect(error?.message).toContain(end.message);
  });
});
