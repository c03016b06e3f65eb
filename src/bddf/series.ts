/** The series of a file: what names one, and by which hash it is found. */
import { createHash } from "node:crypto";
import type { SeriesIdentifierInit } from "../messages/bosdyn/api/bddf.ts";

/** The key of a series' specification that names its channel, whatever the type of the series. */
export const CHANNEL_KEY = "bosdyn:channel";
/** The key that names the type of the messages in it. */
export const MESSAGE_TYPE_KEY = "bosdyn:message-type";
/** The key that names the service whose calls are in it. */
export const GRPC_SERVICE_KEY = "bosdyn:grpc:service";

/** The kinds of series that robots and their tools write. */
export const SeriesType = {
  channel: "bosdyn:channel",
  messageChannel: "bosdyn:message-channel",
  typedMessageChannel: "bosdyn:typed-message-channel",
  grpcRequests: "bosdyn:grpc:requests",
  grpcResponses: "bosdyn:grpc:responses",
} as const;

/** The first eight bytes, big endian, of the SHA-1 of the type and then each key and value, keys in order. */
export function seriesIdentifierHash({ seriesType = "", spec = new Map() }: SeriesIdentifierInit): bigint {
  const sha1 = createHash("sha1").update(seriesType);
  for (const key of [...spec.keys()].sort()) sha1.update(key).update(spec.get(key) ?? "");
  return sha1.digest().readBigUInt64BE(0);
}

/** A text that two specifications share only if they are the same. */
export function specKey(spec: ReadonlyMap<string, string>): string {
  return JSON.stringify([...spec.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
