import { describe, expect, it } from "vitest";
import { RpcError } from "../../src/grpc/errors.ts";
import { Metadata } from "../../src/grpc/metadata.ts";
import { STATUS_DETAILS_KEY, statusDetails } from "../../src/grpc/status-details.ts";
import { openChannel, startServer } from "../support/channels.ts";
import { Echo } from "../support/echo-service.ts";
import { hex } from "../support/hex.ts";

/** google.rpc.Status, by hand. */
const STATUS = hex(`
  08 08                       # 1: code 8
  12 04 62 75 73 79           # 2: message "busy"
  1a 08                       # 3: details, 8 bytes
     0a 03 61 2f 62           #   1: type_url "a/b"
     12 01 ff                 #   2: value
  20 01                       # 4: unknown
`);

function errorWith(bytes: Uint8Array): RpcError {
  return new RpcError("RESOURCE_EXHAUSTED", "/a/b", "busy", {
    metadata: new Metadata({ [STATUS_DETAILS_KEY]: bytes }),
  });
}

describe("statusDetails", () => {
  it("reads a google.rpc.Status", () => {
    expect(statusDetails(errorWith(STATUS))).toEqual({
      code: 8,
      message: "busy",
      details: [{ typeUrl: "a/b", value: Uint8Array.of(0xff) }],
    });
  });

  it("is undefined where the server sent none", () => {
    expect(statusDetails(new RpcError("UNAVAILABLE", "/a/b", "gone"))).toBeUndefined();
  });

  it("says where the bytes are no google.rpc.Status", () => {
    expect(() => statusDetails(errorWith(STATUS.subarray(0, 6)))).toThrow(
      expect.objectContaining({ code: "WIRE_TRUNCATED" }) as Error,
    );
  });

  it("arrives from a server of ours", async () => {
    const { port } = await startServer((server) =>
      server.handle(Echo.once, () => {
        throw errorWith(STATUS);
      }),
    );
    const error: unknown = await openChannel(port)
      .unary(Echo.once, "x")
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: "RESOURCE_EXHAUSTED" });
    expect(statusDetails(error as RpcError)).toMatchObject({ message: "busy", details: [{ typeUrl: "a/b" }] });
  });
});
