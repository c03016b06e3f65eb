/**
 * Prints a service: its methods as data for the gRPC room.
 */
import { docComment } from "./docs.ts";
import type { ModuleImports } from "./imports.ts";
import type { MethodModel, ServiceModel } from "./model.ts";
import { propertyKey } from "./names.ts";
import { block } from "./print.ts";

/** Print a service's object, with its type spelled out. */
export function printService(service: ServiceModel, imports: ModuleImports): string[] {
  const typeName = JSON.stringify(service.typeName);
  const types = service.methods.flatMap((method) => [
    ...docComment(method),
    `readonly ${propertyKey(method.name)}: ${methodType(method, imports)};`,
  ]);
  return [
    ...docComment(service, `The service \`${service.typeName}\`.`),
    ...block(`export const ${service.name}: {`, [`readonly typeName: ${typeName};`, ...types], "} = {"),
    `  typeName: ${typeName},`,
    ...service.methods.flatMap((method) => printMethod(service, method, imports)),
    "};",
  ];
}

function methodType(method: MethodModel, imports: ModuleImports): string {
  const client = method.clientStreaming;
  const name = method.serverStreaming
    ? client ? "BidiStreamingMethod" : "ServerStreamingMethod"
    : client ? "ClientStreamingMethod" : "UnaryMethod"; // prettier-ignore
  const types = [method.input, method.output].flatMap((type) => [imports.type(type), imports.initType(type)]);
  return `${imports.wire(name, { isType: true })}<${types.join(", ")}>`;
}

function methodKind({ clientStreaming, serverStreaming }: MethodModel): string {
  if (clientStreaming) return serverStreaming ? "bidi-streaming" : "client-streaming";
  return serverStreaming ? "server-streaming" : "unary";
}

function printMethod(service: ServiceModel, method: MethodModel, imports: ModuleImports): string[] {
  const names = [service.typeName, method.protoName, methodKind(method)].map((name) => JSON.stringify(name));
  const codecs = [method.input, method.output].map((type) => imports.codec(type));
  return [
    `  ${propertyKey(method.name)}:`,
    `    /* @__PURE__ */ ${imports.wire("rpcMethod")}(${[...names, ...codecs].join(", ")}),`,
  ];
}
