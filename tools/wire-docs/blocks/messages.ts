/** Chapters 1 to 3: varints, messages, prefixes. */
import { inspectMessage, printAnnotatedHex } from "../../../src/inspect/index.ts";
import { Vec3 } from "../../../src/messages/bosdyn/api/geometry.ts";
import { SoftwareVersion } from "../../../src/messages/bosdyn/api/robot_id.ts";
import { apiSchema } from "../../../src/reflect/index.ts";
import { WireWriter, writeInt32, writeSint32, writeUint64 } from "../../../src/wire/index.ts";
import type { Material } from "../material.ts";
import { framesOf, messageOf } from "../scene/conversation.ts";
import { type Blocks, hexOf, only, table } from "./block.ts";

/** Numbers that show where a varint grows. */
const UNSIGNED = [0n, 1n, 127n, 128n, 300n, 16_384n, 2n ** 32n - 1n, 2n ** 64n - 1n];
const SIGNED = [0, -1, 1, -2, 2_147_483_647, -2_147_483_648];
const PREFIX_BYTES = 5;

/** What chapters 1 to 3 show. */
export const MESSAGE_BLOCKS: Blocks = {
  bytes: {
    "small-numbers": (material) =>
      ofType(material, SoftwareVersion, { majorVersion: 5, minorVersion: 127, patchLevel: 300 }),
    "negative-number": (material) => ofType(material, SoftwareVersion, { majorVersion: -1 }),
    "left-out": (material) => ofType(material, SoftwareVersion, { majorVersion: 0, minorVersion: 1, patchLevel: 0 }),
    "eight-bytes": (material) => ofType(material, Vec3, { x: 1.5, y: 0, z: -0.25 }),
    "login-request": ({ registry, scene }) => {
      const bytes = messageOf(scene.login, "client", 1).bytes.subarray(PREFIX_BYTES);
      return printAnnotatedHex(inspectMessage(bytes, { registry, typeName: "bosdyn.api.GetAuthTokenRequest" }), bytes);
    },
    "id-request": ({ scene }) => {
      const { span, bytes } = messageOf(scene.id, "client", 1);
      return printAnnotatedHex(span, bytes);
    },
    "empty-request": ({ scene }) => {
      const { span, bytes } = messageOf(scene.id, "client", 5);
      return printAnnotatedHex(span, bytes);
    },
  },
  text: {
    "varint-table": () =>
      table([
        ["number", "varint"],
        ...UNSIGNED.map((value) => [String(value), written((out) => writeUint64(out, value))]),
      ]),
    "negative-table": () =>
      table([
        ["number", "int32", "sint32 (zigzag)"],
        ...SIGNED.map((value) => [
          String(value),
          written((out) => writeInt32(out, value)),
          written((out) => writeSint32(out, value)),
        ]),
      ]),
    "field-types": fieldTypes,
    "login-sizes": ({ scene }) => {
      const { bytes } = messageOf(scene.login, "client", 1);
      const frame = only(framesOf(scene.login, "client", 1).filter(({ messages }) => messages.length > 0));
      return table([
        ["the message", `${bytes.length - PREFIX_BYTES} bytes`],
        ["with gRPC's prefix", `${bytes.length} bytes`],
        ["with the header of its frame", `${frame.bytes.length} bytes`],
      ]);
    },
  },
};

function ofType<Init>(
  { registry }: Material,
  codec: { readonly typeName: string; encode(value: Init): Uint8Array },
  value: Init,
): string {
  const bytes = codec.encode(value);
  return printAnnotatedHex(inspectMessage(bytes, { registry, typeName: codec.typeName }), bytes);
}

function written(write: (out: WireWriter) => unknown): string {
  const out = new WireWriter();
  write(out);
  return hexOf(out.finish());
}

/** How many fields the API has of each type. */
function fieldTypes(): string {
  const counts = new Map<string, number>();
  for (const { fields } of apiSchema().messages) {
    for (const { value } of fields) {
      const type = value.kind === "scalar" ? value.scalar : value.kind;
      counts.set(type, (counts.get(type) ?? 0) + 1);
    }
  }
  const sorted = [...counts].sort(([a, many], [b, more]) => more - many || a.localeCompare(b));
  return table([["type", "fields"], ...sorted.map(([type, count]) => [type, String(count)])]);
}
