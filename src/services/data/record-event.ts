/** Events in the robot's log, with the parts that every event has filled in. */
import type { CallOptions } from "../../grpc/index.ts";
import type { EventInit } from "../../messages/bosdyn/api/data_buffer.ts";
import type { ParameterInit } from "../../messages/bosdyn/api/parameter.ts";
import type { DurationInit } from "../../messages/google/protobuf/duration.ts";
import type { TimestampInit } from "../../messages/google/protobuf/timestamp.ts";
import type { LocalTime } from "../time.ts";
import type { DataBufferClient } from "./data-buffer.ts";

/** An event. A local time is sent as robot time, which therefore must be known. */
export interface RecordedEvent extends Omit<EventInit, "startTime" | "endTime"> {
  /** What kind of event it is, for searching. */
  readonly type: string;
  /** Who says so: usually the name of the client. */
  readonly source: string;
  readonly startTime: LocalTime | TimestampInit;
  /** Default: the start, for an event without duration. */
  readonly endTime?: LocalTime | TimestampInit | undefined;
}

/**
 * Record an event.
 * @returns its id, a UUID unless the caller gave another; by it the event can be recorded again, with its end
 * @throws {RobotTimeUnknownError} it has a local time, and the client has no robot clock
 * @throws {ResponseError | RpcError}
 */
export async function recordEvent(
  client: Pick<DataBufferClient, "recordEvents">,
  event: RecordedEvent,
  options?: CallOptions,
): Promise<string> {
  const id = event.id ?? globalThis.crypto.randomUUID();
  const endTime = event.endTime ?? event.startTime;
  await client.recordEvents({ events: [{ ...event, id, endTime }] }, options);
  return id;
}

/** What the value of a parameter may be. A number that is a whole one is sent as an integer only as a bigint. */
export type ParameterValue =
  boolean | bigint | number | string | { readonly timestamp: TimestampInit } | { readonly duration: DurationInit };

/** Name a value, in the field that suits its type. @throws {RangeError} an integer does not fit 64 bits */
export function parameter(
  label: string,
  value: ParameterValue,
  { units, notes }: Pick<ParameterInit, "units" | "notes"> = {},
): ParameterInit {
  return { label, units, notes, ...valueField(value) };
}

function valueField(value: ParameterValue): ParameterInit {
  switch (typeof value) {
    case "boolean":
      return { boolValue: value };
    case "number":
      return { floatValue: value };
    case "string":
      return { stringValue: value };
    case "bigint":
      return integerField(value);
    default:
      return value;
  }
}

function integerField(value: bigint): ParameterInit {
  if (BigInt.asIntN(64, value) === value) return { intValue: value };
  if (BigInt.asUintN(64, value) === value) return { uintValue: value };
  throw new RangeError(`${value} does not fit 64 bits`);
}
