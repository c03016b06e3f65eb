/** The manifest of all vectors: those that are made here, and those that people wrote. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { ManifestEntry } from "./vector.ts";

/** Kinds of what people wrote, by the folder it is in. */
const KIND_OF_ROOM: Readonly<Record<string, string>> = {
  wire: "every-kind",
  grpc: "grpc-messages",
  schema: "schema",
  reflect: "protoset",
};
const NO_VECTORS: ReadonlySet<string> = new Set(["README.md", "index.json"]);

/** What has no description of its own. */
const DESCRIBED: Readonly<Record<string, { readonly description: string; readonly source: string }>> = {
  "reflect/every-kind-protoset": {
    description: "FileDescriptorSet of a message with every kind of field",
    source: "protoc 3.21.12, of test/support/protos/every_kind.proto",
  },
  "reflect/robot-id-service-protoset": {
    description: "FileDescriptorSet of bosdyn.api.RobotIdService",
    source: "protoc 3.21.12, of protos/bosdyn/api/robot_id_service.proto",
  },
  "reflect/every-kind": {
    description: "ProtoJSON of a message with every kind of field",
    source: "by hand, from the ProtoJSON format",
  },
};

/** Entries of the vectors in a folder that are not made here. @param made names of those that are */
export function writtenEntries(directory: string, made: ReadonlySet<string>): ManifestEntry[] {
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !NO_VECTORS.has(entry.name))
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(directory.length + 1)
        .replaceAll("\\", "/"),
    );
  const byName = new Map<string, string[]>();
  for (const path of paths.sort()) {
    const name = path.replace(/\.(hex|json)$/, "");
    if (!made.has(name)) byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  return [...byName].map(([name, files]) => entryOf(directory, name, files));
}

function entryOf(directory: string, name: string, files: readonly string[]): ManifestEntry {
  const [room = ""] = name.split("/");
  const about = files
    .filter((path) => path.endsWith(".json"))
    .map((path) => readFileSync(join(directory, path), "utf8"));
  const { kind, description, source } = (about[0] === undefined ? {} : JSON.parse(about[0])) as Partial<ManifestEntry>;
  if (room === "schema") {
    const file = name.replace(/^schema\//, "");
    const facts = { description: `structure of ${file}.proto`, source: "public API of SDK 5.1.4, as facts" };
    return { name, kind: "schema", ...facts, files };
  }
  const facts = DESCRIBED[name] ?? { description, source };
  const known = kind ?? KIND_OF_ROOM[room];
  if (known === undefined || facts.description === undefined || facts.source === undefined) {
    throw new Error(`test/vectors/${name}.json lacks kind, description or source`);
  }
  return { name, kind: known, description: facts.description, source: facts.source, files };
}
