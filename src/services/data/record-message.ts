/** Messages and other bytes in the robot's log, under a channel by which they are found again. */
import type { CallOptions, MessageCodec } from "../../grpc/index.ts";
import type { TimestampInit } from "../../messages/google/protobuf/timestamp.ts";
import type { LocalTime } from "../time.ts";
import type { DataBufferClient } from "./data-buffer.ts";

/** Where and how to record. */
export interface RecordMessageOptions extends CallOptions {
  /** By what name it is found. Default: the full name of the message's type. */
  readonly channel?: string | undefined;
  /** When it was. A local time is sent as robot time if that is known; without one the robot takes the time of receipt. */
  readonly timestamp?: LocalTime | TimestampInit | undefined;
  /** Whether the robot answers only once it is on disk. Default `false`. */
  readonly sync?: boolean | undefined;
}

/**
 * Record a message, its type's full name as the type of the data.
 * @throws {RangeError} the message cannot be encoded
 * @throws {ResponseError | RpcError}
 * @example
 * ```ts
 * await recordMessage(robot.client(DataBufferClient), Vec3, { x: 1 }, { channel: "goal" });
 * ```
 */
export async function recordMessage<Init>(
  client: Pick<DataBufferClient, "recordDataBlobs">,
  codec: Pick<MessageCodec<unknown, Init>, "typeName" | "encode">,
  message: Init,
  options: RecordMessageOptions = {},
): Promise<void> {
  await recordBytes(client, codec.typeName, codec.encode(message), options);
}

/**
 * Record bytes.
 * @param typeId what they are, for whoever reads them; the channel's name too, unless `channel` says another
 * @throws {RangeError} `typeId` is empty
 * @throws {ResponseError | RpcError}
 */
export async function recordBytes(
  client: Pick<DataBufferClient, "recordDataBlobs">,
  typeId: string,
  data: Uint8Array,
  { channel = typeId, timestamp, sync, ...call }: RecordMessageOptions = {},
): Promise<void> {
  if (typeId === "") throw new RangeError("the bytes have no type: nobody could read them again");
  await client.recordDataBlobs({ blobData: [{ typeId, channel, data, timestamp }], sync }, call);
}
