/**
 * How long a small urgent call takes beside a bulk download: alone, on the same connection, and on one of its own. The
 * server is another process, over TLS on a loopback link of limited rate; rounds are taken in turn, and the medians of all rounds are shown.
 *
 *     npm run bench:urgent [-- --rounds 7] [-- --link MIB_PER_SECOND] [-- --json]
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { connectNodeTransport, GrpcChannel } from "../src/grpc/index.ts";
import { GrpcServer, listenNode } from "../src/grpc/server/index.ts";
import { DataAcquisitionStoreService } from "../src/messages/bosdyn/api/data_acquisition_store_service.ts";
import { RobotIdService } from "../src/messages/bosdyn/api/robot_id_service.ts";
import { connectTls, TrustStore } from "../src/tls/index.ts";
import { mintAuthority } from "../src/tls/mint.ts";
import { slowLink } from "./slow-link.ts";

const AUTHORITY = "id.spot.robot";
const CHUNK_BYTES = 256 * 1024;
const CALLS_PER_ROUND = 30;

if (process.argv[2] === "serve") await serve();
else await compare();

/** The server's process: an endless download, and a small call. */
async function serve(): Promise<void> {
  const authority = await mintAuthority({ commonName: "Bench Root" });
  const { certificatePem, privateKeyPem } = await authority.issue({ commonName: "*.spot.robot" });
  const data = new Uint8Array(CHUNK_BYTES);
  const server = new GrpcServer()
    .handle(RobotIdService.getRobotId, () => ({ robotId: { serialNumber: "bench" } }))
    .handle(DataAcquisitionStoreService.queryStoredCaptures, async function* () {
      for (;;) yield await Promise.resolve({ totalSize: 2n ** 40n, data });
    });
  const listener = await listenNode(server.accept, { credentials: { certificatePem, privateKeyPem } });
  const mibPerSecond = Number(process.argv[3]);
  const port = mibPerSecond === 0 ? listener.port : await slowLink(listener.port, mibPerSecond * 1024 * 1024);
  process.send?.({ port, roots: authority.certificatePem });
}

async function compare(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "7" },
      // MiB/s of the link; 0 is loopback as it is.
      link: { type: "string", default: "4" },
      json: { type: "boolean", default: false },
    },
  });
  const child = fork(fileURLToPath(import.meta.url), ["serve", values.link], { execArgv: process.execArgv });
  const [{ port, roots }] = (await once(child, "message")) as [{ port: number; roots: string }];
  const trustStore = TrustStore.fromPem(roots);
  const open = (): GrpcChannel =>
    new GrpcChannel({
      authority: AUTHORITY,
      address: `127.0.0.1:${port}`,
      async connect({ signal }) {
        const { socket, address } = await connectTls({
          host: "127.0.0.1",
          port,
          serverName: AUTHORITY,
          trustStore,
          signal,
        });
        return connectNodeTransport({ link: socket, address, origin: `https://${AUTHORITY}`, signal });
      },
    });
  const [shared, own] = [open(), open()];
  const rows = new Map<string, Round[]>();
  const note = (name: string, round: Round): void => void rows.set(name, [...(rows.get(name) ?? []), round]);
  try {
    await measure(shared, CALLS_PER_ROUND); // warm-up
    for (let round = 0; round < Number(values.rounds); round++) {
      process.stderr.write(`round ${round + 1} of ${values.rounds}\n`);
      note("no download", await measure(shared, CALLS_PER_ROUND));
      note("download on the same connection", await beside(shared, shared));
      note("download on a connection of its own", await beside(own, shared));
    }
  } finally {
    await Promise.all([shared.close(), own.close()]);
    child.kill();
  }
  const table = [...rows].map(([name, rounds]) => ({
    "urgent call beside": name,
    "p50 ms": median(rounds.map(({ latencies }) => quantile(latencies, 0.5))),
    "p99 ms": median(rounds.map(({ latencies }) => quantile(latencies, 0.99))),
    "download MiB/s": median(rounds.map(({ mibPerSecond }) => mibPerSecond)),
  }));
  const lines = table.map((row) =>
    Object.entries(row)
      .map(([name, value]) => `${name}: ${value}`)
      .join(" · "),
  );
  process.stdout.write(`${values.json ? JSON.stringify(table) : lines.join("\n")}\n`);
}

interface Round {
  readonly latencies: readonly number[];
  readonly mibPerSecond: number;
}

async function beside(bulk: GrpcChannel, urgent: GrpcChannel): Promise<Round> {
  let bytes = 0;
  const options = { timeoutMs: Infinity, maxReceiveMessageBytes: 2 * CHUNK_BYTES };
  const download = bulk.serverStreaming(DataAcquisitionStoreService.queryStoredCaptures, {}, options);
  await download.next();
  const over = new AbortController();
  const drain = (async () => {
    while (!over.signal.aborted) bytes += (await download.next()).value?.data.length ?? 0;
    await download.return();
  })();
  const begun = performance.now();
  const { latencies } = await measure(urgent, CALLS_PER_ROUND);
  const seconds = (performance.now() - begun) / 1000;
  over.abort();
  await drain;
  return { latencies, mibPerSecond: bytes / 2 ** 20 / seconds };
}

async function measure(channel: GrpcChannel, calls: number): Promise<Round> {
  const latencies: number[] = [];
  for (let n = 0; n < calls; n++) {
    const begun = performance.now();
    const { robotId } = await channel.unary(RobotIdService.getRobotId, {});
    latencies.push(performance.now() - begun);
    if (robotId?.serialNumber !== "bench") throw new Error("the answer is not the one that was sent");
  }
  return { latencies, mibPerSecond: 0 };
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  return Math.round(quantile(values, 0.5) * 1000) / 1000;
}
