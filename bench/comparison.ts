/** One thing that is compared, in one or several measures. */
import type { Contender } from "./rounds.ts";
import type { ServerKind } from "./servers/start-server.ts";

/** One figure of every round. */
export interface Measure {
  readonly name: string;
  readonly unit: string;
  /** Default: more is better. */
  readonly isLessBetter?: boolean;
}

/** How the whole bench was started. */
export interface BenchOptions {
  /** A tenth of the work, to see that it runs. */
  readonly isQuick: boolean;
  /** Whose server the clients talk to, where it is not the embedded robot. */
  readonly server: ServerKind;
}

/** Contenders that are ready. */
export interface Contest {
  /** The baseline first. */
  readonly contenders: readonly Contender[];
  readonly close: () => Promise<void>;
}

/** What is compared, and by whom. */
export interface Comparison {
  /** For `--only`. */
  readonly name: string;
  /** One sentence: what each contender does. */
  readonly what: string;
  readonly measures: readonly Measure[];
  /** Whether its clients call the server that `--server` names. Default false. */
  readonly usesServer?: boolean;
  /** Rounds where few are enough, since each is long. Default: as many as `--rounds` says. */
  readonly rounds?: number;
  /** Rounds before those. Default 2, or 1 where `rounds` is given. */
  readonly warmUps?: number;
  /** Why it cannot be made here, in a sentence; `undefined` if it can. Default: it can. */
  whyNot?(): Promise<string | undefined>;
  /** Make the contenders ready. */
  prepare(options: BenchOptions): Promise<Contest>;
}
