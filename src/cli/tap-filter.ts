/** Which of a tap's calls a person wants to see. */
import type { InspectedCall } from "../inspect/index.ts";

/** What the options hold. */
export interface TapFilterOptions {
  readonly service?: string;
  readonly method?: string;
  readonly errors?: boolean;
}

/** A call's path in parts; both empty where it is none. */
export function pathParts(path: string | undefined): { readonly service: string; readonly method: string } {
  const [, service = "", method = ""] = /^\/([^/]+)\/([^/]+)$/.exec(path ?? "") ?? [];
  return { service, method };
}

/** Whether a call is of the service and the method that were asked for: names whole or their last part, in any case. */
export function isWanted({ path }: Pick<InspectedCall, "path">, { service, method }: TapFilterOptions): boolean {
  const parts = pathParts(path);
  const names = [parts.service, parts.service.slice(parts.service.lastIndexOf(".") + 1)];
  return isOneOf(service, names) && isOneOf(method, [parts.method]);
}

/** HTTP/2's CANCEL (RFC 9113 §7): a client that has what it wanted leaves a stream so. */
const CANCEL = 8;

/** Whether a call that is over failed: a status other than OK, or none, unless its client left it. */
export function hasFailed({ status, reset }: Pick<InspectedCall, "status" | "reset">): boolean {
  if (status !== undefined) return status !== 0;
  return !(reset?.side === "client" && reset.code === CANCEL);
}

function isOneOf(wanted: string | undefined, names: readonly string[]): boolean {
  return wanted === undefined || names.some((name) => name.toLowerCase() === wanted.toLowerCase());
}
