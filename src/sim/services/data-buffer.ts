/** The simulator's `bosdyn.api.DataBufferService`: takes what clients log. */
import {
  DataBlob,
  Event,
  OperatorComment,
  type RecordSignalTicksResponse_ErrorInit,
  RecordSignalTicksResponse_Error_Type as TickError,
  RecordTextMessagesResponse_Error_Type as ErrorType,
  SignalSchema,
  SignalTick,
  TextMessage,
} from "../../messages/bosdyn/api/data_buffer.ts";
import { DataBufferService } from "../../messages/bosdyn/api/data_buffer_service.ts";
import type { RequestHeader } from "../../messages/bosdyn/api/header.ts";
import type { Timestamp } from "../../messages/google/protobuf/timestamp.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { fromTimestamp, toTimestamp } from "../clock/timestamps.ts";
import type { DataPages, EntryKind } from "../data/data-pages.ts";
import type { HostedService } from "../hosted-service.ts";
import { answering, invalidRequest } from "./response-header.ts";

/** As many signal schemas as clients may register. */
const MAX_SCHEMAS = 1000;
/** As many bytes as they may take, encoded. */
const MAX_SCHEMA_BYTES = 1024 * 1024;
/** A client of a longer name is one that plays tricks. */
const MAX_NAME_CHARACTERS = 256;

/** What the recording RPCs have in common. */
interface Logged {
  readonly kind: EntryKind;
  readonly channel?: string;
  readonly messageType?: string;
  readonly time: Timestamp | undefined;
  readonly endTime?: Timestamp | undefined;
  readonly bytes: number;
}

/** Make the service. */
export function dataBufferService(clock: SimClock, pages: DataPages): HostedService {
  const schemas = new Map<string, bigint>();
  const ids = new Set<bigint>();
  let schemaBytes = 0;

  /** Log one thing; `undefined` if it is taken. */
  const log = (header: RequestHeader | undefined, logged: Logged, content: object): string | undefined => {
    const now = clock.now();
    const source = (header?.clientName ?? "").slice(0, MAX_NAME_CHARACTERS);
    // A client that does not know the robot's time leaves it to the robot.
    const time = logged.time === undefined ? now : fromTimestamp(logged.time);
    const endTime = logged.endTime === undefined ? time : fromTimestamp(logged.endTime);
    const { kind, bytes, channel = "", messageType = "" } = logged;
    if (channel.length > MAX_NAME_CHARACTERS || messageType.length > MAX_NAME_CHARACTERS) return "the name is too long";
    if (endTime < time) return "it ends before it starts";
    const spec = { kind, source, channel, messageType };
    return pages.add(spec, { kind, time, endTime, content, bytes }, now) ? undefined : "it is too long";
  };
  const errorsOf = <T>(
    all: readonly T[],
    record: (each: T) => string | undefined,
  ): { type: 1; message: string; index: number }[] =>
    all.flatMap((each, index) => {
      const message = record(each);
      return message === undefined ? [] : [{ type: ErrorType.CLIENT_ERROR, message, index }];
    });

  return {
    name: "data-buffer",
    type: DataBufferService.typeName,
    authority: "buffer.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          DataBufferService.recordTextMessages,
          answering(clock, ({ header, textMessages }) => ({
            errors: errorsOf(textMessages, (each) =>
              log(header, { kind: "text", time: each.timestamp, bytes: TextMessage.encode(each).length }, each),
            ),
          })),
        )
        .handle(
          DataBufferService.recordOperatorComments,
          answering(clock, ({ header, operatorComments }) => ({
            errors: errorsOf(operatorComments, (each) => {
              const comment = { ...each, timestamp: each.timestamp ?? toTimestamp(clock.now()) };
              const bytes = OperatorComment.encode(comment).length;
              return log(header, { kind: "comment", time: each.timestamp, bytes }, comment);
            }),
          })),
        )
        .handle(
          DataBufferService.recordEvents,
          answering(clock, ({ header, events }) => ({
            errors: errorsOf(events, (each) => {
              if (each.type === "") return "an event has a type";
              const startTime = each.startTime ?? toTimestamp(clock.now());
              const event = { ...each, startTime, endTime: each.endTime ?? startTime };
              const bytes = Event.encode(event).length;
              return log(header, { kind: "event", time: each.startTime, endTime: each.endTime, bytes }, event);
            }),
          })),
        )
        .handle(
          DataBufferService.recordDataBlobs,
          answering(clock, ({ header, blobData }) => ({
            errors: errorsOf(blobData, (each) => {
              if (each.typeId === "") return "a blob has a type_id";
              const channel = each.channel === "" ? each.typeId : each.channel;
              const bytes = DataBlob.encode(each).length;
              return log(
                header,
                { kind: "blob", channel, messageType: each.typeId, time: each.timestamp, bytes },
                each,
              );
            }),
          })),
        )
        .handle(
          DataBufferService.registerSignalSchema,
          answering(clock, ({ schema }) => {
            if (schema === undefined || schema.vars.length === 0) throw invalidRequest("a schema has variables");
            const bytes = SignalSchema.encode(schema);
            const key = Buffer.from(bytes).toString("base64");
            let schemaId = schemas.get(key);
            if (schemaId === undefined) {
              if (schemas.size >= MAX_SCHEMAS || schemaBytes + bytes.length > MAX_SCHEMA_BYTES) {
                throw invalidRequest("there is no room for more schemas");
              }
              schemaId = BigInt(schemas.size + 1);
              schemaBytes += bytes.length;
              schemas.set(key, schemaId);
              ids.add(schemaId);
            }
            return { schemaId };
          }),
        )
        .handle(
          DataBufferService.recordSignalTicks,
          answering(clock, ({ header, tickData }) => ({
            errors: tickData.flatMap((each, index): RecordSignalTicksResponse_ErrorInit[] => {
              if (!ids.has(each.schemaId)) {
                const message = `no schema ${each.schemaId} is registered`;
                return [{ type: TickError.INVALID_SCHEMA_ID, message, index }];
              }
              const bytes = SignalTick.encode(each).length;
              const channel = `${each.schemaId}`;
              const message = log(header, { kind: "signal", channel, time: each.timestamp, bytes }, each);
              return message === undefined ? [] : [{ type: TickError.CLIENT_ERROR, message, index }];
            }),
          })),
        ),
  };
}
