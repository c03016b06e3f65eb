/**
 * Prints an enum: an object of names, and a type open to numbers that a newer robot may send.
 */
import { docComment } from "./docs.ts";
import type { EnumModel } from "./model.ts";
import { propertyKey } from "./names.ts";
import { block } from "./print.ts";

/** Print an enum's object and type. */
export function printEnum(type: EnumModel): string[] {
  return [
    ...docComment(type, `The enum \`${type.typeName}\`.`),
    ...block(
      `export const ${type.name} = {`,
      type.values.flatMap((value) => [...docComment(value), `${propertyKey(value.name)}: ${value.number},`]),
      "} as const;",
    ),
    ...docComment(type, `The enum \`${type.typeName}\`.`),
    // `number & {}` keeps the union, and with it completion, while any number stays allowed.
    `export type ${type.name} = (typeof ${type.name})[keyof typeof ${type.name}] | (number & {});`,
  ];
}
