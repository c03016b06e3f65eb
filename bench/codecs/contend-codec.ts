/** One codec's process: so many messages decoded, encoded or looked into, and what one of them leaves on the heap. */
import process from "node:process";
import { isDeepStrictEqual } from "node:util";
import type { MessageCodec } from "../../src/wire/message-codec.ts";
import { contend } from "../processes/contender-program.ts";
import { CODECS, type CodecSetup, MESSAGES } from "./codec.ts";
import { positionReader } from "./joint-positions.ts";

/** What a codec's process is told. */
export interface CodecContenderSetup extends CodecSetup {
  /** Of `CODECS`. */
  readonly codec: string;
  readonly work: "decode" | "encode" | "joint positions";
  /** The messages, base64. */
  readonly messages: readonly string[];
  readonly count: number;
}

/** So few that the young generation does not fill up; its size is Node's own, or the time would not be users' time. */
const FEW = 20;
/** For what allocates next to nothing. */
const MANY = 20_000;
const NEXT_TO_NOTHING_BYTES = 200;

/** Keeps the work from being optimised away. */
export let last: unknown;

await contend<CodecContenderSetup>(async (setup) => {
  const encoded = setup.messages.map((each) => Buffer.from(each, "base64"));
  const work = setup.work === "joint positions" ? await lookInto(setup, encoded) : await codecWork(setup, encoded);
  return () => {
    // The collections that `allocated` asks for throw away compiled code, which a user's program keeps.
    for (let i = 0; i < setup.count; i++) last = work();
    const before = process.cpuUsage();
    for (let i = 0; i < setup.count; i++) last = work();
    const { user, system } = process.cpuUsage(before);
    return { time: (user + system) / setup.count, allocated: allocatedBy(work) };
  };
});

async function codecWork(setup: CodecContenderSetup, encoded: readonly Buffer[]): Promise<() => unknown> {
  const { decode, encode } = (await CODECS[setup.codec]?.(setup)) ?? {};
  if (decode === undefined || encode === undefined) throw new Error(`no codec ${setup.codec}`);
  const ours = MESSAGES[setup.type] as MessageCodec<unknown>;
  for (const bytes of encoded) {
    const isKept = isDeepStrictEqual(ours.decode(encode(decode(bytes))), ours.decode(bytes));
    if (!isKept) throw new Error("a message was altered");
  }
  const decoded = setup.work === "encode" ? encoded.map(decode) : [];
  let next = 0;
  return setup.work === "decode"
    ? () => decode(encoded[next++ % encoded.length] as Buffer)
    : () => encode(decoded[next++ % decoded.length]);
}

async function lookInto(setup: CodecContenderSetup, encoded: readonly Buffer[]): Promise<() => unknown> {
  const read = await positionReader(setup);
  const ours = await positionReader({ ...setup, codec: "spotwire, generated" });
  for (const bytes of encoded) if (!isDeepStrictEqual(read(bytes), ours(bytes))) throw new Error("a position differs");
  let next = 0;
  return () => read(encoded[next++ % encoded.length] as Buffer);
}

function allocatedBy(work: () => unknown): number {
  const net = (count: number): number =>
    Math.max(0, allocatedIn(work, count) - allocatedIn(() => undefined, count)) / count;
  const bytes = net(FEW);
  return bytes > NEXT_TO_NOTHING_BYTES ? bytes : net(MANY);
}

function allocatedIn(work: () => unknown, count: number): number {
  globalThis.gc?.();
  const before = process.memoryUsage();
  for (let i = 0; i < count; i++) last = work();
  const after = process.memoryUsage();
  return after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
}
