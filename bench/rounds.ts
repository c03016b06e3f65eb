/**
 * Comparing on a noisy machine: contenders take turns, in another order each round, and what counts is the ratio within a
 * round. Whatever else the machine does then hits all of them alike.
 */

/** Somebody who does the same work as the others. */
export interface Contender {
  readonly name: string;
  /** Do the work once; return its figure. It has checked that the answers are right. */
  readonly round: () => Promise<number> | number;
}

/** How one of them did. */
export interface Standing {
  readonly name: string;
  /** One for each round. */
  readonly figures: readonly number[];
  readonly median: number;
  /** Against the baseline, above 1 is better: median, least and most of the rounds. */
  readonly ratio: { readonly median: number; readonly least: number; readonly most: number };
}

/** How to run. */
export interface RoundsOptions {
  /** Rounds that count. */
  readonly rounds: number;
  /** Rounds before those, for warming up. */
  readonly warmUps: number;
  /** Whether a smaller figure is better. */
  readonly isLessBetter: boolean;
  readonly onRound?: (done: number, total: number) => void;
}

/** Let contenders compete; the first is what the others are held against. */
export async function compete(contenders: readonly Contender[], options: RoundsOptions): Promise<Standing[]> {
  const { rounds, warmUps, isLessBetter, onRound } = options;
  const figures = contenders.map((): number[] => []);
  for (let round = -warmUps; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (turn + Math.abs(round)) % contenders.length;
      const figure = await (contenders[index] as Contender).round();
      if (round >= 0) figures[index]?.push(figure);
    }
    onRound?.(round + warmUps + 1, rounds + warmUps);
  }
  const baseline = figures[0] ?? [];
  return contenders.map(({ name }, i) => {
    const own = figures[i] ?? [];
    const ratios = own.map((figure, round) => {
      const other = baseline[round] ?? NaN;
      return isLessBetter ? other / figure : figure / other;
    });
    const ratio = { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
    return { name, figures: own, median: median(own), ratio };
  });
}

/** The middle of a list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
