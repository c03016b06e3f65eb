/** A map's snapshots: a gibibyte in chunks of 4 MiB, down and up, and small calls beside them. */
import type { BulkSetup } from "../bulk/contend-bulk.ts";
import type { BenchOptions, Comparison, Contest, Measure } from "../comparison.ts";
import { type ContenderProcess, startContenders } from "../processes/contender-process.ts";
import { startServer } from "../servers/start-server.ts";

const MIB = 1024 * 1024;
const CHUNK_BYTES = 4 * MIB;
/** What a robot's link may carry, and every client can read. */
const BESIDE_BYTES_PER_SECOND = 50e6;

const MEASURES: readonly Measure[] = [
  { name: "rate", unit: "MB/s" },
  { name: "CPU", unit: "µs a MB", isLessBetter: true },
  { name: "peak memory", unit: "MB", isLessBetter: true },
];

/** Down. */
export const bulkDownload: Comparison = {
  name: "bulk-download",
  what: "1 GiB in messages of 4 MiB from the server, over TLS on loopback",
  usesServer: true,
  measures: MEASURES,
  rounds: 5,
  prepare: (options) => prepare(options, { work: "download", chunks: options.isQuick ? 16 : 256 }),
};

/** Up. */
export const bulkUpload: Comparison = {
  name: "bulk-upload",
  what: "1 GiB in messages of 4 MiB to the server, over TLS on loopback",
  usesServer: true,
  measures: MEASURES,
  rounds: 5,
  prepare: (options) => prepare(options, { work: "upload", chunks: options.isQuick ? 16 : 256 }),
};

/** A small call on the connection of a download. */
export const unaryBesideBulk: Comparison = {
  name: "unary-beside-bulk",
  what: `small calls every few milliseconds, on the connection of a download that its reader takes at ${BESIDE_BYTES_PER_SECOND / 1e6} MB/s`,
  usesServer: true,
  measures: [
    { name: "p50", unit: "ms", isLessBetter: true },
    { name: "p99", unit: "ms", isLessBetter: true },
    { name: "rate", unit: "MB/s" },
  ],
  rounds: 7,
  prepare: (options) =>
    prepare(options, { work: "beside", chunks: options.isQuick ? 12 : 48, bytesPerSecond: BESIDE_BYTES_PER_SECOND }),
};

type Work = Pick<BulkSetup, "work" | "chunks" | "bytesPerSecond">;

async function prepare({ server: kind }: BenchOptions, work: Work): Promise<Contest> {
  const [server, floor] = [await startServer(kind), await startServer("tls")];
  const client = (name: string, file: string, { port, roots } = server, variant = ""): ContenderProcess => ({
    name,
    program: new URL(`../bulk/${file}-client.ts`, import.meta.url),
    setup: { port, roots, variant, chunkBytes: CHUNK_BYTES, ...work } satisfies BulkSetup,
  });
  const { contenders, close } = await startContenders([
    client("@grpc/grpc-js", "grpc-js"),
    client("@grpc/grpc-js, window tuned", "grpc-js", server, "tuned"),
    client("spotwire on node:http2", "spotwire", server, "node"),
    client("spotwire on its own HTTP/2", "spotwire", server, "own"),
    client("spotwire on its own HTTP/2, window tuned", "spotwire", server, "own-tuned"),
    ...(work.work === "beside" ? [] : [client("bare TLS: the floor", "tls", floor)]),
  ]);
  return {
    contenders,
    async close() {
      await close();
      await Promise.all([server.close(), floor.close()]);
    },
  };
}
