/** A pasted text as bytes with their tree, or a sentence for whoever pasted it. */
import type { Layer } from "../../../inspect/layer.ts";
import type { SchemaRegistry } from "../../../reflect/index.ts";
import { messageTypes, readPasted } from "../../model/index.ts";
import type { Detail } from "../../model/page-model.ts";
import { counted } from "../figures.ts";

/** How to read what was pasted. */
export interface PasteOptions {
  /** `undefined`: as it looks. */
  readonly layer: Layer | undefined;
  /** Full protobuf name; empty: by the call's path, or guessed. */
  readonly typeName: string;
  readonly showSecrets: boolean;
}

/** What layers are called. */
export const LAYER_NAMES: Readonly<Record<Layer, string>> = {
  http2: "HTTP/2",
  grpc: "gRPC messages",
  proto: "protobuf",
};
/** What a text area takes in a bearable time. */
const MOST_CHARACTERS = 32 * 1024 * 1024;

/** What was pasted cannot be read; its message is a sentence for the person. */
export class PasteProblem extends Error {
  override readonly name = "PasteProblem";
}

/** Read it. @throws {PasteProblem} */
export function readPaste(
  text: string,
  registry: SchemaRegistry,
  { layer, typeName, showSecrets }: PasteOptions,
): Detail {
  if (text.length > MOST_CHARACTERS) {
    throw new PasteProblem("That is too much for a paste: spotwire decode reads it from a file.");
  }
  const type = knownType(typeName.trim(), registry);
  const read = readPasted(text, { registry, layer, typeName: type, showSecrets });
  if ("problem" in read) throw new PasteProblem(read.problem);
  const title = `Pasted: ${counted(read.detail.bytes.length, "byte")} of ${LAYER_NAMES[read.layer]}`;
  return { ...read.detail, title };
}

function knownType(typeName: string, registry: SchemaRegistry): string | undefined {
  if (typeName === "") return undefined;
  if (registry.findMessage(typeName) !== undefined) return typeName;
  const near = messageTypes(registry).filter((name) => name.toLowerCase().endsWith(typeName.toLowerCase()));
  const hint = near.length === 0 ? "" : `: is it ${near.slice(0, 3).join(" or ")}?`;
  throw new PasteProblem(`There is no message type ${typeName}${hint}`);
}
