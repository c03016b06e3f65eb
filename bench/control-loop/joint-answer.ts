/** What every client computes from a state: positions that pull the joints back to where they were first. */

/** Of the distance to where a joint is to be, the part that is added to it. */
const GAIN = 0.1;

/** Positions to command. @param into memory for them; default new */
export function pullBack<Into extends { [joint: number]: number } = number[]>(
  hold: ArrayLike<number>,
  position: ArrayLike<number>,
  into: Into = [] as unknown as Into,
): Into {
  for (let joint = 0; joint < hold.length; joint++) {
    const wanted = hold[joint] ?? 0;
    into[joint] = wanted + GAIN * (wanted - (position[joint] ?? 0));
  }
  return into;
}
