/** Runs cases against one peer, in both directions, each within a time limit of its own. */
import { isDeepStrictEqual } from "node:util";
import type { InteropCase, Repetitions } from "./cases/case.ts";
import { openOurClient } from "./ours/client.ts";
import { startOurServer } from "./ours/server.ts";
import { WireFlags } from "./ours/wire-watch.ts";
import type { ConnectTransport } from "../support/transport.ts";
import type { Peer } from "./peers/peer.ts";
import type { Direction, Outcome, Result } from "./result.ts";
import type { TestService } from "./test-service.ts";
import type { TlsMaterial } from "./tls-material.ts";

/** What every case of a run has in common. */
export interface RunContext {
  readonly service: TestService;
  readonly tls: TlsMaterial;
  /** How our client begins HTTP/2. */
  readonly connectTransport: ConnectTransport;
  readonly repetitions: Repetitions;
  readonly cases: readonly InteropCase[];
  /** Of each case, in milliseconds. */
  readonly timeoutMs: number;
  readonly onResult: (result: Result) => void;
}

/** Our client against the peer's server. */
export async function runOurClient(peer: Peer, context: RunContext): Promise<Result[]> {
  const { service, tls, connectTransport, repetitions, timeoutMs } = context;
  let server;
  try {
    server = await peer.start();
  } catch (error) {
    const reason = `its server does not start: ${textOf(error)}`;
    return collect(peer, "our client → their server", context, async () => failed(0, reason));
  }
  const { port } = server;
  try {
    return await collect(peer, "our client → their server", context, (each) =>
      outcomeOf(peer.serverLacks(each.name), timeoutMs, async () => {
        const flags = new WireFlags();
        const { rootsPem } = tls;
        const client = await openOurClient({ port, rootsPem, service, connectTransport, repetitions, flags });
        try {
          await within(timeoutMs, each.run(client));
        } finally {
          await client.close();
        }
        checkFlags(each, flags);
      }),
    );
  } finally {
    await server.stop();
  }
}

/** The peer's client against our server. */
export async function runTheirClient(peer: Peer, context: RunContext): Promise<Result[]> {
  const server = await startOurServer(context.service, context.tls);
  try {
    return await collect(peer, "their client → our server", context, (each) =>
      outcomeOf(peer.clientLacks(each.name), context.timeoutMs, async () => {
        server.flags.clear();
        await peer.runClient(each.name, server.port, context.timeoutMs);
        checkFlags(each, server.flags);
      }),
    );
  } finally {
    await server.close();
  }
}

async function collect(
  peer: Peer,
  direction: Direction,
  { cases, onResult }: RunContext,
  run: (each: InteropCase) => Promise<Outcome>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const each of cases) {
    const result: Result = { peer: peer.name, direction, case: each.name, outcome: await run(each) };
    results.push(result);
    onResult(result);
  }
  return results;
}

async function outcomeOf(lack: string | undefined, timeoutMs: number, run: () => Promise<void>): Promise<Outcome> {
  if (lack !== undefined) return { status: "not run", reason: lack };
  const start = performance.now();
  const elapsed = (): number => Math.round(performance.now() - start);
  try {
    // A little more than the case itself gets: who ends it by its own limit can say more.
    await within(timeoutMs + 5_000, run());
    return { status: "pass", milliseconds: elapsed() };
  } catch (error) {
    return failed(elapsed(), textOf(error));
  }
}

function failed(milliseconds: number, reason: string): Outcome {
  return { status: "fail", milliseconds, reason };
}

/** Hold what was seen on the wire against what the case wants there. */
function checkFlags({ requestFlags, responseFlags }: InteropCase, seen: WireFlags): void {
  for (const [what, wanted, flags] of [
    ["requests", requestFlags, seen.requests],
    ["responses", responseFlags, seen.responses],
  ] as const) {
    if (wanted === undefined || isDeepStrictEqual(flags, wanted)) continue;
    throw new Error(`compressed flags of ${what} on the wire: ${flags.join(", ")}; not ${wanted.join(", ")}`);
  }
}

async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.cause instanceof Error) return `${text}: ${textOf(error.cause)}`;
  return text.replaceAll(/\s+/g, " ").slice(0, 400);
}
