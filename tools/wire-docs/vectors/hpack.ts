/** HPACK: both tables, and header blocks of real calls. */
import { HUFFMAN } from "../../../src/http2/hpack/huffman-code.ts";
import { STATIC_TABLE } from "../../../src/http2/hpack/static-table.ts";
import type { Side } from "../../../src/inspect/index.ts";
import { hexOf } from "../blocks/block.ts";
import type { Material } from "../material.ts";
import { framesOf, type Recorded } from "../scene/conversation.ts";
import { OUR_STACK, type Vector } from "./vector.ts";

const HEADERS = 1;
const FRAME_HEADER_BYTES = 9;

/** Make them. */
export function hpackVectors({ scene }: Material): Vector[] {
  return [
    {
      name: "hpack/static-table",
      kind: "hpack-static-table",
      description: "the 61 fields that both sides know, in the order of their indices, which begin with 1",
      source: "RFC 7541 Appendix A",
      json: { fields: STATIC_TABLE.slice(1).map(({ name, value }) => [name, value]) },
    },
    {
      name: "hpack/huffman",
      kind: "hpack-huffman",
      description: "the code of each octet, 0 to 255, and of EOS, 256, as bits",
      source: "RFC 7541 Appendix B",
      json: { codes: Array.from(HUFFMAN.codes, (code, i) => code.toString(2).padStart(HUFFMAN.lengths[i] ?? 0, "0")) },
    },
    {
      name: "hpack/client-blocks",
      kind: "hpack-blocks",
      description: "header blocks of three calls on one connection: the second is all indices",
      source: `${OUR_STACK}, its own HTTP/2`,
      json: { tableBytes: 4096, blocks: blocksOf(scene.id, "client") },
    },
    {
      name: "hpack/server-blocks",
      kind: "hpack-blocks",
      description: "the answers: headers and trailers of two calls, and Trailers-Only of the third",
      source: `${OUR_STACK}, node:http2`,
      json: { tableBytes: 4096, blocks: blocksOf(scene.id, "server") },
    },
  ];
}

/** Header blocks of the calls, in the order of their streams, which is that of the connection. */
function blocksOf(recorded: Recorded, side: Side): unknown[] {
  const frames = [1, 3, 5].flatMap((streamId) => framesOf(recorded, side, streamId));
  return frames
    .filter(({ bytes, headers }) => bytes[3] === HEADERS && headers !== undefined)
    .map(({ bytes, headers }) => ({ hex: hexOf(bytes.subarray(FRAME_HEADER_BYTES)), fields: headers }));
}
