import { describe, expect, it } from "vitest";
import { reportFailure, UsageError } from "../../src/cli/exit.ts";
import { RpcError } from "../../src/grpc/index.ts";
import { CapturedOutput } from "./captured-output.ts";

function report(error: unknown): { code: number; out: string; err: string } {
  const output = new CapturedOutput();
  const code = reportFailure(error, output);
  return { code, out: output.out, err: output.err };
}

describe("reportFailure", () => {
  it("gives one of our errors one line with its code", () => {
    const error = new RpcError("INTERNAL", "/a.B/C", "odd");
    expect(report(error)).toEqual({ code: 1, out: "", err: "error [RPC_FAILED]: /a.B/C: INTERNAL: odd\n" });
  });

  it("says when the same command may succeed later", () => {
    expect(report(new RpcError("UNAVAILABLE", "/a.B/C", "busy")).err).toBe(
      "error [RPC_FAILED]: /a.B/C: UNAVAILABLE: busy (the same command may succeed later)\n",
    );
  });

  it("gives a mistake in the command line exit code 2", () => {
    expect(report(new UsageError("--port takes numbers"))).toEqual({
      code: 2,
      out: "",
      err: "usage: --port takes numbers\n",
    });
  });

  it("shows the stack of what is none of ours", () => {
    const { code, err } = report(new RangeError("a bug"));
    expect(code).toBe(1);
    expect(err).toMatch(/^unexpected error: RangeError: a bug\n {4}at /);
  });

  it("survives a thrown value that is no error", () => {
    expect(report("kettle")).toEqual({ code: 1, out: "", err: "unexpected error: kettle\n" });
  });
});
