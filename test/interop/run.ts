/**
 * `npm run test:interop`: gRPC's interoperability cases between spotwire and other implementations, each as client and as
 * server, over TLS. The exit code is 1 if a case failed, 2 if the run itself did.
 */
import { parseArgs } from "node:util";
import { CASES, caseNamed } from "./cases/index.ts";
import type { Repetitions } from "./cases/case.ts";
import { GrpcJsPeer } from "./peers/grpc-js.ts";
import type { Peer } from "./peers/peer.ts";
import { PythonPeer } from "./peers/python.ts";
import { RubyPeer } from "./peers/ruby.ts";
import type { Direction, Result } from "./result.ts";
import { type RunContext, runOurClient, runTheirClient } from "./run-cases.ts";
import { counts, type PeerReport, reportJson, tableText } from "./table.ts";
import { transportNamed } from "../support/transport.ts";
import { ourTestService } from "./test-service.ts";
import { mintTlsMaterial } from "./tls-material.ts";

const HELP = `Usage: npm run test:interop -- [options]

Run gRPC's interoperability cases: our client against their servers, their clients against our server.

  --peer NAME          grpc-js, python or ruby; may be given more than once (default: all)
  --case NAME          one case; may be given more than once (default: all)
  --transport NAME     HTTP/2 of our client: node or own (default: node)
  --list               print the names of the cases
  --install            as root on Debian, install a peer's packages where they are missing
  --json               print the results as JSON
  --timeout SECONDS    limit of each case (default: 60)
  --rpc-soak N         calls of rpc_soak (default: 100)
  --channel-soak N     calls of channel_soak, each with its own channel (default: 25)
  --concurrent N       calls of concurrent_large_unary (default: 100)
  --help               show this text

A peer that is not installed, or lacks a case, is "not run", with the reason.
Exit codes: 0 no case failed, 1 a case failed, 2 the run failed.
`;

const PEERS: readonly Peer[] = [new GrpcJsPeer(), new PythonPeer(), new RubyPeer()];
const DIRECTIONS: readonly Direction[] = ["our client → their server", "their client → our server"];

function readOptions() {
  const { values } = parseArgs({
    options: {
      peer: { type: "string", multiple: true },
      case: { type: "string", multiple: true },
      transport: { type: "string", default: "node" },
      list: { type: "boolean", default: false },
      install: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      timeout: { type: "string", default: "60" },
      "rpc-soak": { type: "string", default: "100" },
      "channel-soak": { type: "string", default: "25" },
      concurrent: { type: "string", default: "100" },
      help: { type: "boolean", default: false },
    },
  });
  return values;
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options.help || options.list) {
    process.stdout.write(options.help ? HELP : CASES.map(({ name }) => `${name}\n`).join(""));
    return 0;
  }
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const repetitions: Repetitions = {
    rpcSoak: positive("rpc-soak", options["rpc-soak"]),
    channelSoak: positive("channel-soak", options["channel-soak"]),
    concurrent: positive("concurrent", options.concurrent),
  };
  const peers = options.peer?.map(peerNamed) ?? PEERS;
  using tls = await mintTlsMaterial();
  const context: RunContext = {
    service: await ourTestService(),
    tls,
    connectTransport: transportNamed(options.transport),
    repetitions,
    cases: options.case?.map(caseNamed) ?? CASES,
    timeoutMs: positive("timeout", options.timeout) * 1000,
    onResult: ({ peer, direction, case: name, outcome }) => log(`${peer}, ${direction}: ${name}: ${outcome.status}`),
  };
  const found: PeerReport[] = [];
  const results: Result[] = [];
  for (const peer of peers) {
    const availability = await peer.prepare({ tls, repetitions, mayInstall: options.install, log });
    if (availability.isThere) {
      found.push({ name: peer.name, version: availability.version, missing: undefined });
      results.push(...(await runOurClient(peer, context)), ...(await runTheirClient(peer, context)));
    } else {
      found.push({ name: peer.name, version: undefined, missing: availability.reason });
      results.push(...notRun(peer, availability.reason, context));
    }
  }
  const report = { peers: found, results };
  process.stdout.write(options.json ? reportJson(report) : tableText(report));
  return counts(results).fail === 0 ? 0 : 1;
}

function notRun(peer: Peer, reason: string, { cases }: RunContext): Result[] {
  return DIRECTIONS.flatMap((direction) =>
    cases.map(({ name }): Result => ({
      peer: peer.name,
      direction,
      case: name,
      outcome: { status: "not run", reason },
    })),
  );
}

function peerNamed(name: string): Peer {
  const found = PEERS.find((each) => each.name === name);
  if (found === undefined)
    throw new RangeError(`there is no peer ${name}: ${PEERS.map((each) => each.name).join(", ")}`);
  return found;
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    throw new RangeError(`--${option} is not a whole number above 0: ${text}`);
  return number;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
