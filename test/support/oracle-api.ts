/**
 * Every message type of the robot's API: its generated codec beside the oracle's view of the same `.proto`. Modules and
 * reflection are loaded once for each test file that asks.
 */
import { join } from "node:path";
import type protobuf from "protobufjs";
import { MESSAGES_DIRECTORY, PROTO_DIRECTORY } from "../../tools/generate/generate.ts";
import { loadProtos } from "../../tools/generate/load.ts";
import type { MessageCodec } from "../../src/wire/index.ts";
import type { AnyMessage, GeneratedModule } from "./generated.ts";
import { allTypes } from "./oracle.ts";

/** A message type and its codec. */
export interface ApiType {
  /** Full protobuf name. */
  readonly name: string;
  readonly type: protobuf.Type;
  readonly codec: MessageCodec<AnyMessage>;
}

/**
 * Load the message types of some of the `.proto` files.
 * @throws {Error} a type has no codec, or a codec no type
 */
export async function loadApi(isWanted: (protoPath: string) => boolean = () => true): Promise<ApiType[]> {
  const types: ApiType[] = [];
  for (const { protoPath, members } of loadProtos(PROTO_DIRECTORY).files.filter((file) => isWanted(file.protoPath))) {
    const path = join(MESSAGES_DIRECTORY, protoPath.replace(/\.proto$/, ".ts"));
    const codecs = codecsOf((await import(/* @vite-ignore */ path)) as GeneratedModule);
    for (const type of allTypes({ nestedArray: members } as never)) {
      const name = type.fullName.slice(1);
      const codec = codecs.get(name);
      if (codec === undefined) throw new Error(`${protoPath}: ${name} has no codec`);
      codecs.delete(name);
      types.push({ name, type, codec });
    }
    if (codecs.size > 0) throw new Error(`${protoPath}: codecs of no type: ${[...codecs.keys()].join(", ")}`);
  }
  return types;
}

/** The codecs that a module exports, by the full names of their types. */
function codecsOf(module: GeneratedModule): Map<string, MessageCodec<AnyMessage>> {
  const codecs = Object.values(module).filter(
    (exported): exported is MessageCodec<AnyMessage> =>
      typeof exported === "object" && exported !== null && "typeName" in exported && "decode" in exported,
  );
  return new Map(codecs.map((codec) => [codec.typeName, codec]));
}
