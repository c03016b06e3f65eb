/**
 * Comparing on a noisy machine: contenders take turns, in another order each round, and what counts is the ratio within a
 * round. Whatever else the machine does then hits all of them alike.
 */
import type { Measure } from "./comparison.ts";

/** Figures of one round, by the name of the measure. */
export type Figures = Readonly<Record<string, number>>;

/** Somebody who does the same work as the others. */
export interface Contender {
  readonly name: string;
  /** Do the work once; return its figures. It has checked that the answers are right. */
  readonly round: () => Promise<Figures> | Figures;
}

/** How one of them did in one measure. */
export interface Standing {
  /** The contender's. */
  readonly name: string;
  /** One for each round. */
  readonly figures: readonly number[];
  readonly median: number;
  /** Against the baseline, above 1 is better: median, least and most of the rounds. */
  readonly ratio: { readonly median: number; readonly least: number; readonly most: number };
}

/** How they all did in one measure. */
export interface MeasureResult extends Measure {
  readonly standings: readonly Standing[];
}

/** How to run. */
export interface RoundsOptions {
  /** Rounds that count. */
  readonly rounds: number;
  /** Rounds before those, for warming up. */
  readonly warmUps: number;
  readonly measures: readonly Measure[];
  readonly onRound?: (done: number, total: number) => void;
}

/** Let contenders compete; the first is what the others are held against. */
export async function compete(
  contenders: readonly Contender[],
  { rounds, warmUps, measures, onRound }: RoundsOptions,
): Promise<MeasureResult[]> {
  const all = contenders.map((): Figures[] => []);
  for (let round = -warmUps; round < rounds; round++) {
    for (let turn = 0; turn < contenders.length; turn++) {
      const index = (turn + Math.abs(round)) % contenders.length;
      const figures = await (contenders[index] as Contender).round();
      if (round >= 0) all[index]?.push(figures);
    }
    onRound?.(round + warmUps + 1, rounds + warmUps);
  }
  return measures.map((measure) => {
    const figuresOf = (index: number): number[] => (all[index] ?? []).map((each) => each[measure.name] ?? NaN);
    const baseline = figuresOf(0);
    const standings = contenders.map(({ name }, i) => standing(name, figuresOf(i), baseline, measure));
    return { ...measure, standings };
  });
}

function standing(name: string, figures: readonly number[], baseline: readonly number[], measure: Measure): Standing {
  const ratios = figures.map((figure, round) => {
    const other = baseline[round] ?? NaN;
    return measure.isLessBetter === true ? other / figure : figure / other;
  });
  const ratio = { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
  return { name, figures, median: median(figures), ratio };
}

/** The middle of a list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** What so large a share of a list, 0 to 1, is not above. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}
