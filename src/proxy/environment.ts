/** The proxy that the environment names, as curl and most programs read it. */
import type { LinkMaker } from "../tls/link.ts";
import { noProxyRule } from "./no-proxy.ts";
import type { ProxyOptions } from "./proxy-server.ts";
import { proxyTunnel } from "./tunnel.ts";

/**
 * Make a link maker of `https_proxy` or `all_proxy`, in lower or upper case, the lower case first as curl has it.
 * Hosts that `no_proxy` names are reached by TCP: names with their subdomains (with a leading dot, subdomains alone), IP
 * addresses, CIDR ranges, each with or without a `:port`, and `*` for all. `http_proxy` is not read: a robot is reached
 * over TLS.
 * @param env default `process.env`
 * @param options more for the proxy: trust anchors, time budget
 * @returns `undefined` where the environment names no proxy
 * @throws {ProxyError} `PROXY_URL_INVALID`: it names one that is no http:// or https:// URL
 */
export function proxyFromEnvironment(
  env: Readonly<Record<string, string | undefined>> = process.env,
  options: ProxyOptions = {},
): LinkMaker | undefined {
  const url = variable(env, "https_proxy") ?? variable(env, "all_proxy");
  if (url === undefined) return undefined;
  const tunnel = proxyTunnel(url, options);
  const isExcepted = noProxyRule(variable(env, "no_proxy") ?? "");
  return async (target, linkOptions) => (isExcepted(target) ? undefined : tunnel(target, linkOptions));
}

function variable(env: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  return [env[name], env[name.toUpperCase()]].map((value) => value?.trim()).find((value) => value);
}
