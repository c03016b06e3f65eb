/**
 * Tracing that a program did not ask for, but whoever runs it: `SPOTWIRE_TRACE=1` shows every frame of every connection on
 * stderr, `SPOTWIRE_TRACE=FILE.swrec` records them. `spotwire/grpc` loads this when the variable is set.
 */
import type { Duplex } from "node:stream";
import process, { env, hrtime, stderr } from "node:process";
import { styleText } from "node:util";
import { SPAN_STYLES } from "../inspect/index.ts";
import type { ConnectionRecord } from "../recording/index.ts";
import { createRecording } from "../recording/node/index.ts";
import { VERSION } from "../version.ts";
import { LinkTracer, type TracedStart, type TraceObserver } from "./traced-transport.ts";
import { TracePrinter } from "./trace-printer.ts";

const RECORDING_SUFFIX = ".swrec";

let tracer: LinkTracer | undefined;

/**
 * Watch a link as `SPOTWIRE_TRACE` says. One view, or one recording, for all of a process.
 * @throws {RecordingFileError} the file is there already, or cannot be written
 * @throws {RangeError} the variable is neither `1` nor the name of a recording
 */
export function traceLink(start: TracedStart): Duplex {
  tracer ??= tracerFor(env["SPOTWIRE_TRACE"] ?? "");
  return tracer.watch(start);
}

function tracerFor(value: string): LinkTracer {
  if (value === "1") return new LinkTracer(unlessItFails(printing()));
  if (value.endsWith(RECORDING_SUFFIX)) return recorder(value);
  throw new RangeError(`it is ${JSON.stringify(value)}, and takes 1, or the name of a recording to write, NAME.swrec`);
}

function printing(): TraceObserver {
  const printer = new TracePrinter({
    write: (text) => stderr.write(text),
    color: (kind, text) => {
      const style = SPAN_STYLES[kind];
      return style === undefined ? text : styleText(style, text, { stream: stderr, validateStream: true });
    },
  });
  return (record) => printer.take(record);
}

function recorder(file: string): LinkTracer {
  const start = hrtime.bigint();
  const nanos = (): bigint => hrtime.bigint() - start;
  const recording = createRecording(file, { maker: `spotwire ${VERSION} trace` });
  stderr.write(`SPOTWIRE_TRACE: recording to ${file}, passwords and tokens included\n`);
  process.on("exit", () => recording.finish(nanos()));
  return new LinkTracer(
    unlessItFails((record) => recording.write(record)),
    nanos,
  );
}

/** What cannot be shown, or written, must not break off what passes. */
function unlessItFails(observe: TraceObserver): TraceObserver {
  let hasFailed = false;
  return (record: ConnectionRecord) => {
    if (hasFailed) return;
    try {
      observe(record);
    } catch (error) {
      hasFailed = true;
      stderr.write(`SPOTWIRE_TRACE: the trace stops here, the program goes on: ${(error as Error).message}\n`);
    }
  };
}
