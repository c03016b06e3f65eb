import * as grpc from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { Status, statusName } from "../../src/grpc/status.ts";

describe("Status", () => {
  it("has the names and numbers that grpc-js has", () => {
    const theirs = Object.entries(grpc.status).filter(([, code]) => typeof code === "number");
    expect(Object.entries(Status)).toEqual(theirs);
  });
});

describe("statusName", () => {
  it.each(Object.entries(Status))("names %s by its number %d", (name, code) => {
    expect(statusName(code)).toBe(name);
  });

  it.each([17, 99, -1, 1.5, Number.NaN, Infinity])("calls %d UNKNOWN", (code) => {
    expect(statusName(code)).toBe("UNKNOWN");
  });
});
