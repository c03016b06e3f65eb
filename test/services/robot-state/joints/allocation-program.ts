/** Tells how much memory reading the joints of one state after the other takes, once the code is compiled. */
import { JointStateBuffer } from "../../../../src/services/index.ts";
import { wholeStateBytes } from "../robot-states.ts";

const MESSAGES = 20_000;
const messages = Array.from({ length: 64 }, (_, k) => wholeStateBytes(k));
const buffer = new JointStateBuffer();
const totals = new Float64Array(2);

function read(count: number): void {
  for (let i = 0; i < count; i++) {
    const { position, acquisitionTimestamp } = buffer.decode(messages[i % 64] as Uint8Array);
    if (acquisitionTimestamp === undefined) throw new Error("the message has no time");
    totals[0] = position[3] as number;
    totals[1] = acquisitionTimestamp.nanos;
  }
}

read(100_000);
let least = Infinity;
// On a busy machine the compiler takes its time, and what is not compiled makes numbers on the heap.
for (let round = 0; round < 60 && least >= 1; round++) {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  read(MESSAGES);
  least = Math.min(least, (process.memoryUsage().heapUsed - before) / MESSAGES);
}
process.send?.({ bytesPerMessage: least });
