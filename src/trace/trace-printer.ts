/** Shows what passes on connections as annotated hex, frame by frame, secrets masked. */
import {
  ConnectionInspector,
  frameHeading,
  type InspectedFrame,
  maskSecrets,
  printAnnotatedHex,
  schemaMessageReader,
  type SpanKind,
} from "../inspect/index.ts";
import { escaped } from "../inspect/plain-text.ts";
import type { ConnectionRecord } from "../recording/index.ts";
import { apiSchema, SchemaRegistry } from "../reflect/index.ts";

/** How to show a trace. */
export interface TracePrinterOptions {
  /** Takes lines, each with its line feed. */
  readonly write: (text: string) => void;
  /** Services and messages that are read. Default: Spot's own API. */
  readonly registry?: SchemaRegistry;
  /** Which frames are shown, and, with `undefined`, whether the lines about connections are. Default: all. */
  readonly wants?: (frame: InspectedFrame | undefined) => boolean;
  /** Colours a part of a line. Default: none. */
  readonly color?: (kind: SpanKind, text: string) => string;
  /** Bytes of each value that are shown. Default 64. */
  readonly maxValueBytes?: number;
  /** Do not mask passwords, tokens and authorization headers. Default false. */
  readonly showSecrets?: boolean;
}

const DEFAULT_VALUE_BYTES = 64;
const SIDES = ["client", "server"] as const;

/** Prints the records of any number of connections, as `tracedTransport` and a recording give them. */
export class TracePrinter {
  readonly #options: TracePrinterOptions;
  readonly #newReader: () => ConnectionInspector;
  readonly #readers = new Map<number, Reader>();

  constructor(options: TracePrinterOptions) {
    this.#options = options;
    const messages = schemaMessageReader(options.registry ?? new SchemaRegistry(apiSchema()));
    this.#newReader = () => new ConnectionInspector({ messages });
  }

  /** Print what a record completes. */
  take(record: ConnectionRecord): void {
    switch (record.kind) {
      case "opened":
        this.#readers.set(record.connection, { inspector: this.#newReader(), serverName: record.serverName });
        this.#say(
          `connection ${record.connection}: ${record.robot}`,
          record.serverName && `for ${record.serverName}`,
          record.robotTls,
        );
        break;
      case "bytes": {
        const reader = this.#readers.get(record.connection);
        for (const frame of reader?.inspector.push(record.side, record.bytes, record.atNanos) ?? [])
          this.#print(record.connection, frame);
        break;
      }
      case "ended":
        this.#end(record);
        break;
      case "closed":
        for (const side of SIDES) this.#end({ ...record, side });
        this.#readers.delete(record.connection);
        this.#say(`connection ${record.connection} closed: ${record.reason}`);
        break;
      case "note":
        this.#say(record.text);
    }
  }

  #end({ connection, side, atNanos }: { connection: number; side: "client" | "server"; atNanos: bigint }): void {
    for (const frame of this.#readers.get(connection)?.inspector.end(side, atNanos) ?? [])
      this.#print(connection, frame);
  }

  #print(connection: number, frame: InspectedFrame): void {
    const { write, wants, color, maxValueBytes = DEFAULT_VALUE_BYTES, showSecrets } = this.#options;
    if (wants?.(frame) === false) return;
    const { span, bytes } = showSecrets === true ? frame : maskSecrets(frame.span, frame.bytes);
    const heading = frameHeading(frame, { connection: this.#nameOf(connection), sinceNanos: 0n });
    const tree = printAnnotatedHex(span, bytes, { maxValueBytes, ...(color === undefined ? {} : { color }) });
    write(`${heading}\n${tree}\n`);
  }

  #nameOf(connection: number): string {
    const name = this.#readers.get(connection)?.serverName ?? "";
    return name === "" ? String(connection) : `${connection} (${name})`;
  }

  #say(...parts: readonly string[]): void {
    const { write, wants } = this.#options;
    if (wants?.(undefined) === false) return;
    write(`# ${escaped(parts.filter((part) => part !== "").join(", "))}\n\n`);
  }
}

interface Reader {
  readonly inspector: ConnectionInspector;
  readonly serverName: string;
}
