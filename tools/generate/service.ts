/**
 * Prints a service: its methods as data for the gRPC room, once for servers and tools, once for callers.
 */
import { docComment, note } from "./docs.ts";
import type { ModuleImports } from "./imports.ts";
import type { MessageModel, MethodModel, ServiceModel } from "./model.ts";
import { callsName, propertyKey } from "./names.ts";
import { block } from "./print.ts";

/** Which side of a service an object is for. */
type Side = "whole" | "calls";

/** Print a service's two objects, each with its type spelled out: the whole, and the half that callers need. */
export function printService(service: ServiceModel, imports: ModuleImports): string[] {
  const own = docComment(service, `The service \`${service.typeName}\`.`);
  const calls = note(`{@link ${service.name}} as its callers need it: requests are encoded, responses decoded.`);
  return [
    ...own,
    ...printObject(service, service.name, "whole", imports),
    "",
    ...calls,
    ...printObject(service, callsName(service.name), "calls", imports),
  ];
}

function printObject(service: ServiceModel, name: string, side: Side, imports: ModuleImports): string[] {
  const typeName = JSON.stringify(service.typeName);
  const types = service.methods.flatMap((method) => [
    ...docComment(method),
    `readonly ${propertyKey(method.name)}: ${methodType(method, side, imports)};`,
  ]);
  return [
    ...block(`export const ${name}: {`, [`readonly typeName: ${typeName};`, ...types], "} = {"),
    `  typeName: ${typeName},`,
    ...service.methods.flatMap((method) => printMethod(service, method, side, imports)),
    "};",
  ];
}

function methodType(method: MethodModel, side: Side, imports: ModuleImports): string {
  const client = method.clientStreaming;
  const kind = method.serverStreaming
    ? client ? "BidiStreaming" : "ServerStreaming"
    : client ? "ClientStreaming" : "Unary"; // prettier-ignore
  const name = kind + (side === "whole" ? "Method" : "Call");
  const { input, output } = method;
  const types =
    side === "whole"
      ? [input, output].flatMap((type) => [imports.type(type), imports.initType(type)])
      : [imports.initType(input), imports.type(output)];
  return `${imports.wire(name, { isType: true })}<${types.join(", ")}>`;
}

function methodKind({ clientStreaming, serverStreaming }: MethodModel): string {
  if (clientStreaming) return serverStreaming ? "bidi-streaming" : "client-streaming";
  return serverStreaming ? "server-streaming" : "unary";
}

function printMethod(service: ServiceModel, method: MethodModel, side: Side, imports: ModuleImports): string[] {
  const names = [service.typeName, method.protoName, methodKind(method)].map((name) => JSON.stringify(name));
  const { input, output } = method;
  const codecs =
    side === "whole"
      ? [imports.codec(input), imports.codec(output)]
      : [encoder(input, imports), decoder(output, imports)];
  return [
    `  ${propertyKey(method.name)}:`,
    `    /* @__PURE__ */ ${imports.wire("rpcMethod")}(${[...names, ...codecs].join(", ")}),`,
  ];
}

function encoder(message: MessageModel, imports: ModuleImports): string {
  const write = imports.function(message, "write");
  return `/* @__PURE__ */ ${imports.wire("messageEncoder")}(${JSON.stringify(message.typeName)}, ${write})`;
}

function decoder(message: MessageModel, imports: ModuleImports): string {
  const functions = [imports.function(message, "read"), imports.function(message, "new")].join(", ");
  return `/* @__PURE__ */ ${imports.wire("messageDecoder")}(${JSON.stringify(message.typeName)}, ${functions})`;
}
