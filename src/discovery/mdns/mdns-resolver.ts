/** Finds one robot on the local network by its name: browse, wait until it answers, take its addresses. */
import { type DiscoveryClock, discoveryClock } from "../clock.ts";
import { DiscoveryError } from "../errors.ts";
import type { Resolver, RobotEndpoint } from "../resolver.ts";
import type { MdnsLink } from "./link.ts";
import { type MulticastLinkOptions, openMulticastLink } from "./multicast-link.ts";
import { ServiceBrowser, type ServiceInstance } from "./service-browser.ts";

/**
 * The service type looked for unless another is given. What a robot announces is not published: browse all types
 * (`spotwire discover --types`) to see what yours does.
 */
export const DEFAULT_SERVICE_TYPE = "_spot._tcp.local";

/** How to look. */
export interface MdnsResolverOptions extends MulticastLinkOptions {
  /** Default {@link DEFAULT_SERVICE_TYPE}. */
  readonly serviceType?: string;
  /** How long to wait for an answer, in milliseconds. Default 3000. */
  readonly timeoutMs?: number;
  /** Makes the link. Default: the network's own. */
  readonly open?: () => Promise<MdnsLink>;
  readonly clock?: DiscoveryClock;
}

/**
 * Make a resolver for the robot of this name on the local network; the part of the name before the first dot is enough.
 * It is looked for anew at each connection, so that a robot with a new address is found.
 * @example
 * ```ts
 * import { connect } from "spotwire";
 * import { mdnsResolver } from "spotwire/discovery/mdns";
 *
 * await using robot = await connect(mdnsResolver("spot-7"), { roots: "-----BEGIN CERTIFICATE-----…" });
 * ```
 */
export function mdnsResolver(name: string, options: MdnsResolverOptions = {}): Resolver {
  const { serviceType = DEFAULT_SERVICE_TYPE, timeoutMs = 3000, clock = discoveryClock } = options;
  const open = options.open ?? ((): Promise<MdnsLink> => openMulticastLink(options));
  return {
    describe: () => `the robot ${name} on the local network`,
    async resolve({ signal } = {}) {
      signal?.throwIfAborted();
      const link = await open();
      try {
        const search = { link, name, serviceType, timeoutMs, clock };
        return endpointsOf(await find(search, signal));
      } finally {
        await link.close();
      }
    },
  };
}

interface Search {
  readonly link: MdnsLink;
  readonly name: string;
  readonly serviceType: string;
  readonly timeoutMs: number;
  readonly clock: DiscoveryClock;
}

function find({ link, name, serviceType, timeoutMs, clock }: Search, signal?: AbortSignal): Promise<ServiceInstance> {
  return new Promise((resolve, reject) => {
    const others = new Set<string>();
    const settle = (action: () => void): void => {
      browser.close();
      cancel();
      signal?.removeEventListener("abort", onAbort);
      action();
    };
    const consider = (instance: ServiceInstance): void => {
      if (!isNamed(instance, name)) others.add(instance.name);
      else if (instance.addresses.length > 0) settle(() => resolve(instance));
    };
    const onAbort = (): void => settle(() => reject(signal?.reason as Error));
    const browser = new ServiceBrowser(
      { link, serviceType, clock },
      { onUp: consider, onChanged: consider, onDown: () => undefined },
    );
    const cancel = clock.after(timeoutMs, () => settle(() => reject(notFound(name, serviceType, timeoutMs, others))));
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

function isNamed({ name, host }: ServiceInstance, wanted: string): boolean {
  const known = [name, host, host.replace(/\.local$/i, "")].map((each) => each.toLowerCase());
  return known.includes(wanted.toLowerCase());
}

function endpointsOf({ addresses, port }: ServiceInstance): RobotEndpoint[] {
  return addresses.map((host) => ({ host, port }));
}

function notFound(name: string, type: string, timeoutMs: number, others: ReadonlySet<string>): DiscoveryError {
  const heard =
    others.size === 0
      ? "nobody answered: is this computer on the robot's network, and does the network carry multicast?"
      : `others answered: ${[...others].slice(0, 5).join(", ")}`;
  const detail = `cannot find the robot ${name} on the local network (${type}) within ${timeoutMs} ms; ${heard}`;
  return new DiscoveryError("DISCOVERY_NOT_FOUND", detail);
}
