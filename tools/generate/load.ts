/**
 * Reads `.proto` files with protobufjs and follows their imports. The only file here that parses.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import protobuf from "protobufjs";
import { wellKnownFile } from "./well-known.ts";

/** One parsed file. */
export interface LoadedFile {
  /** Path below the proto directory, with `/`. */
  readonly protoPath: string;
  /** Its own top-level types and services, in the order of the file. */
  readonly members: readonly protobuf.ReflectionObject[];
}

/** Files and the namespace in which their types resolve. */
export interface LoadedSchema {
  readonly root: protobuf.Root;
  readonly files: readonly LoadedFile[];
}

/**
 * Parse every `.proto` below a directory, and the well-known files that they import.
 * @throws {Error} a syntax error, an import that is neither below the directory nor well-known, an unresolved type
 */
export function loadProtos(directory: string): LoadedSchema {
  const root = new protobuf.Root();
  const files: LoadedFile[] = [];
  const paths = listProtos(directory);
  const wellKnown = new Set<string>();
  for (const protoPath of paths) {
    const parsed = parseInto(root, directory, protoPath);
    files.push({ protoPath, members: parsed.members });
    for (const path of parsed.imports) if (!paths.includes(path)) wellKnown.add(path);
  }
  for (const path of [...wellKnown].sort()) files.push(loadWellKnown(root, path));
  root.resolveAll();
  return { root, files };
}

/** List `.proto` files below a directory, sorted, with `/` between folders. */
export function listProtos(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".proto"))
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

function parseInto(
  root: protobuf.Root,
  directory: string,
  protoPath: string,
): { imports: string[]; members: protobuf.ReflectionObject[] } {
  // Parsed apart first, because a namespace does not say which of its members a file added.
  const source = readFileSync(join(directory, protoPath), "utf8");
  const alone = new protobuf.Root();
  try {
    // The parser would leave such a thing out without a word.
    if (/\b__proto__\b/.test(source)) throw new Error("__proto__ cannot be a name");
    const parsed = protobuf.parse(source, alone, { keepCase: true, alternateCommentMode: true });
    const scope = parsed.package === undefined ? alone : alone.lookup(parsed.package);
    if (!(scope instanceof protobuf.Namespace)) return { imports: parsed.imports ?? [], members: [] };
    const members = [...scope.nestedArray];
    const target = parsed.package === undefined ? root : root.define(parsed.package);
    for (const member of members) target.add(member);
    return { imports: parsed.imports ?? [], members };
  } catch (error) {
    throw new Error(`${protoPath}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function loadWellKnown(root: protobuf.Root, path: string): LoadedFile {
  const json = wellKnownFile(path);
  if (json === undefined) throw new Error(`import "${path}" is neither among the protos nor a well-known file`);
  const alone = protobuf.Root.fromJSON(json);
  const scope = alone.lookup("google.protobuf");
  if (!(scope instanceof protobuf.Namespace)) throw new Error(`${path} holds no google.protobuf`);
  const members = [...scope.nestedArray];
  const target = root.define("google.protobuf");
  for (const member of members) target.add(member);
  return { protoPath: path, members };
}
