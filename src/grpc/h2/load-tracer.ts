/** Where the tracer comes from. Whoever bundles a program that is to trace without this package puts their own here. */
import type { Tracer } from "./trace-by-environment.ts";

const TRACER = "spotwire/trace";

/** Load it. Rejects where the package is not installed beside the program. */
export function loadTracer(): Promise<Tracer> {
  return import(TRACER) as Promise<Tracer>;
}
