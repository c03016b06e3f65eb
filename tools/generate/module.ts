/**
 * Prints the module for one `.proto`.
 */
import { dirname, join, relative, sep } from "node:path";
import { printRead } from "./decode.ts";
import { printWrite } from "./encode.ts";
import { printEnum } from "./enum.ts";
import { ModuleImports } from "./imports.ts";
import { printShape } from "./message-shape.ts";
import type { FileModel } from "./model.ts";
import { printOneofs } from "./oneof.ts";
import { printService } from "./service.ts";

/** Where the module of a `.proto` lies below the output directory. */
export function modulePath(protoPath: string): string {
  return protoPath.replace(/\.proto$/, ".ts");
}

/**
 * Print a file's module.
 * @param outDirectory where the modules will lie
 * @param wireModule path of src/wire/codec-parts.ts
 */
export function printModule(file: FileModel, outDirectory: string, wireModule: string): string {
  const own = dirname(join(outDirectory, file.protoPath));
  const importPath = (target: string): string => {
    const path = relative(own, target).split(sep).join("/");
    return path.startsWith(".") ? path : `./${path}`;
  };
  const ofProto = (protoPath: string): string => importPath(join(outDirectory, modulePath(protoPath)));
  const imports = new ModuleImports(file, ofProto, importPath(wireModule));
  const parts = [
    ...file.enums.map(printEnum),
    ...file.messages.map((message) => [
      ...printShape(message, imports),
      ...printOneofs(message),
      "",
      ...printWrite(message, imports),
      "",
      ...printRead(message, imports),
    ]),
    ...file.services.map((service) => printService(service, imports)),
  ];
  const body = parts.flatMap((part) => ["", ...part]);
  const importLines = imports.print();
  return [...header(file.protoPath), ...(importLines.length > 0 ? ["", ...importLines] : []), ...body, ""].join("\n");
}

function header(protoPath: string): string[] {
  return [
    `// Generated from ${protoPath} by tools/generate; do not edit. Exempt from the size rule.`,
    "//",
    "// A message Foo is a type and a codec of that name, FooInit what the codec encodes, newFoo/readFoo/writeFoo its parts,",
    "// whichFooBar the member set in its oneof bar. A nested Foo.Bar is Foo_Bar. Fields are lowerCamelCase, int64 is bigint,",
    "// maps are Map, and an absent message or optional field is undefined.",
  ];
}
