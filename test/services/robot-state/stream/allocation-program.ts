/** Tells how much memory a steady stream of states takes, once its code is compiled. */
import { RobotStateBuffer } from "../../../../src/services/index.ts";
import { stateBytes } from "./state-messages.ts";

const MESSAGES = 20_000;
const messages = Array.from({ length: 64 }, (_, k) => stateBytes(k));
const buffer = new RobotStateBuffer();
const totals = new Float64Array(2);

function read(count: number): void {
  for (let i = 0; i < count; i++) {
    buffer.decode(messages[i % 64] as Uint8Array);
    const { jointStates, kinematicState } = buffer;
    const place = kinematicState?.odomTformBody?.position;
    if (jointStates === undefined || place === undefined) throw new Error("the message has no joints, or no pose");
    totals[0] = jointStates.position[3] as number;
    totals[1] = place[0] as number;
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
