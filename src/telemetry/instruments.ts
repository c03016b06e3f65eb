/** The tracer and the histogram that calls are told to, whenever an SDK comes to be registered. */
import {
  createNoopMeter,
  type Histogram,
  type Meter,
  type MeterProvider,
  metrics,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { VERSION } from "../version.ts";
import { DURATION, DURATION_BOUNDS, SCHEMA_URL } from "./conventions.ts";

/** What stands in where nobody collects metrics; there is one for all. */
const NOBODY: Histogram = createNoopMeter().createHistogram("");

/** Where spans and durations go. */
export class Instruments {
  readonly tracer: Tracer;
  readonly #meter: Meter | undefined;
  #provider: MeterProvider | undefined;
  #duration: Histogram | undefined;

  constructor(tracer: Tracer | undefined, meter: Meter | undefined) {
    this.tracer = tracer ?? trace.getTracerProvider().getTracer("spotwire", VERSION, { schemaUrl: SCHEMA_URL });
    this.#meter = meter;
  }

  /** The histogram of durations; `undefined` while nobody collects it. */
  get duration(): Histogram | undefined {
    // Unlike a tracer, a meter that was asked for before the SDK was registered stays deaf.
    const provider = metrics.getMeterProvider();
    if (this.#duration === undefined || (this.#meter === undefined && provider !== this.#provider)) {
      this.#provider = provider;
      const meter = this.#meter ?? provider.getMeter("spotwire", VERSION, { schemaUrl: SCHEMA_URL });
      this.#duration = meter.createHistogram(DURATION, {
        description: "Duration of outbound RPCs.",
        unit: "s",
        advice: { explicitBucketBoundaries: [...DURATION_BOUNDS] },
      });
    }
    return this.#duration === NOBODY ? undefined : this.#duration;
  }
}
