/** The riddle of a check-in: whoever can turn a number's bits round is no stuck packet and no replayed one. */

const ALL_BITS = 2n ** 64n - 1n;

/** What answers a challenge: its complement, in 64 unsigned bits. JavaScript's own `~` on numbers would do 32 of them. */
export function answerChallenge(challenge: bigint): bigint {
  return ~challenge & ALL_BITS;
}
