/**
 * The simplest resolver: the caller knows the address. Nothing is looked up; a host name stays a name for the
 * connection to resolve.
 */
import { formatAddress, parseAddress } from "./address.ts";
import type { ResolveOptions, Resolver, RobotEndpoint } from "./resolver.ts";

/**
 * Make a resolver that always gives one address.
 * @param address as {@link parseAddress} takes it: `192.168.80.3`, `spot-7:8443`, `[fd00::3]:443`
 * @throws {DiscoveryError} `ADDRESS_INVALID`, at once and not at the first connection
 * @example
 * ```ts
 * const resolver = fixedAddress("192.168.80.3");
 * ```
 */
export function fixedAddress(address: string): Resolver {
  const endpoint: RobotEndpoint = Object.freeze(parseAddress(address));
  const endpoints = Object.freeze([endpoint]);
  return {
    async resolve({ signal }: ResolveOptions = {}) {
      signal?.throwIfAborted();
      return Promise.resolve(endpoints);
    },
    describe: () => `the robot at ${formatAddress(endpoint)}`,
  };
}
