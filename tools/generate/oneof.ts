/**
 * Prints what belongs to a oneof: the helper that says which member is set, and the one that unsets them all.
 */
import { note } from "./docs.ts";
import { clearFunction } from "./imports.ts";
import type { MessageModel, OneofModel } from "./model.ts";
import { propertyAccess } from "./names.ts";
import { block } from "./print.ts";

/** Print the helpers for each oneof of a message. */
export function printOneofs(message: MessageModel): string[] {
  return message.oneofs.flatMap((oneof) => [
    "",
    ...printWhich(message, oneof),
    ...(oneof.members.length > 1 ? ["", ...printClear(message, oneof)] : []),
  ]);
}

function printWhich(message: MessageModel, oneof: OneofModel): string[] {
  const names = oneof.members.map((member) => JSON.stringify(member.name));
  const said = [`Say which member of oneof \`${oneof.protoName}\` is set, by its property name.`, oneof.doc];
  return [
    ...note(said.join("\n").trimEnd()),
    ...block(`export function ${oneof.whichName}(message: ${message.name}Init): ${names.join(" | ")} | undefined {`, [
      ...oneof.members.map(
        (member, i) => `if (${propertyAccess("message", member.name)} !== undefined) return ${names[i] ?? ""};`,
      ),
      "return undefined;",
    ]),
  ];
}

function printClear(message: MessageModel, oneof: OneofModel): string[] {
  return block(
    `function ${clearFunction(oneof.whichName)}(message: ${message.name}): void {`,
    oneof.members.map((member) => `${propertyAccess("message", member.name)} = undefined;`),
  );
}
