/** The rich error model: a `google.rpc.Status` in the trailer `grpc-status-details-bin`, beside the plain status. */
import {
  enterMessage,
  leaveMessage,
  readBytes,
  readInt32,
  readString,
  readTag,
  skipField,
  WireReader,
  WireType,
} from "../wire/index.ts";
import type { RpcError } from "./errors.ts";

/** One detail: a message of some type, still encoded. */
export interface StatusDetail {
  /** For example `type.googleapis.com/google.rpc.RetryInfo`. */
  readonly typeUrl: string;
  readonly value: Uint8Array;
}

/** A `google.rpc.Status`. */
export interface StatusDetails {
  /** Number of the status; the same as `grpc-status`, if the server is consistent. */
  readonly code: number;
  readonly message: string;
  readonly details: readonly StatusDetail[];
}

/** The trailer that holds them. */
export const STATUS_DETAILS_KEY = "grpc-status-details-bin";

/**
 * Read the details that a server sent with a status; `undefined` if it sent none.
 * @throws {WireError} what it sent is no `google.rpc.Status`
 */
export function statusDetails(error: RpcError): StatusDetails | undefined {
  const bytes = error.metadata.getBytes(STATUS_DETAILS_KEY);
  if (bytes === undefined) return undefined;
  const reader = new WireReader(bytes);
  let code = 0;
  let message = "";
  const details: StatusDetail[] = [];
  while (reader.offset < reader.end) {
    const tag = readTag(reader);
    if (tag === lengthDelimited(2)) message = readString(reader);
    else if (tag === lengthDelimited(3)) details.push(readDetail(reader));
    else if (tag === ((1 << 3) | WireType.Varint)) code = readInt32(reader);
    else skipField(reader, tag);
  }
  return { code, message, details };
}

/** A `google.protobuf.Any`. */
function readDetail(reader: WireReader): StatusDetail {
  const outerEnd = enterMessage(reader);
  let typeUrl = "";
  let value: Uint8Array = new Uint8Array(0);
  while (reader.offset < reader.end) {
    const tag = readTag(reader);
    if (tag === lengthDelimited(1)) typeUrl = readString(reader);
    else if (tag === lengthDelimited(2)) value = readBytes(reader);
    else skipField(reader, tag);
  }
  leaveMessage(reader, outerEnd);
  return { typeUrl, value };
}

function lengthDelimited(field: number): number {
  return (field << 3) | WireType.Len;
}
