/** CRC-32 as in ISO 3309, zip and PNG: polynomial 0xEDB88320 reflected, all ones before and after. */

const TABLE: Uint32Array = /* @__PURE__ */ makeTable();

/**
 * The check of some bytes.
 * @param before of the bytes before these, to go on from. Default: there are none
 * @returns 0 to 2³²−1
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (let at = 0; at < bytes.length; at++) {
    crc = (crc >>> 8) ^ (TABLE[(crc ^ (bytes[at] as number)) & 0xff] as number);
  }
  return ~crc >>> 0;
}

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    return crc;
  });
}
