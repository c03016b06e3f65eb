/** Records what a program tells a robot and what it hears back: commands and their feedback, above all. */
import type { ClientInterceptor, InterceptedCall } from "../grpc/index.ts";
import { wallClock } from "../services/wall-clock.ts";
import { keepBytes, type Kept } from "./kept-bytes.ts";
import type { McapFile, McapTopic } from "./mcap-file.ts";

/** What to record. */
export interface RecordCallsOptions {
  /**
   * Which calls, by their path. Default: those of `bosdyn.api.RobotCommandService`. Calls of services that take passwords
   * and tokens are never recorded.
   */
  readonly wants?: ((path: string) => boolean) | undefined;
  /** Hears of what was not recorded: a full disk, a message of a type that the file does not know. Calls go on. */
  readonly onTrouble?: ((topic: string, error: unknown) => void) | undefined;
}

/** Their requests or responses hold what opens a robot. */
const SECRET = /^\/bosdyn\.api\.(Auth|PayloadRegistration)Service\//;
/** A disk that is slower than the calls must not fill the memory. */
const MAX_WAITING = 256;

/**
 * Make an interceptor that writes each request and each response to a topic of its own:
 * `/RobotCommandService/RobotCommand/request`. Responses are as they came; no call waits for the disk.
 * @example
 * ```ts
 * import { connect } from "spotwire";
 * import { createMcap, recordCalls } from "spotwire/mcap";
 *
 * await using file = await createMcap("commands.mcap");
 * await using robot = await connect("192.168.80.3", {
 *   roots: "-----BEGIN CERTIFICATE-----…",
 *   interceptors: [recordCalls(file)],
 * });
 * ```
 */
export function recordCalls(file: McapFile, options: RecordCallsOptions = {}): ClientInterceptor {
  const { wants = isCommand } = options;
  const log = new CallLog(file, options);
  return (call, next) => {
    const { path } = call.method;
    return SECRET.test(path) || !wants(path) ? next(call) : recorded(call, next, log);
  };
}

function isCommand(path: string): boolean {
  return path.startsWith("/bosdyn.api.RobotCommandService/");
}

async function* recorded(call: InterceptedCall, next: Parameters<ClientInterceptor>[1], log: CallLog): AsyncGenerator {
  const { method } = call;
  const topic = `/${method.path.slice(method.path.lastIndexOf(".") + 1)}`;
  const requests = (async function* () {
    for await (const request of call.requests) {
      log.write(`${topic}/request`, method.input.typeName, () => method.input.encode(request));
      yield request;
    }
  })();
  const kept = { ...method, output: keepBytes(method.output) };
  for await (const response of next({ ...call, method: kept, requests })) {
    const { message, bytes } = response as Kept<unknown>;
    log.write(`${topic}/response`, method.output.typeName, () => bytes);
    yield message;
  }
}

class CallLog {
  readonly #file: McapFile;
  readonly #onTrouble: RecordCallsOptions["onTrouble"];
  readonly #topics = new Map<string, McapTopic>();
  #waiting = 0;

  constructor(file: McapFile, { onTrouble }: RecordCallsOptions) {
    this.#file = file;
    this.#onTrouble = onTrouble;
  }

  write(name: string, typeName: string, encode: () => Uint8Array): void {
    const logTime = wallClock();
    this.#write(name, typeName, encode, logTime).catch((error: unknown) => this.#onTrouble?.(name, error));
  }

  async #write(name: string, typeName: string, encode: () => Uint8Array, logTime: bigint): Promise<void> {
    if (this.#waiting >= MAX_WAITING) throw new RangeError(`${MAX_WAITING} messages wait for the disk`);
    let topic = this.#topics.get(name);
    if (topic === undefined) this.#topics.set(name, (topic = this.#file.topic(name, typeName)));
    const bytes = encode();
    this.#waiting++;
    try {
      await this.#file.write(topic, bytes, { logTime });
    } finally {
      this.#waiting--;
    }
  }
}
