/** Traffic as lines for people, or as JSON for programs. Secrets are masked unless they were asked for. */
import { statusName } from "../grpc/index.ts";
import {
  type InspectedCall,
  type InspectedFrame,
  type InspectedMessage,
  maskHeaders,
  maskJson,
} from "../inspect/index.ts";
import { escaped } from "../inspect/plain-text.ts";
import { DynamicCodecs, JsonWriter, type PlainJson, type SchemaRegistry } from "../reflect/index.ts";
import { note, type Output, paint, printJson, printLine } from "./output.ts";
import { hasFailed, isWanted, pathParts, type TapFilterOptions } from "./tap-filter.ts";
import { arrow, type CallEvent, type TrafficEvent } from "./tap-traffic.ts";

/** What is shown, and how. */
export interface TapPrinterOptions extends TapFilterOptions {
  readonly frames?: boolean;
  readonly json?: boolean;
  readonly showSecrets?: boolean;
}

const PREFIX_BYTES = 5;

/** Prints what a `TrafficReader` gives. */
export class TapPrinter {
  readonly #output: Output;
  readonly #options: TapPrinterOptions;
  readonly #codecs: DynamicCodecs;
  readonly #json: JsonWriter;

  constructor(registry: SchemaRegistry, output: Output, options: TapPrinterOptions) {
    this.#output = output;
    this.#options = options;
    this.#codecs = new DynamicCodecs(registry);
    this.#json = new JsonWriter(registry, this.#codecs);
  }

  /** Print it, if it is wanted. */
  print(event: TrafficEvent): void {
    switch (event.kind) {
      case "opened":
      case "closed":
      case "note":
        this.#printConnection(event);
        break;
      case "frame":
        if (this.#options.frames === true && this.#wantsFrame(event.frame)) this.#printFrame(event);
        break;
      case "message":
        if (this.#options.errors !== true && isWanted(event.call, this.#options)) this.#printMessage(event);
        break;
      case "call":
        if (!isWanted(event.call, this.#options)) break;
        if (this.#options.errors !== true || hasFailed(event.call)) this.#printCall(event);
    }
  }

  /** Frames of no call, SETTINGS for one, are everybody's, unless something narrower was asked for. */
  #wantsFrame({ call }: InspectedFrame): boolean {
    const { service, method, errors } = this.#options;
    if (call === undefined) return service === undefined && method === undefined && errors !== true;
    return errors !== true && isWanted(call, this.#options);
  }

  #printConnection(event: Extract<TrafficEvent, { readonly kind: "opened" | "closed" | "note" }>): void {
    if (this.#options.json === true) {
      printJson(this.#output, event);
      return;
    }
    if (event.kind === "note") note(this.#output, escaped(event.text));
    else if (event.kind === "closed") note(this.#output, `#${event.connection} closed: ${escaped(event.reason)}`);
    else {
      const { connection, client, serverName, robot, protocol, robotTls, chain } = event;
      const way = robot === "" ? "no connection to the robot" : `${robot}, ${protocol}, ${robotTls}`;
      const text = `#${connection} ${client} for ${serverName || "no name"}: ${way}${chain === "" ? "" : `; ${chain}`}`;
      note(this.#output, escaped(text));
    }
  }

  #printFrame({ connection, frame }: Extract<TrafficEvent, { readonly kind: "frame" }>): void {
    const { side, streamId, offset, atNanos, bytes, span, windows } = frame;
    const headers = frame.headers && (this.#options.showSecrets === true ? frame.headers : maskHeaders(frame.headers));
    if (this.#options.json === true) {
      const { label: name, text, fault } = span;
      const about = { name, text, fault, size: bytes.length, headers, windows };
      printJson(this.#output, { event: "frame", atNanos, connection, stream: streamId, side, offset, ...about });
      return;
    }
    const said = span.fault ?? span.text;
    this.#line(atNanos, connection, streamId, arrow(side), `${span.label} ${bytes.length} B at ${offset}  ${said}`);
    for (const [name, value] of headers ?? [])
      printLine(this.#output, `${" ".repeat(24)}${escaped(`${name}: ${value}`)}`);
  }

  #printMessage({ connection, call, message }: Extract<TrafficEvent, { readonly kind: "message" }>): void {
    const { side, atNanos, index, bytes, typeName } = message;
    const size = Math.max(0, bytes.length - PREFIX_BYTES);
    if (this.#options.json === true) {
      const about = { path: call.path, index, size, typeName, ...this.#content(message) };
      printJson(this.#output, { event: "message", atNanos, connection, stream: call.streamId, side, ...about });
      return;
    }
    const text = `${this.#name(call).padEnd(44)} ${String(size).padStart(8)} B${bytes[0] === 1 ? " compressed" : ""}`;
    this.#line(atNanos, connection, call.streamId, arrow(side), text);
  }

  #printCall({ connection, call, atNanos, httpStatus }: CallEvent): void {
    const { streamId, path, authority, status, statusMessage, reset, sent, received } = call;
    const durationMs = Number(atNanos - call.beganAtNanos) / 1e6;
    if (this.#options.json === true) {
      const about = { path, authority, status, statusMessage, httpStatus, reset, sent, received, durationMs };
      printJson(this.#output, { event: "call", atNanos, connection, stream: streamId, ...about });
      return;
    }
    const counts = `${sent} up, ${received} down, ${durationMs.toFixed(1)} ms`;
    const why = statusMessage === undefined || statusMessage === "" ? "" : `: ${statusMessage}`;
    const colour = hasFailed(call) ? "red" : "green";
    const end = paint(colour, escaped(`${endOf(call, httpStatus)}${why}`), this.#output.stdout);
    printLine(this.#output, `${this.#stamp(atNanos, connection, streamId)} = ${this.#name(call)}  ${counts}  ${end}`);
  }

  /** A message in words, its secrets masked. */
  #content({ bytes, typeName }: InspectedMessage): { message?: PlainJson; unreadable?: string } {
    if (typeName === undefined) return { unreadable: "the schema does not know the method" };
    if (bytes[0] === 1) return { unreadable: "compressed" };
    try {
      const message = this.#json.message(typeName, this.#codecs.codec(typeName).decode(bytes.subarray(PREFIX_BYTES)));
      return { message: this.#options.showSecrets === true ? message : maskJson(message) };
    } catch (error) {
      return { unreadable: (error as Error).message };
    }
  }

  /** `RobotIdService/GetRobotId`: the package says little. */
  #name({ path }: InspectedCall): string {
    const { service, method } = pathParts(path);
    const text = service === "" ? (path ?? "a call that began before") : `${service.replace(/^.*\./, "")}/${method}`;
    return escaped(text);
  }

  #line(atNanos: bigint, connection: number, stream: number, sign: string, text: string): void {
    printLine(this.#output, `${this.#stamp(atNanos, connection, stream)} ${sign} ${escaped(text)}`);
  }

  /** Seconds since the start, to the microsecond, and whose it is. */
  #stamp(atNanos: bigint, connection: number, stream: number): string {
    const time = (Number(atNanos) / 1e9).toFixed(6).padStart(12);
    return `${paint("dim", time, this.#output.stdout)} ${`#${connection}.${stream}`.padEnd(8)}`;
  }
}

/** How a call ended. */
function endOf({ status, reset }: InspectedCall, httpStatus: string | undefined): string {
  if (httpStatus !== undefined) return `HTTP ${httpStatus}`;
  if (status !== undefined) return statusName(status);
  if (reset !== undefined) return `reset by the ${reset.side === "client" ? "client" : "robot"} (${reset.code})`;
  return "without a status";
}
