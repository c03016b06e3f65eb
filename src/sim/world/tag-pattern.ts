/**
 * What is printed on a fiducial: a black border around six by six cells, as on the tags that Spot reads. The cells come
 * from the number by a hash of our own: a detector of AprilTags finds the square, but not this number in it.
 */

const CELLS = 6;
const CELLS_WITH_BORDER = CELLS + 2;

/**
 * Whether there is ink at a place of the print.
 * @param up from the middle upwards, in edges of the black square: it reaches from −0.5 to 0.5
 * @param left from the middle to the left
 */
export function isInk(id: number, up: number, left: number): boolean {
  const row = Math.floor((0.5 - up) * CELLS_WITH_BORDER) - 1;
  const column = Math.floor((0.5 - left) * CELLS_WITH_BORDER) - 1;
  if (row < -1 || column < -1 || row > CELLS || column > CELLS) return false;
  if (row < 0 || column < 0 || row >= CELLS || column >= CELLS) return true;
  let bits = Math.imul(id + 1, 0x9e3779b1) ^ Math.imul(row * CELLS + column + 1, 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 15), 0xc2b2ae35);
  return ((bits >>> 16) & 1) === 1;
}
