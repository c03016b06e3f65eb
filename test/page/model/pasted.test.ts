import { describe, expect, it } from "vitest";
import { treeFaults } from "../../../src/inspect/index.ts";
import {
  messageTypes,
  type Pasted,
  type PastedOptions,
  type PastedProblem,
  readPasted,
} from "../../../src/page/model/index.ts";
import { concat, toHex } from "../../support/hex.ts";
import { AUTH_REQUEST, grpc, registry, ROBOT_ID, ROBOT_ID_RESPONSE, Script } from "./scene.ts";

const RESPONSE = "bosdyn.api.RobotIdResponse";

function paste(input: string | Uint8Array, options: Partial<PastedOptions> = {}): Pasted {
  const read = readPasted(input, { registry, ...options });
  if ("problem" in read) throw new Error(read.problem);
  return read;
}

function problem(input: string | Uint8Array): PastedProblem {
  const read = readPasted(input, { registry });
  if (!("problem" in read)) throw new Error("it was read");
  return read;
}

describe("pasted bytes", () => {
  it("are read as hex, annotated or not, as base64, and as they are", () => {
    const digits = toHex(ROBOT_ID_RESPONSE);
    const annotated = `${digits.slice(0, 6)}  # 2: robot_id, 12 bytes\n   ${digits.slice(6)}`;
    const base64 = btoa(String.fromCharCode(...ROBOT_ID_RESPONSE));
    const inputs = [digits, annotated, base64, ROBOT_ID_RESPONSE, new TextEncoder().encode(annotated)];
    for (const input of inputs) {
      const { layer, detail, notes } = paste(input, { typeName: RESPONSE });
      expect(layer).toBe("proto");
      expect(toHex(detail.bytes)).toBe(digits);
      expect(detail.span.children[0]).toMatchObject({ label: "robot_id" });
      expect(treeFaults(detail.span)).toEqual([]);
      expect(notes.at(-1)).toBe("looks like a protobuf message");
    }
    expect(paste(digits).notes).toEqual(["read as hex", "looks like a protobuf message"]);
    expect(paste(base64).notes[0]).toBe("read as base64");
  });

  it("are one tree for several messages and frames", () => {
    const two = paste(toHex(concat(grpc(ROBOT_ID_RESPONSE), grpc(ROBOT_ID_RESPONSE))), { typeName: RESPONSE });
    expect([two.layer, two.detail.span.label]).toEqual(["grpc", "2 messages"]);
    const { sent } = new Script().begin().call(1, ROBOT_ID, new Uint8Array(), ROBOT_ID_RESPONSE);
    for (const side of ["client", "server"] as const) {
      const bytes = concat(...sent.filter((each) => each.side === side).map((each) => each.bytes));
      const { layer, detail } = paste(bytes, { path: ROBOT_ID });
      expect(layer).toBe("http2");
      expect([detail.span.start, detail.span.end]).toEqual([0, bytes.length]);
      expect(treeFaults(detail.span)).toEqual([]);
      expect(JSON.stringify(detail.span).includes("sp-1")).toBe(side === "server");
    }
  });

  it("hide secrets unless they are asked for", () => {
    const options = { typeName: "bosdyn.api.GetAuthTokenRequest" };
    const masked = paste(AUTH_REQUEST, options);
    expect(JSON.stringify(masked.detail.span)).not.toContain("hunter2");
    expect(new TextDecoder().decode(masked.detail.bytes)).not.toContain("hunter2");
    const shown = paste(AUTH_REQUEST, { ...options, showSecrets: true });
    expect(JSON.stringify(shown.detail.span)).toContain("hunter2");
  });

  it("say where the first thing is wrong with them", () => {
    expect(paste("12 0c 0a 04 73", { typeName: RESPONSE }).notes.at(-1)).toMatch(/^byte \d+: WIRE_TRUNCATED/);
  });

  it("say which line is no text of bytes", () => {
    expect(problem("0a 03\n0* 04\n")).toEqual({
      problem: 'Line 2 is not pairs of hex digits, and the whole is not base64: "0* 04"',
      line: 2,
    });
    expect(problem(" \n")).toEqual({ problem: "There is nothing yet: paste hex or base64.", line: undefined });
    expect(problem(new Uint8Array())).toEqual({
      problem: "There is nothing yet: paste hex or base64.",
      line: undefined,
    });
    expect(problem("# a comment only")).toMatchObject({ line: 1 });
  });
});

describe("messageTypes", () => {
  it("has messages, and neither enums nor services", () => {
    const names = messageTypes(registry);
    expect(names).toContain(RESPONSE);
    expect(names).not.toContain("bosdyn.api.RobotIdService");
    expect(names).toEqual([...names].sort());
  });
});
