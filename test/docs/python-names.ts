/** The names of ours in docs/guide/migrating-from-python.md, and a program that compiles only if all of them are exported. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./documents.ts";

/** A name as a table gives it. */
export interface TableName {
  /** Where it is exported, where the table says so: `spotwire/geometry`. */
  readonly subpath: string | undefined;
  readonly name: string;
  /** Of what is behind the name: a method or property of a class. */
  readonly member: string | undefined;
}

/** All names in the middle columns of the tables under "Table", in order. */
export async function namesInTable(): Promise<TableName[]> {
  const text = await readFile(join(ROOT, "docs/guide/migrating-from-python.md"), "utf8");
  const tables = text.slice(text.indexOf("\n## Table\n"));
  return tables
    .split("\n")
    .flatMap((line) => (line.startsWith("| `") || /^\| [a-z].*\|/.test(line) ? namesIn(line) : []));
}

function namesIn(row: string): TableName[] {
  const column = row.split("|")[2] ?? "";
  let subpath: string | undefined;
  return [...column.matchAll(/`([^`]+)`/g)].flatMap(([, word = ""]) => {
    if (word.startsWith("spotwire/")) {
      subpath = word;
      return [];
    }
    const [name = "", member] = word.split(".");
    return [{ subpath, name, member }];
  });
}

/** Modules that a name without a subpath may come from. */
const USUAL = ["spotwire/services", "spotwire"] as const;

/** A program that names each of them. Where nothing says whence it comes, one of the two usual modules must have it. */
export function proofOfNames(names: readonly TableName[]): string {
  const lines = names.flatMap(({ subpath, name, member }, i) => {
    const modules = (subpath === undefined ? USUAL : [subpath]).map((module) => `typeof import("${module}")`);
    // A class, or what makes clients, is a value whose instances have the member; a type is looked up where types are.
    const value = `Found<${[...modules, "unknown"].slice(0, 2).join(", ")}, "${name}">`;
    return [
      `export const name${i}: ${value} extends never ? never : "${name}" = "${name}";`,
      ...(member === undefined ? [] : [`export const member${i}: keyof Instance<${value}> = "${member}";`]),
    ];
  });
  return `${HELPERS}\n${lines.join("\n")}\n`;
}

/** Types alone are in no \`typeof import\`; the few that the tables name are listed here. */
const HELPERS = `
import type { EstopKeeper, HeldLease, RobotLeases } from "spotwire";
interface TypesAlone { EstopKeeper: { prototype: EstopKeeper }; HeldLease: { prototype: HeldLease }; RobotLeases: { prototype: RobotLeases } }
type Found<A, B, Name extends string> = Name extends keyof A ? A[Name] : Name extends keyof B ? B[Name] : Name extends keyof TypesAlone ? TypesAlone[Name] : never;
type Instance<T> = T extends abstract new (...args: never[]) => infer I ? I : T extends { readonly prototype: infer P } ? P : Record<never, never>;
`;
