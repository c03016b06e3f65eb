/** Floor 2: which of this computer's interfaces leads there, and so by which of the four ways the robot is reached. */
import { NoRouteError } from "../../../hosting/index.ts";
import { advise } from "../advice.ts";
import type { FloorFinding } from "../finding.ts";
import type { Visit } from "../visit.ts";

/** Find the route. */
export async function findRoute(visit: Visit): Promise<FloorFinding> {
  const { endpoint, means, options } = visit;
  const [address = endpoint.host] = visit.addresses;
  const tried = `find this computer's way to ${address}`;
  if (options.link !== undefined) {
    return {
      outcome: "skipped",
      tried,
      seen: "through --proxy: the way beyond it is the proxy's",
      facts: wayFacts(visit),
    };
  }
  let localAddress: string;
  try {
    localAddress = await means.localAddressTowards(address);
  } catch (error) {
    if (!(error instanceof NoRouteError)) throw error;
    return {
      outcome: "fail",
      tried,
      seen: "no network interface of this computer leads there",
      meaning: "This computer is not on the robot's network, and has no gateway to it.",
      remedy: advise(visit.way.way, "no-answer"),
      facts: { ...wayFacts(visit), code: error.code },
    };
  }
  const interfaceName = nameOf(localAddress, means.interfaces());
  const isWireless = interfaceName === undefined ? undefined : means.isWireless(interfaceName);
  visit.way = visit.wayTo(address, { interfaceName, isWireless });
  const kind = isWireless === undefined ? "" : isWireless ? ", wireless" : ", wired";
  return {
    outcome: "pass",
    tried,
    seen: `by ${interfaceName ?? "an interface without a name"}${kind}, from ${localAddress}: ${visit.way.description}`,
    facts: { ...wayFacts(visit), localAddress, interface: interfaceName, isWireless },
  };
}

function wayFacts({ way }: Visit): Record<string, unknown> {
  return { way: way.way, wayDescription: way.description };
}

function nameOf(address: string, interfaces: ReturnType<Visit["means"]["interfaces"]>): string | undefined {
  const plain = address.replace(/%.*$/, "");
  return Object.entries(interfaces).find(([, own]) => own?.some((each) => each.address === plain))?.[0];
}
