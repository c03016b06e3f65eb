/** Floor 1: from the host as it was written to IP addresses. */
import { isIP } from "node:net";
import { DiscoveryError } from "../../../discovery/index.ts";
import type { FloorFinding } from "../finding.ts";
import type { Visit } from "../visit.ts";

/** Look the host up. */
export async function lookUpName(visit: Visit): Promise<FloorFinding> {
  const { resolver } = visit.options;
  try {
    const [endpoint] = await resolver.resolve({ signal: visit.signal });
    if (endpoint !== undefined) visit.endpoint = endpoint;
  } catch (error) {
    if (!(error instanceof DiscoveryError)) throw error;
    return {
      outcome: "fail",
      tried: `look for ${resolver.describe()}`,
      seen: error.message,
      meaning: "Nobody says where the robot is.",
      remedy:
        "Give its IP address: 192.168.80.3 at its own access point. `spotwire discover` shows who announces what.",
      facts: { code: error.code, retryable: error.retryable },
    };
  }
  const { host } = visit.endpoint;
  visit.way = visit.wayTo(host);
  const tried = `look up ${host}`;
  if (isIP(host.replace(/%.*$/, "")) !== 0) {
    visit.addresses = [host];
    return { outcome: "pass", tried, seen: `${host} is an IP address`, facts: { addresses: [host] } };
  }
  if (visit.options.link !== undefined) {
    return { outcome: "skipped", tried, seen: "through --proxy, which looks names up itself", facts: {} };
  }
  try {
    visit.addresses = await addressesOf(visit, host);
  } catch (error) {
    const code = String((error as NodeJS.ErrnoException).code);
    const isSilent = code === "EAI_AGAIN";
    return {
      outcome: "fail",
      tried,
      seen: `no address (${code})`,
      meaning: isSilent ? "No name server answers this computer." : "No name server of this computer knows the name.",
      remedy:
        "Check the spelling, or give the robot's IP address: 192.168.80.3 at its own access point. Names are looked up by " +
        "DNS; a name that ends in .local needs mDNS, which `spotwire discover` speaks.",
      facts: { code, retryable: isSilent },
    };
  }
  visit.way = visit.wayTo(visit.addresses[0] ?? host);
  return {
    outcome: "pass",
    tried,
    seen: `${host} is ${visit.addresses.join(", ")}`,
    facts: { addresses: visit.addresses },
  };
}

function addressesOf({ means, signal }: Visit, host: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    means.lookup(host, { all: true }, (error, found) => {
      if (error !== null) reject(error);
      else resolve(typeof found === "string" ? [found] : found.map(({ address }) => address));
    });
  });
}
