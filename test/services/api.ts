/** The robot's whole API as two independent readers see it: the generated service objects, and protobufjs. */
import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import protobuf from "protobufjs";
import { loadProtos } from "../../tools/generate/load.ts";
import type { Method, MethodKind } from "../../src/wire/index.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** A method whose messages are not known at compile time. */
export type AnyMethod = Method<MethodKind, unknown, unknown, unknown, unknown>;

/** One RPC. */
export interface Rpc {
  /** `/bosdyn.api.ImageService/GetImage`. */
  readonly path: string;
  readonly service: string;
  /** As the `.proto` spells it. */
  readonly name: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly request: protobuf.Type;
  readonly response: protobuf.Type;
}

const { root } = loadProtos(join(ROOT, "protos"));

function servicesOf(namespace: protobuf.NamespaceBase): protobuf.Service[] {
  return namespace.nestedArray.flatMap((member) => {
    if (member instanceof protobuf.Service) return [member];
    return member instanceof protobuf.Namespace ? servicesOf(member) : [];
  });
}

/** Every RPC, as protobufjs reads the `.proto` files. */
export const rpcs: readonly Rpc[] = servicesOf(root).flatMap((service) =>
  service.methodsArray.map((method) => {
    method.resolve();
    const name = service.fullName.slice(1);
    return {
      path: `/${name}/${method.name}`,
      service: name,
      name: method.name,
      requestStream: method.requestStream === true,
      responseStream: method.responseStream === true,
      request: method.resolvedRequestType as protobuf.Type,
      response: method.resolvedResponseType as protobuf.Type,
    };
  }),
);

/** An RPC by its path. */
export function rpcOf(path: string): Rpc {
  const rpc = rpcs.find((each) => each.path === path);
  if (rpc === undefined) throw new Error(`no RPC is called ${path}`);
  return rpc;
}

/** A generated service: its name and its methods by property. */
export interface GeneratedService {
  readonly typeName: string;
  readonly methods: Readonly<Record<string, AnyMethod>>;
}

/** Every service object of the generated modules. */
export async function generatedServices(): Promise<GeneratedService[]> {
  const found: GeneratedService[] = [];
  const files = await readdir(join(ROOT, "src/messages"), { recursive: true });
  for (const file of files.filter((each) => each.endsWith("service.ts"))) {
    const module = (await import(join(ROOT, "src/messages", file))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(module)) {
      if (
        name.endsWith("Calls") ||
        typeof value !== "object" ||
        value === null ||
        !("typeName" in value) ||
        "encode" in value
      )
        continue;
      const { typeName, ...methods } = value as { typeName: string } & Record<string, AnyMethod>;
      found.push({ typeName, methods });
    }
  }
  return found;
}
