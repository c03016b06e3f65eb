/** Floor 3: a TCP connection; refused, unreachable and unanswered are told apart, because each has another remedy. */
import { once } from "node:events";
import { formatAddress } from "../../../discovery/index.ts";
import { advise } from "../advice.ts";
import { Deadline } from "../deadline.ts";
import type { FloorFinding } from "../finding.ts";
import { openLink } from "../open-link.ts";
import { rounded } from "../statistics.ts";
import type { Visit } from "../visit.ts";

type Result = "open" | "refused" | "unreachable" | "no-answer" | "cut" | "other";

interface Attempt {
  readonly address: string;
  readonly result: Result;
  readonly durationMs: number;
  /** The system's own name for it. */
  readonly code?: string;
}

const RESULTS: Readonly<Record<string, Result>> = {
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EHOSTDOWN: "unreachable",
  ENETDOWN: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  ETIMEDOUT: "no-answer",
  ECONNRESET: "cut",
};

/** Connect to each address in turn until one answers. */
export async function connectTcp(visit: Visit): Promise<FloorFinding> {
  if (visit.options.link !== undefined) return openTunnel(visit);
  const { port } = visit.endpoint;
  const tried = `connect to ${visit.addresses.map((host) => formatAddress({ host, port })).join(", then ")}`;
  const attempts: Attempt[] = [];
  for (const address of visit.addresses) {
    const attempt = await connectOnce(visit, address);
    attempts.push(attempt);
    if (attempt.result !== "open") continue;
    visit.addresses = [address, ...visit.addresses.filter((other) => other !== address)];
    return opened(tried, attempts, attempt);
  }
  const last = attempts.at(-1)?.result ?? "other";
  const seen = attempts.map((attempt) => `${attempt.address}: ${describe(attempt)}`).join("; ");
  return { outcome: "fail", tried, seen, ...diagnosis(last, visit), facts: { result: last, attempts } };
}

function opened(tried: string, attempts: readonly Attempt[], open: Attempt): FloorFinding {
  const facts = { result: "open", attempts };
  if (attempts.length === 1) return { outcome: "pass", tried, seen: describe(open), facts };
  return {
    outcome: "warn",
    tried,
    seen: attempts.map((attempt) => `${attempt.address}: ${describe(attempt)}`).join("; "),
    meaning: "The name leads to addresses that do not answer, and each new connection may wait for them first.",
    remedy: `Correct the name's entry, or give ${open.address} in place of the name.`,
    facts,
  };
}

async function openTunnel(visit: Visit): Promise<FloorFinding> {
  const began = performance.now();
  (await openLink(visit)).on("error", () => undefined).destroy();
  const durationMs = rounded(performance.now() - began);
  return {
    outcome: "pass",
    tried: `open a tunnel to ${formatAddress(visit.endpoint)}`,
    seen: `open after ${durationMs} ms`,
    facts: { result: "open", isProxied: true, durationMs },
  };
}

async function connectOnce({ means, endpoint, options, signal }: Visit, address: string): Promise<Attempt> {
  using deadline = new Deadline(signal, options.timeoutMs);
  const began = performance.now();
  const socket = means.openTcp(address, endpoint.port);
  const ended = (): number => rounded(performance.now() - began);
  try {
    await once(socket, "connect", { signal: deadline.signal });
    return { address, result: "open", durationMs: ended() };
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.signal.aborted) return { address, result: "no-answer", durationMs: ended() };
    const code = String((error as NodeJS.ErrnoException).code);
    return { address, result: RESULTS[code] ?? "other", durationMs: ended(), code };
  } finally {
    socket.on("error", () => undefined).destroy();
  }
}

function describe({ result, durationMs, code }: Attempt): string {
  const after = `${durationMs.toFixed(0)} ms`;
  switch (result) {
    case "open":
      return `open after ${durationMs.toFixed(1)} ms`;
    case "refused":
      return `refused after ${after}`;
    case "unreachable":
      return `unreachable (${code ?? "?"}) after ${after}`;
    case "no-answer":
      return `no answer within ${after}`;
    case "cut":
      return `cut off after ${after}`;
    case "other":
      return `failed (${code ?? "?"}) after ${after}`;
  }
}

function diagnosis(result: Result, { way, endpoint }: Visit): { meaning: string; remedy: string } {
  switch (result) {
    case "refused":
      return {
        meaning: `A computer is there and says that nothing listens on port ${endpoint.port}.`,
        remedy:
          "Is it the robot's address, and the right port (Spot listens on 443)? A robot that has just been switched on " +
          "takes some minutes. A firewall that rejects looks the same.",
      };
    case "unreachable":
      return {
        meaning:
          "A router, or this computer itself, knows no way to the address, or nobody in its network answers to it.",
        remedy: advise(way.way, "no-answer"),
      };
    case "no-answer":
      return {
        meaning:
          "The packets vanish: the robot is off or elsewhere, or a firewall drops them silently (filtered), to it or back.",
        remedy: `${advise(way.way, "no-answer")} A firewall must let TCP to port ${endpoint.port} through.`,
      };
    case "cut":
    case "open":
    case "other":
      return {
        meaning: "Something in between, or the computer at the address, does not let the connection be.",
        remedy: `Look for a firewall or proxy on the way. ${advise(way.way, "no-answer")}`,
      };
  }
}
