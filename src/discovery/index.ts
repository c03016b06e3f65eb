/**
 * Finding robots: addresses as people write them, a fixed address, the local network (mDNS), an inventory over HTTPS, or
 * a resolver of your own.
 */
export { DEFAULT_PORT, formatAddress, parseAddress } from "./address.ts";
export { DiscoveryError, type DiscoveryErrorCode } from "./errors.ts";
export { fixedAddress } from "./fixed-address.ts";
export { httpLookup, type HttpLookupOptions } from "./http-lookup.ts";

export type { DiscoveryClock } from "./clock.ts";
export type { ResolveOptions, Resolver, RobotEndpoint } from "./resolver.ts";
