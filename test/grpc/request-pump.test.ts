import { describe, expect, it } from "vitest";
import { ClientCall } from "../../src/grpc/client-call.ts";
import type { RpcError } from "../../src/grpc/errors.ts";
import { frameMessage } from "../../src/grpc/framing.ts";
import { pumpRequests, type Requests } from "../../src/grpc/request-pump.ts";
import { Text } from "../support/echo-service.ts";
import { ManualClock } from "../support/manual-clock.ts";
import { ScriptedStream, settle } from "../support/scripted-transport.ts";

/** A pump at work, with what it sends. */
class Rig {
  readonly ends: (RpcError | undefined)[] = [];
  readonly #streams: ScriptedStream[] = [];
  hasRoom = true;
  readonly call = new ClientCall(
    "/spotwire.test.Echo/Join",
    {},
    {
      clock: new ManualClock(),
      maxReceiveMessageBytes: 64,
      describeState: () => "testing",
      ended: () => undefined,
      open: (_call, listener) => {
        const stream = new ScriptedStream({}, listener);
        stream.hasRoom = this.hasRoom;
        this.#streams.push(stream);
        return stream;
      },
    },
    { onMessage: () => undefined, onDone: (error) => this.ends.push(error) },
  );

  get stream(): ScriptedStream {
    const stream = this.#streams.at(-1);
    if (stream === undefined) throw new Error("no stream was opened");
    return stream;
  }

  /** Begin, and let it come as far as it can. */
  async pump(requests: Requests<string>, frame = (text: string) => frameMessage(Text.encode(text))): Promise<void> {
    this.call.begin(pumpRequests(frame, requests));
    await settle();
  }
}

/** A source that records what is asked of it. */
class Source implements AsyncIterableIterator<string> {
  readonly asked: string[] = [];
  readonly #next: () => IteratorResult<string> | Promise<IteratorResult<string>>;
  #complaint: Error | undefined;

  constructor(next: () => IteratorResult<string> | Promise<IteratorResult<string>>) {
    this.#next = next;
  }

  /** Make `return()` fail. */
  complain(error: Error): this {
    this.#complaint = error;
    return this;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<string>> {
    this.asked.push("next");
    return this.#next();
  }

  async return(): Promise<IteratorResult<string>> {
    this.asked.push("return");
    if (this.#complaint !== undefined) throw this.#complaint;
    return { done: true, value: undefined };
  }
}

describe("pumpRequests", () => {
  it.each([
    ["an array", ["a", "b", "c"]],
    ["a string, character by character", "abc"],
    ["a set", new Set(["a", "b", "c"])],
    [
      "an async generator",
      (async function* () {
        yield* ["a", "b", "c"];
      })(),
    ],
  ])("sends %s and half-closes", async (_name, requests) => {
    const rig = new Rig();
    await rig.pump(requests);
    expect(rig.stream.sent).toEqual(["a", "b", "c"]);
    expect(rig.stream.hasEnded).toBe(true);
    expect(rig.ends).toEqual([]);
  });

  it("half-closes at once for no requests", async () => {
    const rig = new Rig();
    await rig.pump([]);
    expect(rig.stream.sent).toEqual([]);
    expect(rig.stream.hasEnded).toBe(true);
  });

  it("waits for room before it asks for more", async () => {
    const rig = new Rig();
    rig.hasRoom = false;
    const source = new Source(() => ({ done: false, value: "x" }));
    void rig.pump(source);
    await settle();
    expect(rig.stream.sent).toEqual(["x"]);
    expect(source.asked).toEqual(["next"]);
    rig.stream.drain();
    await settle();
    expect(rig.stream.sent).toEqual(["x", "x"]);
    rig.call.cancel("CANCELLED", "enough");
    await settle();
  });

  it("cancels the call if the source throws, and does not call its return()", async () => {
    const rig = new Rig();
    const bug = new Error("source broke");
    const source = new Source(() => {
      throw bug;
    });
    await rig.pump(source);
    expect(rig.ends[0]).toMatchObject({
      status: "CANCELLED",
      detail: "the caller's request stream failed: source broke",
      cause: bug,
    });
    expect(rig.stream.resetCode).toBe(8);
    expect(source.asked).toEqual(["next"]);
  });

  it("cancels the call if the source throws something that is not an Error", async () => {
    const rig = new Rig();
    await rig.pump(
      new Source(() => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- callers do such things
        throw "text";
      }),
    );
    expect(rig.ends[0]?.detail).toContain("not an Error");
  });

  it("cancels the call if the source is no source", async () => {
    const rig = new Rig();
    await rig.pump(42 as unknown as string[]);
    expect(rig.ends[0]?.status).toBe("CANCELLED");
  });

  it("cancels the call for a request that does not encode, and closes the source", async () => {
    const rig = new Rig();
    const source = new Source(() => ({ done: false, value: "x" }));
    await rig.pump(source, () => {
      throw new RangeError("does not fit");
    });
    expect(rig.ends[0]).toMatchObject({ status: "CANCELLED", cause: new RangeError("does not fit") });
    expect(source.asked).toEqual(["next", "return"]);
  });

  it("closes a source that still waits when the call ends first", async () => {
    const rig = new Rig();
    const source = new Source(() => new Promise(() => undefined));
    void rig.pump(source);
    await settle();
    rig.stream.answer(["early"], "5");
    await settle();
    expect(source.asked).toEqual(["next", "return"]);
    expect(rig.stream.resetCode).toBe(8);
  });

  it("sends nothing that the source yields after the end", async () => {
    const rig = new Rig();
    let release: (result: IteratorResult<string>) => void = () => undefined;
    const pumping = rig.pump(new Source(() => new Promise((resolve) => (release = resolve))));
    await settle();
    rig.call.cancel("CANCELLED", "enough");
    release({ done: false, value: "late" });
    await pumping;
    await settle();
    expect(rig.stream.sent).toEqual([]);
    expect(rig.stream.hasEnded).toBe(false);
  });

  it("does not hear of a source that fails to close", async () => {
    const rig = new Rig();
    const source = new Source(() => new Promise(() => undefined)).complain(new Error("return() broke"));
    void rig.pump(source);
    await settle();
    rig.call.cancel("DEADLINE_EXCEEDED", "too late");
    await settle();
    expect(rig.ends).toHaveLength(1);
    expect(rig.ends[0]?.status).toBe("DEADLINE_EXCEEDED");
  });

  it("does not close a source that has ended by itself", async () => {
    const rig = new Rig();
    const source = new Source(() => ({ done: true, value: undefined }));
    await rig.pump(source);
    rig.stream.answer(["x"]);
    await settle();
    expect(source.asked).toEqual(["next"]);
  });
});
