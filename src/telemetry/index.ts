/** Spans and durations of calls, for OpenTelemetry. The only subpath that needs the package `@opentelemetry/api`. */
export { telemetryInterceptor, type TelemetryOptions } from "./interceptor.ts";
