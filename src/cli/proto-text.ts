/** A piece of the schema as a person reads it: the text of a `.proto`. */
import type {
  EnumSchema,
  FieldSchema,
  MessageSchema,
  MethodSchema,
  ServiceSchema,
  ValueType,
} from "../reflect/index.ts";

/** A message with its fields; members of a oneof stand together. */
export function messageText({ typeName, doc, fields }: MessageSchema): string {
  const lines = [...comment(doc, ""), `message ${typeName} {`];
  let oneof: string | undefined;
  for (const field of fields) {
    if (oneof !== undefined && oneof !== field.oneof) lines.push("  }");
    if (field.oneof !== undefined && oneof !== field.oneof) lines.push(`  oneof ${field.oneof} {`);
    oneof = field.oneof;
    const indent = oneof === undefined ? "  " : "    ";
    lines.push(...comment(field.doc, indent), `${indent}${fieldText(field)}`);
  }
  if (oneof !== undefined) lines.push("  }");
  return [...lines, "}"].join("\n");
}

/** An enum with its values. */
export function enumText({ typeName, doc, values }: EnumSchema): string {
  const rows = values.flatMap(({ name, number, doc: valueDoc }) => [
    ...comment(valueDoc, "  "),
    `  ${name} = ${number};`,
  ]);
  return [...comment(doc, ""), `enum ${typeName} {`, ...rows, "}"].join("\n");
}

/** A service with its RPCs. */
export function serviceText({ typeName, doc, methods }: ServiceSchema): string {
  const rows = methods.flatMap((method) => [...comment(method.doc, "  "), `  ${methodText(method)}`]);
  return [...comment(doc, ""), `service ${typeName} {`, ...rows, "}"].join("\n");
}

/** An RPC on one line. */
export function methodText({ name, input, output, clientStreaming, serverStreaming }: MethodSchema): string {
  const stream = (isStream: boolean, type: string): string => `(${isStream ? "stream " : ""}${type})`;
  return `rpc ${name}${stream(clientStreaming, input)} returns ${stream(serverStreaming, output)};`;
}

function fieldText({ number, protoName, cardinality, value, key, oneof }: FieldSchema): string {
  const type = typeText(value);
  if (cardinality === "map") return `map<${key ?? "?"}, ${type}> ${protoName} = ${number};`;
  const isOptional = cardinality === "explicit" && value.kind !== "message" && oneof === undefined;
  const label = cardinality === "repeated" ? "repeated " : isOptional ? "optional " : "";
  return `${label}${type} ${protoName} = ${number};`;
}

function typeText(value: ValueType): string {
  return value.kind === "scalar" ? value.scalar : value.typeName;
}

function comment(doc: string, indent: string): string[] {
  return doc === "" ? [] : doc.split("\n").map((line) => `${indent}// ${line}`.trimEnd());
}
