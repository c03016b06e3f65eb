/** What a failure tells that a floor has no words of its own for. */
import { SpotError } from "../../errors.ts";
import { RpcError } from "../../grpc/index.ts";
import { ProxyError } from "../../proxy/index.ts";
import { ConnectError, TrustStoreError } from "../../tls/index.ts";
import { PinError } from "../../trust/index.ts";
import { advise } from "./advice.ts";
import type { FloorFinding } from "./finding.ts";
import type { Visit } from "./visit.ts";

/** The finding of a floor that threw. @throws the error itself, if it is none of ours: a bug is not the robot's */
export function findingOf(error: unknown, visit: Visit): FloorFinding {
  if (!(error instanceof SpotError)) throw error;
  const facts = { code: error.code, retryable: error.retryable };
  return { outcome: "fail", seen: error.message, ...explain(error, visit), facts };
}

function explain(error: SpotError, { way }: Visit): { meaning: string; remedy: string } {
  if (error instanceof ProxyError) {
    return {
      meaning: "The proxy gives no tunnel to the robot; the robot itself has not been reached.",
      remedy:
        "Check --proxy, and whether the proxy may connect to the robot's port; docs/errors.md tells the codes apart.",
    };
  }
  if (error instanceof ConnectError && error.phase === "link") {
    return {
      meaning: "What stands between this computer and the robot gives no link; the robot itself has not been reached.",
      remedy: advise(way.way, "no-answer"),
    };
  }
  if (error instanceof ConnectError) {
    return {
      meaning:
        "A moment ago a connection came about, now it does not: the link comes and goes, or somebody limits connections.",
      remedy: `Try again, and watch. ${advise(way.way, "no-answer")}`,
    };
  }
  if (error instanceof PinError) {
    return {
      meaning: "The chain is good, but it is not the key that this robot had before.",
      remedy: "Find out why, before anything else: the message says how to forget the old key once you know.",
    };
  }
  if (error instanceof TrustStoreError) {
    return {
      meaning: "There is nothing to judge the robot's certificates by.",
      remedy: "Give --roots a PEM file: text that begins with -----BEGIN CERTIFICATE-----.",
    };
  }
  if (error instanceof RpcError && error.status === "UNAUTHENTICATED") {
    return {
      meaning: "The robot gave a token a moment ago and does not take it now.",
      remedy: "Try again; if it stays so, look at the robot's clock: a token is valid from its own time on.",
    };
  }
  if (error instanceof RpcError && error.status === "PERMISSION_DENIED") {
    return { meaning: "This user may not do that.", remedy: "Ask the robot's administrator for the permission." };
  }
  return {
    meaning: "The floors below carry, and this one does not answer as it should.",
    remedy: error.retryable
      ? "Try again: the same may succeed later, above all on a robot that has just been switched on."
      : `Look the code ${error.code} up in docs/errors.md.`,
  };
}
