/** One client's process: bulk down or up as fast as it goes, or at a rate with small calls beside it. */
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { contend } from "../processes/contender-program.ts";
import { type Figures, quantile } from "../rounds.ts";

const MEGA = 1e6;
const FILLER = 0x78;

/** What a client's process is told. */
export interface BulkSetup {
  readonly port: number;
  /** PEM. */
  readonly roots: string;
  readonly work: "download" | "upload" | "beside";
  readonly chunks: number;
  readonly chunkBytes: number;
  /** Which of the program's variants. */
  readonly variant?: string;
  /** For `beside`: bytes a second that the reader takes. */
  readonly bytesPerSecond?: number;
}

/** A client with bulk methods and a small one. */
export interface BulkClient {
  /** Read chunks until the server has sent them all; `onChunk` may hold the reader up. */
  download(chunks: number, chunkBytes: number, onChunk: (chunk: Uint8Array) => Promise<void> | void): Promise<void>;
  /** Send a chunk so many times; returns how many bytes the server says it got. */
  upload(chunks: number, chunk: Buffer): Promise<number>;
  /** A small call; returns the length of its answer. */
  unary(): Promise<number>;
}

/** Measure a client. */
export function contendBulk(connect: (setup: BulkSetup) => Promise<BulkClient> | BulkClient): Promise<void> {
  return contend<BulkSetup>(async (setup) => {
    const client = await connect(setup);
    const works = { download, upload, beside };
    return () => works[setup.work](client, setup);
  });
}

async function download(client: BulkClient, { chunks, chunkBytes }: BulkSetup): Promise<Figures> {
  const measured = measure(chunks * chunkBytes);
  await downloadChecked(client, { chunks, chunkBytes });
  return measured();
}

async function upload(client: BulkClient, { chunks, chunkBytes }: BulkSetup): Promise<Figures> {
  const chunk = Buffer.alloc(chunkBytes, FILLER);
  const measured = measure(chunks * chunkBytes);
  if ((await client.upload(chunks, chunk)) !== chunks * chunkBytes) throw new Error("the server got less");
  return measured();
}

/** Small calls, a few milliseconds apart, for as long as the download takes at its rate. */
async function beside(
  client: BulkClient,
  { chunks, chunkBytes, bytesPerSecond = Infinity }: BulkSetup,
): Promise<Figures> {
  await client.unary();
  const startedAt = performance.now();
  let [received, isOver] = [0, false];
  const pace = async (): Promise<void> => {
    received += chunkBytes;
    const earlyMs = (received / bytesPerSecond) * 1000 - (performance.now() - startedAt);
    if (earlyMs > 1) await sleep(earlyMs);
  };
  const over = downloadChecked(client, { chunks, chunkBytes }, pace).finally(() => (isOver = true));
  const times: number[] = [];
  while (!isOver) {
    const calledAt = performance.now();
    await client.unary();
    times.push(performance.now() - calledAt);
    await sleep(2);
  }
  await over;
  const seconds = (performance.now() - startedAt) / 1000;
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), rate: (chunks * chunkBytes) / MEGA / seconds };
}

async function downloadChecked(
  client: BulkClient,
  { chunks, chunkBytes }: Pick<BulkSetup, "chunks" | "chunkBytes">,
  pace?: () => Promise<void>,
): Promise<void> {
  let received = 0;
  await client.download(chunks, chunkBytes, (chunk) => {
    if (chunk[0] !== FILLER || chunk.at(-1) !== FILLER) throw new Error("not what was sent");
    received += chunk.length;
    return pace?.();
  });
  if (received !== chunks * chunkBytes) throw new Error(`${received} bytes came`);
}

function measure(bytes: number): () => Figures {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  return () => {
    const { user, system } = process.cpuUsage(before);
    const seconds = (performance.now() - startedAt) / 1000;
    const megabytes = bytes / MEGA;
    return {
      rate: megabytes / seconds,
      CPU: (user + system) / megabytes,
      "peak memory": (process.resourceUsage().maxRSS * 1024) / MEGA,
    };
  };
}
