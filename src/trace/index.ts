/** What passes on connections, as it passes: shown as annotated hex, or told of as records. */
export { traceLink } from "./environment.ts";
export { TracePrinter, type TracePrinterOptions } from "./trace-printer.ts";
export { LinkTracer, tracedTransport, type TracedStart, type TraceObserver } from "./traced-transport.ts";
