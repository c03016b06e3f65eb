/** What is to be reached, and how far a run is from it. */
import { median, type Standing } from "./rounds.ts";
import type { Results } from "./results.ts";

/** One figure of ours against another's. */
export interface Goal {
  readonly work: string;
  readonly comparison: string;
  readonly measure: string;
  /** Whose figure. */
  readonly ours: string;
  /** Against whom. */
  readonly theirs: string;
  /** How many times better it is to be; or, where it is more, how many times as much it may be. */
  readonly atLeast?: number;
  readonly atMost?: number;
}

const NODE = "spotwire on node:http2";
const OWN = "spotwire on its own HTTP/2";
const GRPC_JS = "@grpc/grpc-js + protobufjs";
const STATIC = "protobufjs, static";
const GENERATED = "spotwire, generated";
const FLOOR = "bare TLS: the floor";

const latency = { comparison: "unary-latency", measure: "p50", theirs: GRPC_JS };
const throughput = { comparison: "unary-throughput", measure: "throughput", theirs: GRPC_JS };
const cpu = { comparison: "unary-throughput", measure: "CPU", theirs: GRPC_JS };
const download = { comparison: "bulk-download", measure: "rate", ours: OWN };

/** Them all. */
export const GOALS: readonly Goal[] = [
  { work: "unary p50, small", ...latency, ours: OWN, atLeast: 3 },
  { work: "unary p50, small", ...latency, ours: NODE, atLeast: 1.4 },
  { work: "unary throughput, 64 in flight", ...throughput, ours: OWN, atLeast: 6 },
  { work: "unary throughput, 64 in flight", ...throughput, ours: NODE, atLeast: 1.7 },
  { work: "client CPU of a unary call", ...cpu, ours: OWN, atLeast: 12 },
  { work: "client CPU of a unary call", ...cpu, ours: NODE, atLeast: 1.8 },
  { work: "bulk download", ...download, theirs: "@grpc/grpc-js", atLeast: 2 },
  {
    work: "bulk download",
    ...download,
    ours: `${OWN}, window tuned`,
    theirs: "@grpc/grpc-js, window tuned",
    atLeast: 1.2,
  },
  { work: "CPU of a bulk download", ...download, measure: "CPU", theirs: FLOOR, atMost: 1.5 },
  {
    work: "unary p99 beside a download",
    comparison: "unary-beside-bulk",
    measure: "p99",
    ours: OWN,
    theirs: "@grpc/grpc-js",
    atLeast: 4,
  },
  {
    work: "RobotState decoded",
    comparison: "robot-state-decode",
    measure: "time",
    ours: GENERATED,
    theirs: STATIC,
    atLeast: 2,
  },
  {
    work: "RobotState encoded",
    comparison: "robot-state-encode",
    measure: "time",
    ours: GENERATED,
    theirs: STATIC,
    atLeast: 3,
  },
  {
    work: "state of the stream decoded",
    comparison: "state-stream-decode",
    measure: "time",
    ours: "spotwire, reused buffer",
    theirs: STATIC,
    atLeast: 10,
  },
  {
    work: "control loop, p99.9 of the jitter",
    comparison: "control-loop",
    measure: "command jitter p99.9",
    ours: "spotwire, memory reused",
    theirs: GRPC_JS,
    atLeast: 3,
  },
  {
    work: "the same, against the steady robot",
    comparison: "control-loop-steady",
    measure: "command jitter p99.9",
    ours: "spotwire, memory reused",
    theirs: GRPC_JS,
    atLeast: 3,
  },
  {
    work: "memory over an empty Node, one robot",
    comparison: "footprint",
    measure: "memory",
    ours: OWN,
    theirs: GRPC_JS,
    atLeast: 2,
  },
];

/** What a run says of a goal. */
export interface Outcome {
  readonly goal: Goal;
  /** Median, least and most of the rounds' ratios; `undefined` where there is no result. */
  readonly ratio: Standing["ratio"] | undefined;
  readonly isReached: boolean;
}

/** Hold a run against a goal. */
export function judge(goal: Goal, results: Results): Outcome {
  const measure = results[goal.comparison]?.measures.find(({ name }) => name === goal.measure);
  const figuresOf = (who: string): readonly number[] | undefined =>
    measure?.standings.find(({ name }) => name === who)?.figures;
  const [ours, theirs] = [figuresOf(goal.ours), figuresOf(goal.theirs)];
  if (measure === undefined || ours === undefined || theirs === undefined) {
    return { goal, ratio: undefined, isReached: false };
  }
  const isOursOnTop = goal.atLeast === undefined || measure.isLessBetter !== true;
  const ratios = ours.map((own, round) => {
    const other = theirs[round] ?? NaN;
    return isOursOnTop ? own / other : other / own;
  });
  const ratio = { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
  const { atLeast = -Infinity, atMost = Infinity } = goal;
  return { goal, ratio, isReached: ratio.median >= atLeast && ratio.median <= atMost };
}
