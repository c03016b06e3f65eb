/** One call that a client makes of a recording: found by its requests, answered as it was, or refused with the reason. */
import { type Clock, frameMessage, type HeaderFields, MessageDeframer, Status } from "../grpc/index.ts";
import { encodeStatusMessage } from "../grpc/percent-encoding.ts";
import type { IncomingStream, ServerStream } from "../grpc/server/index.ts";
import type { StreamListener } from "../grpc/transport.ts";
import { type CallBook, type Candidate, choose, isSame, nearest } from "./call-book.ts";
import { fieldsOf } from "./header-fields.ts";
import type { RecordedCall } from "./recorded-call.ts";

/** What every call of a replay shares. */
export interface ReplayContext {
  readonly book: CallBook;
  readonly clock: Clock;
  /** Whether answers take the time that they took. */
  readonly isPaced: boolean;
  /** Whether clients of a method send one message; `undefined` where nobody knows. */
  readonly takesOneRequest: (path: string) => boolean | undefined;
  /** Hears of what was not recorded, or is answered a second time. */
  readonly report: (text: string) => void;
}

/** As long as a robot's own services take. */
const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;
const MAX_DIFFERENCES = 3;
const GRPC = { ":status": "200", "content-type": "application/grpc" } as const;

/** Takes a stream from a listener and answers it. */
export class ReplayedCall implements StreamListener {
  readonly #context: ReplayContext;
  readonly #path: string;
  readonly #stream: ServerStream;
  readonly #deframer = new MessageDeframer(MAX_MESSAGE_BYTES);
  readonly #beganAt: number;
  readonly #waitsForAll: boolean;
  readonly #isAuthorized: boolean;
  readonly #arrived: Uint8Array[] = [];
  /** Why the request cannot be read. */
  #fault: string | undefined;
  #hasBegun = false;
  #candidates: readonly Candidate[];
  #received = 0;
  #hasEnded = false;
  #isOver = false;
  #hasResponded = false;
  #chosen: Candidate | undefined;
  #wake: () => void = () => undefined;

  constructor(incoming: IncomingStream, context: ReplayContext) {
    const { headers } = incoming;
    this.#context = context;
    this.#path = String(headers[":path"] ?? "");
    this.#isAuthorized = headers["authorization"] !== undefined;
    this.#beganAt = context.clock.now();
    this.#waitsForAll = context.takesOneRequest(this.#path) === true;
    this.#candidates = context.book.of(this.#path);
    this.#stream = incoming.accept(this);
  }

  /** Look for the method, and then for the request, as far as it has come. */
  begin(): void {
    this.#hasBegun = true;
    if (this.#candidates.length === 0) {
      this.#refuseMethod();
      return;
    }
    this.#candidates = this.#candidates.filter(({ call }) => call.isAuthorized === this.#isAuthorized);
    if (this.#candidates.length === 0) {
      this.#refuse(`it was recorded ${this.#isAuthorized ? "without" : "with"} credentials alone`);
      return;
    }
    this.#takeArrived();
  }

  onHeaders(): void {
    // The listener took them before there was a call.
  }

  onData(chunk: Uint8Array): void {
    if (this.#isOver) return;
    try {
      for (const { bytes } of this.#deframer.push(chunk)) this.#arrived.push(bytes);
    } catch (error) {
      this.#fault = (error as Error).message;
    }
    this.#takeArrived();
  }

  onTrailers(): void {
    // Clients send none.
  }

  onEnd(): void {
    this.#hasEnded = true;
    this.#takeArrived();
  }

  onFailure(): void {
    this.#isOver = true;
    this.#wake();
  }

  /** The beginning of a request may come while its stream is being accepted: it waits until the call has begun. */
  #takeArrived(): void {
    if (!this.#hasBegun) return;
    for (const bytes of this.#arrived.splice(0)) this.#take(bytes);
    if (this.#fault !== undefined) this.#refuse(this.#fault);
    if (this.#hasEnded) this.#takeEnd();
  }

  #takeEnd(): void {
    if (!this.#isOver && this.#chosen === undefined) {
      const complete = this.#candidates.filter(({ call }) => call.requests.length === this.#received);
      if (complete.length === 0) {
        const counts = this.#candidates.map(({ call }) => call.requests.length).join(" or ");
        this.#refuse(`it has ${this.#received} request messages, and had ${counts}`);
        return;
      }
      this.#candidates = complete;
    }
    this.#proceed();
  }

  #take(bytes: Uint8Array): void {
    if (this.#isOver) return;
    const asked = this.#context.book.view(this.#path, bytes);
    const index = this.#received++;
    const same = this.#candidates.filter(({ views }) => isSame(views[index], asked));
    if (same.length === 0) {
      const near = nearest(this.#candidates, index, asked);
      const reasons = near?.differences ?? [];
      const more = reasons.length > MAX_DIFFERENCES ? `; and ${reasons.length - MAX_DIFFERENCES} more` : "";
      this.#refuse(
        `the nearest recorded ${nameOf(near?.candidate.call)}: ${reasons.slice(0, MAX_DIFFERENCES).join("; ")}${more}`,
      );
      return;
    }
    this.#candidates = same;
    this.#proceed();
  }

  /** Answer as soon as it is clear with what, and go on with an answer that waited for more of the request. */
  #proceed(): void {
    this.#wake();
    if (this.#isOver || this.#chosen !== undefined || (this.#waitsForAll && !this.#hasEnded)) return;
    const chosen = choose(this.#candidates);
    const next = chosen?.call.responses[0]?.afterRequests ?? chosen?.call.requests.length ?? 0;
    if (chosen === undefined || (!this.#hasEnded && this.#received < next)) return;
    this.#chosen = chosen;
    this.#candidates = [chosen];
    if (chosen.uses++ > 0) {
      this.#context.report(
        `${this.#path}: asked for more often than recorded; answered with ${nameOf(chosen.call)} again`,
      );
    }
    void this.#answer(chosen.call);
  }

  async #answer(call: RecordedCall): Promise<void> {
    if (call.headers !== undefined && call.outcome.kind !== "http") {
      this.#hasResponded = true;
      this.#stream.respond(fieldsOf(call.headers));
    }
    for (const { bytes, isCompressed, afterRequests, atNanos } of call.responses) {
      await this.#until(() => this.#received >= afterRequests || this.#hasEnded);
      await this.#pace(call, atNanos);
      if (this.#isOver) return;
      if (!this.#stream.write(frameMessage(bytes, isCompressed))) await this.#stream.drained();
    }
    // A call that ended before all requests had come ends so again.
    const isEarly = call.outcome.kind !== "unknown" && call.responses.length === 0;
    await this.#until(() => this.#hasEnded || isEarly || this.#received >= call.requests.length);
    await this.#pace(call, call.endedAtNanos);
    if (!this.#isOver) this.#end(call);
  }

  #end(call: RecordedCall): void {
    const { outcome, headers } = call;
    switch (outcome.kind) {
      case "status":
        this.#isOver = true;
        if (headers === undefined) this.#stream.respondOnly({ ...GRPC, ...fieldsOf(outcome.trailers) });
        else this.#stream.endWithTrailers(fieldsOf(outcome.trailers));
        break;
      case "http":
        this.#isOver = true;
        this.#stream.respondHttp(fieldsOf(headers ?? []), outcome.body);
        break;
      case "reset":
        this.#isOver = true;
        this.#stream.reset(outcome.code);
        break;
      case "unknown":
        this.#refuse(`${nameOf(call)} has ${call.responses.length} responses, and ${outcome.why}`);
    }
  }

  #refuseMethod(): void {
    const near = this.#context.book.nearestPaths(this.#path);
    const hint = near.length === 0 ? "" : `; the nearest recorded are ${near.join(", ")}`;
    this.#refuse(`the method was not recorded${hint}`, Status.UNIMPLEMENTED);
  }

  #refuse(why: string, status: number = Status.FAILED_PRECONDITION): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#wake();
    this.#context.report(`${this.#path}: not in the recording: ${why}`);
    const trailers: HeaderFields = {
      "grpc-status": String(status),
      "grpc-message": encodeStatusMessage(`replay: not in the recording: ${why}`),
    };
    if (this.#hasResponded) this.#stream.endWithTrailers(trailers);
    else this.#stream.respondOnly({ ...GRPC, ...trailers });
  }

  /** Wait for more of the request, or the end. */
  async #until(holds: () => boolean): Promise<void> {
    while (!this.#isOver && !holds()) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  /** Wait until as much time has passed since the call began as had passed then. */
  async #pace({ beganAtNanos }: RecordedCall, atNanos: bigint): Promise<void> {
    if (!this.#context.isPaced || this.#isOver) return;
    const { clock } = this.#context;
    const leftMs = Number(atNanos - beganAtNanos) / 1e6 - (clock.now() - this.#beganAt);
    if (leftMs <= 0) return;
    let isOver = false;
    const cancel = clock.after(leftMs, () => {
      isOver = true;
      this.#wake();
    });
    await this.#until(() => isOver);
    cancel();
  }
}

function nameOf(call: RecordedCall | undefined): string {
  if (call === undefined) return "call";
  return `call of ${(Number(call.beganAtNanos) / 1e9).toFixed(3)} s (#${call.connection}.${call.streamId})`;
}
