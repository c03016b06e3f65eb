/** A channel in memory for all four call kinds: it answers as the test says, and records what it was asked. */
import type {
  BidiStreamingCall,
  CallMethod,
  CallOptions,
  Channel,
  ClientStreamingCall,
  MethodKind,
  Requests,
  ResponseStream,
  ServerStreamingCall,
  UnaryCall,
} from "../../src/grpc/index.ts";
import { RpcError } from "../../src/grpc/index.ts";
import { wholeMethod } from "./whole-method.ts";

/** A request as it would arrive: encoded and decoded. */
export type Received = Readonly<Record<string, unknown>>;

/** One call, with every request of it. */
export interface AnsweredCall {
  readonly name: string;
  readonly requests: readonly Received[];
  readonly options: CallOptions | undefined;
}

/** The responses to a call, one for a call of one; or it throws what the call ends with. */
export type Answers = (call: AnsweredCall) => readonly object[];

type Encoding<II> = Pick<CallMethod<MethodKind, II, unknown>, "path" | "input">;

/** Carries the calls of one client to a function of the test, through the real codecs. */
export class AnsweringChannel implements Channel {
  readonly calls: AnsweredCall[] = [];
  readonly #answers: Answers;

  constructor(answers: Answers) {
    this.#answers = answers;
  }

  /** The requests of the last call. */
  get lastRequests(): readonly Received[] {
    return this.calls.at(-1)?.requests ?? [];
  }

  /** The only request of the last call. */
  get lastRequest(): Received {
    const [request] = this.lastRequests;
    if (request === undefined) throw new Error("nothing was asked");
    return request;
  }

  async unary<II, O>(method: UnaryCall<II, O>, request: II, options?: CallOptions): Promise<O> {
    return this.#only(await this.#answer(method, [method.input.encode(request)], options));
  }

  async clientStreaming<II, O>(
    method: ClientStreamingCall<II, O>,
    requests: Requests<II>,
    options?: CallOptions,
  ): Promise<O> {
    return this.#only(await this.#answer(method, await this.#drain(method, requests), options));
  }

  serverStreaming<II, O>(method: ServerStreamingCall<II, O>, request: II, options?: CallOptions): ResponseStream<O> {
    return this.#stream(() =>
      this.#answer<O>(method, [method.input.encode(request)], options),
    ) as unknown as ResponseStream<O>;
  }

  bidiStreaming<II, O>(
    method: BidiStreamingCall<II, O>,
    requests: Requests<II>,
    options?: CallOptions,
  ): ResponseStream<O> {
    const received = (): Promise<Uint8Array[]> => this.#drain(method, requests);
    return this.#stream(async () => this.#answer<O>(method, await received(), options)) as unknown as ResponseStream<O>;
  }

  async *#stream<O>(answer: () => Promise<readonly O[]>): AsyncGenerator<O, undefined, undefined> {
    yield* await answer();
  }

  /** Each request is encoded as it comes; a source that throws cancels the call: both as on a real channel. */
  async #drain<II>({ path, input }: Encoding<II>, requests: Requests<II>): Promise<Uint8Array[]> {
    try {
      const all: Uint8Array[] = [];
      for await (const request of requests) all.push(input.encode(request));
      return all;
    } catch (cause) {
      throw new RpcError("CANCELLED", path, "the caller's request stream failed", { cause });
    }
  }

  async #answer<O>(
    method: CallMethod<MethodKind, never, O>,
    requests: readonly Uint8Array[],
    options: CallOptions | undefined,
  ): Promise<readonly O[]> {
    const { input, output } = await wholeMethod(method);
    const received = requests.map((request) => input.decode(request) as Received);
    const call = { name: method.name, requests: received, options };
    this.calls.push(call);
    return this.#answers(call).map((response) => method.output.decode(output.encode(response)));
  }

  #only<O>(responses: readonly O[]): O {
    const [response] = responses;
    if (response === undefined || responses.length > 1) throw new Error("a call of one takes one answer");
    return response;
  }
}
