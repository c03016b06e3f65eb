/**
 * A baseline JPEG encoder for grey images (ITU-T T.81: 8-bit samples, one component, Huffman coding, one scan), wrapped
 * as JFIF. The tables are those of Annex K.
 */
import { BitWriter, HuffmanTable } from "./jpeg-huffman.ts";
import { AC_COUNTS, AC_VALUES, DC_COUNTS, DC_VALUES, LUMINANCE_QUANTA, ZIGZAG } from "./jpeg-tables.ts";

/** A grey picture, row by row from the upper left, 0 black to 255 white. */
export interface GreyImage {
  /** 1 to 65535. */
  readonly columns: number;
  /** 1 to 65535. */
  readonly rows: number;
  readonly pixels: Uint8Array;
}

const BLOCK = 8;
const DC_TABLE = new HuffmanTable(DC_COUNTS, DC_VALUES);
const AC_TABLE = new HuffmanTable(AC_COUNTS, AC_VALUES);
/** T.81 A.3.3: the cosines of the transform, by frequency and sample. */
const COSINES = Float64Array.from({ length: BLOCK * BLOCK }, (_, i) => {
  const [frequency, sample] = [Math.floor(i / BLOCK), i % BLOCK];
  const norm = frequency === 0 ? Math.SQRT1_2 : 1;
  return (norm / 2) * Math.cos(((2 * sample + 1) * frequency * Math.PI) / (2 * BLOCK));
});

/**
 * Encode a picture.
 * @param qualityPercent 1 coarse to 100 fine, with the scale that the Independent JPEG Group made usual
 */
export function encodeJpeg({ columns, rows, pixels }: GreyImage, qualityPercent: number): Uint8Array {
  const quanta = scaledQuanta(qualityPercent);
  const bits = new BitWriter();
  const block = new Float64Array(BLOCK * BLOCK);
  let previousDc = 0;
  for (let top = 0; top < rows; top += BLOCK) {
    for (let left = 0; left < columns; left += BLOCK) {
      for (let i = 0; i < block.length; i++) {
        // T.81 A.2.4: a block that hangs over the edge repeats the last samples.
        const row = Math.min(rows - 1, top + (i >> 3));
        const column = Math.min(columns - 1, left + (i & 7));
        block[i] = (pixels[row * columns + column] ?? 0) - 128;
      }
      previousDc = writeBlock(bits, transform(block), quanta, previousDc);
    }
  }
  return Uint8Array.from([...headers(columns, rows, quanta), ...bits.finish(), 0xff, 0xd9]);
}

/** Annex K's table made coarser or finer. */
function scaledQuanta(qualityPercent: number): Uint8Array {
  const quality = Math.max(1, Math.min(100, Math.round(qualityPercent)));
  const scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return Uint8Array.from(LUMINANCE_QUANTA, (quantum) =>
    Math.max(1, Math.min(255, Math.floor((quantum * scale + 50) / 100))),
  );
}

/** The discrete cosine transform, along rows and then along columns. */
function transform(samples: Float64Array): Float64Array {
  return alongRows(alongRows(samples));
}

/** Transform each row, and turn the block over so that doing it twice does the columns too. */
function alongRows(samples: Float64Array): Float64Array {
  const turned = new Float64Array(BLOCK * BLOCK);
  for (let row = 0; row < BLOCK; row++) {
    for (let frequency = 0; frequency < BLOCK; frequency++) {
      let sum = 0;
      for (let i = 0; i < BLOCK; i++) {
        sum += (samples[row * BLOCK + i] as number) * (COSINES[frequency * BLOCK + i] as number);
      }
      turned[frequency * BLOCK + row] = sum;
    }
  }
  return turned;
}

/** T.81 F.1.2: the difference of the mean, then runs of zeros and values in zigzag order. */
function writeBlock(bits: BitWriter, frequencies: Float64Array, quanta: Uint8Array, previousDc: number): number {
  const value = (index: number): number => {
    const natural = ZIGZAG[index] as number;
    return Math.round((frequencies[natural] as number) / (quanta[natural] as number));
  };
  const dc = value(0);
  const difference = dc - previousDc;
  DC_TABLE.write(bits, bitLength(difference));
  bits.writeSigned(difference, bitLength(difference));
  let zeros = 0;
  for (let index = 1; index < BLOCK * BLOCK; index++) {
    const ac = value(index);
    if (ac === 0) {
      zeros++;
      continue;
    }
    for (; zeros > 15; zeros -= 16) AC_TABLE.write(bits, 0xf0);
    AC_TABLE.write(bits, (zeros << 4) | bitLength(ac));
    bits.writeSigned(ac, bitLength(ac));
    zeros = 0;
  }
  if (zeros > 0) AC_TABLE.write(bits, 0);
  return dc;
}

/** The category of a value: how many bits its magnitude takes. */
function bitLength(value: number): number {
  return 32 - Math.clz32(Math.abs(value));
}

/** Everything before the coded blocks: SOI, APP0, DQT, SOF0, DHT twice, SOS. */
function headers(columns: number, rows: number, quanta: Uint8Array): number[] {
  const zigzagged = ZIGZAG.map((natural) => quanta[natural] as number);
  return [
    ...[0xff, 0xd8],
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...zigzagged]),
    ...segment(0xc0, [8, rows >> 8, rows & 0xff, columns >> 8, columns & 0xff, 1, 1, 0x11, 0]),
    ...segment(0xc4, [0x00, ...DC_COUNTS, ...DC_VALUES]),
    ...segment(0xc4, [0x10, ...AC_COUNTS, ...AC_VALUES]),
    ...segment(0xda, [1, 1, 0x00, 0, 63, 0]),
  ];
}

function segment(marker: number, content: readonly number[]): number[] {
  const length = content.length + 2;
  return [0xff, marker, length >> 8, length & 0xff, ...content];
}
