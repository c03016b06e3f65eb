/** One client's process: so many small calls, one after the other or many at once. */
import process from "node:process";
import { contend } from "../processes/contender-program.ts";
import { type Figures, quantile } from "../rounds.ts";

/** What a client's process is told. */
export interface UnarySetup {
  readonly port: number;
  /** PEM. */
  readonly roots: string;
  readonly calls: number;
  /** How many calls run at once; 1 measures each one's time. */
  readonly inFlight: number;
  /** Which of the program's variants. */
  readonly variant?: string;
  /** Path of protobufjs's static module. */
  readonly staticModule?: string;
  /** Path of the FileDescriptorSet. */
  readonly descriptorSet?: string;
}

/** What the request says, besides its timestamp. */
export const CLIENT_NAME = "bench";
/** The timestamp of every request. */
export const REQUEST_SECONDS = 1_800_000_000;
/** What the answer must hold. */
const SERIAL_NUMBER = "bench-0001";

/** One call: makes it, and returns the serial number in its answer. */
export type Call = () => Promise<string | undefined>;

/** Measure a client. */
export function contendUnary(connect: (setup: UnarySetup) => Promise<Call> | Call): Promise<void> {
  return contend<UnarySetup>(async (setup) => {
    const call = await connect(setup);
    const checked = async (): Promise<void> => {
      if ((await call()) !== SERIAL_NUMBER) throw new Error("a wrong answer");
    };
    await checked();
    const work = setup.inFlight === 1 ? oneByOne : manyAtOnce;
    return () => work(checked, setup);
  });
}

async function oneByOne(call: () => Promise<void>, { calls }: UnarySetup): Promise<Figures> {
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let i = 0; i < calls; i++) {
    const startedAt = performance.now();
    await call();
    times.push((performance.now() - startedAt) * 1000);
  }
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), CPU: cpuSince(before) / calls };
}

async function manyAtOnce(call: () => Promise<void>, { calls, inFlight }: UnarySetup): Promise<Figures> {
  let left = calls;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: inFlight }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  return { throughput: calls / seconds, CPU: cpuSince(before) / calls };
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
