/**
 * A program's own log lines in the robot's log. They are gathered and sent together, so that a chatty program does not
 * call the robot for every line, and given up rather than hoarded where the robot does not take them.
 */
import { type Clock, systemClock } from "../../grpc/index.ts";
import type { RecordTextMessagesRequestInit, TextMessage_Level } from "../../messages/bosdyn/api/data_buffer.ts";
import type { RequestOf } from "../define-client.ts";
import type { LocalTime } from "../time.ts";
import { wallClock } from "../wall-clock.ts";
import type { DataBufferClient } from "./data-buffer.ts";

type TextMessages = NonNullable<RequestOf<RecordTextMessagesRequestInit, "textMessages.timestamp">["textMessages"]>;

/** Whose log it is. */
export interface TextLogOptions {
  /** Who says it all: usually the name of the client. */
  readonly source: string;
  /** Hears why messages did not arrive. Must not write into this log. Default: nobody does; see `dropped`. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Measures how long messages wait. Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined;
  /** Dates the messages. Default: the system's wall clock. */
  readonly now?: (() => LocalTime) | undefined;
}

/** Where in a program a message comes from. */
export interface TextLogDetails {
  /** Groups messages across files. */
  readonly tag?: string | undefined;
  readonly filename?: string | undefined;
  readonly lineNumber?: number | undefined;
}

/** This many are sent at once, without waiting for more. */
const BATCH_MESSAGES = 10;
/** This long after the last message, those that wait are sent. */
const QUIET_MS = 1000;
const CALL_MS = 1000;
const TRIES = 2;
/** More than this many are not kept for a robot that does not take them. */
const KEPT_MESSAGES = 20;
/** So many batches in a row, and the log is closed. */
const MAX_FAILURES = 5;

/** Sends log messages in batches: ten at a time, or what there is one second after the last. Close it to send the rest. */
export class TextLog implements AsyncDisposable {
  readonly #client: Pick<DataBufferClient, "recordTextMessages">;
  readonly #source: string;
  readonly #onError: (error: unknown) => void;
  readonly #clock: Clock;
  readonly #now: () => LocalTime;
  #queue: TextMessages[number][] = [];
  #cancelTimer: (() => void) | undefined;
  #draining: Promise<void> | undefined;
  #failures = 0;
  #dropped = 0;
  #isClosed = false;

  constructor(client: Pick<DataBufferClient, "recordTextMessages">, options: TextLogOptions) {
    const { source, onError = () => undefined, clock = systemClock, now = wallClock } = options;
    this.#client = client;
    this.#source = source;
    this.#onError = onError;
    this.#clock = clock;
    this.#now = now;
  }

  /** Messages that will never arrive: the robot did not take them, or the log was closed. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Whether messages are dropped from now on: closed by its owner, or after five batches in a row that did not arrive. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Log a message. Never throws, and never waits. */
  write(level: TextMessage_Level, message: string, details: TextLogDetails = {}): void {
    if (this.#isClosed) {
      this.#dropped++;
      return;
    }
    this.#queue.push({ ...details, level, message, source: this.#source, timestamp: this.#now() });
    if (this.#queue.length >= BATCH_MESSAGES) void this.flush();
    else this.#sendLater();
  }

  /** Send what waits. Resolves when it has arrived or has not; never rejects. */
  async flush(): Promise<void> {
    this.#cancelTimer?.();
    if (this.#queue.length > 0) this.#draining ??= this.#drain();
    await this.#draining;
  }

  /** Send what waits, once, and take no more. */
  async close(): Promise<void> {
    await this.flush();
    this.#end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #sendLater(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#clock.after(QUIET_MS, () => void this.flush());
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.splice(0);
      if (await this.#send(batch)) {
        this.#failures = 0;
      } else {
        this.#takeBack(batch);
        break;
      }
    }
    // In the same step as the last look at the queue: what is written from here on starts anew.
    this.#draining = undefined;
    if (this.#queue.length > 0) this.#sendLater();
  }

  /** Keep a batch for later, unless there have been too many of them. */
  #takeBack(batch: TextMessages): void {
    this.#failures++;
    this.#queue.unshift(...batch);
    if (this.#failures >= MAX_FAILURES) this.#end();
    else if (this.#queue.length >= KEPT_MESSAGES) this.#drop();
  }

  async #send(textMessages: TextMessages): Promise<boolean> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      try {
        await this.#client.recordTextMessages({ textMessages }, { timeoutMs: CALL_MS });
        return true;
      } catch (error) {
        if (attempt === TRIES) this.#onError(error);
      }
    }
    return false;
  }

  #end(): void {
    this.#isClosed = true;
    this.#cancelTimer?.();
    this.#drop();
  }

  #drop(): void {
    this.#dropped += this.#queue.splice(0).length;
  }
}
