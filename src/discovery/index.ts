/**
 * Finding robots. For now: addresses, and a resolver for one fixed address.
 */
export { DEFAULT_PORT, formatAddress, parseAddress } from "./address.ts";
export { DiscoveryError } from "./errors.ts";
export { fixedAddress } from "./fixed-address.ts";

export type { ResolveOptions, Resolver, RobotEndpoint } from "./resolver.ts";
