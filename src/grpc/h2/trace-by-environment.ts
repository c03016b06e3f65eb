/**
 * Tracing of any program by who runs it: where `SPOTWIRE_TRACE` is set, `spotwire/trace` is loaded and gets each link to
 * watch. Its name is no literal, so that bundlers leave it alone: no program carries what shows bytes to people.
 */
import type { Duplex } from "node:stream";
import { loadTracer } from "./load-tracer.ts";

/** What a tracer is told of a link. */
export interface TraceableStart {
  readonly link: Duplex;
  readonly address: string;
  readonly origin: string;
}

/** What of `spotwire/trace` is used. */
export interface Tracer {
  traceLink(start: TraceableStart): Duplex;
}

/** Whether links are to be watched. */
export function isTraced(): boolean {
  return Boolean(process.env["SPOTWIRE_TRACE"]);
}

/** The link to use. Where tracing is not to be had the link is used as it is, and a warning says why. */
export async function watched(start: TraceableStart): Promise<Duplex> {
  try {
    return (await loadTracer()).traceLink(start);
  } catch (error) {
    process.emitWarning(`SPOTWIRE_TRACE: ${(error as Error).message}`);
    return start.link;
  }
}
