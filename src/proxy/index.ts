/**
 * Tunnels through HTTP proxies: link makers for `connect({ link })` that reach a robot by a CONNECT request. The proxy
 * sees where the tunnel leads and nothing of what goes through it: TLS to the robot, and the verdict on its
 * certificates, run inside.
 */
export { ProxyError } from "./errors.ts";
export { proxyFromEnvironment } from "./environment.ts";
export { proxyTunnel } from "./tunnel.ts";

export type { ProxyErrorCode, ProxyErrorOptions } from "./errors.ts";
export type { ProxyOptions } from "./proxy-server.ts";
