/** Reads MCAP with the reader of the format's own project, and its protobuf with protobufjs: nothing in here is ours. */
import { readFile } from "node:fs/promises";
import { McapIndexedReader, McapStreamReader, type McapTypes } from "@mcap/core";
import protobuf from "protobufjs";
import "protobufjs/ext/descriptor.js";

/** A message as an independent reader has it. */
export interface ReadMessage {
  readonly topic: string;
  readonly typeName: string;
  readonly logTime: bigint;
  readonly publishTime: bigint;
  readonly sequence: number;
  readonly bytes: Uint8Array;
  /** Decoded by the schema in the file. */
  readonly value: Record<string, unknown>;
}

type FromDescriptor = typeof protobuf.Root & { fromDescriptor(set: Uint8Array): protobuf.Root };

/** Make a type of a set. @throws it is no sound FileDescriptorSet */
export function typeOf(set: Uint8Array, typeName: string): protobuf.Type {
  const root = (protobuf.Root as FromDescriptor).fromDescriptor(set);
  root.resolveAll();
  return root.lookupType(typeName);
}

class Types {
  readonly #types = new Map<number, protobuf.Type>();

  read(schema: McapTypes.Schema, channel: McapTypes.Channel, message: McapTypes.Message): ReadMessage {
    let type = this.#types.get(schema.id);
    if (type === undefined) this.#types.set(schema.id, (type = typeOf(schema.data, schema.name)));
    const { logTime, publishTime, sequence, data: bytes } = message;
    const value = type.toObject(type.decode(bytes), { longs: BigInt, defaults: true }) as Record<string, unknown>;
    return { topic: channel.topic, typeName: schema.name, logTime, publishTime, sequence, bytes, value };
  }
}

/** Every message of a whole file, by its index, in order of log time. */
export async function readMcap(path: string): Promise<ReadMessage[]> {
  const file = await readFile(path);
  const reader = await McapIndexedReader.Initialize({
    readable: {
      size: () => Promise.resolve(BigInt(file.length)),
      read: (offset, size) => Promise.resolve(new Uint8Array(file.subarray(Number(offset), Number(offset + size)))),
    },
  });
  const types = new Types();
  const messages: ReadMessage[] = [];
  for await (const message of reader.readMessages()) {
    const channel = reader.channelsById.get(message.channelId) as McapTypes.Channel;
    messages.push(types.read(reader.schemasById.get(channel.schemaId) as McapTypes.Schema, channel, message));
  }
  return messages;
}

/** What can be had of a file that has no end. */
export function recoverMcap(file: Uint8Array): ReadMessage[] {
  const reader = new McapStreamReader();
  reader.append(file);
  const types = new Types();
  const schemas = new Map<number, McapTypes.Schema>();
  const channels = new Map<number, McapTypes.Channel>();
  const messages: ReadMessage[] = [];
  for (let record = reader.nextRecord(); record !== undefined; record = reader.nextRecord()) {
    if (record.type === "Schema") schemas.set(record.id, record);
    else if (record.type === "Channel") channels.set(record.id, record);
    else if (record.type === "Message") {
      const channel = channels.get(record.channelId) as McapTypes.Channel;
      messages.push(types.read(schemas.get(channel.schemaId) as McapTypes.Schema, channel, record));
    }
  }
  return messages;
}
