/** Which service types there are on the network (RFC 6763 §9): how to find out what a robot calls itself. */
import { type DiscoveryClock, discoveryClock } from "../clock.ts";
import type { MdnsLink } from "./link.ts";

const META_QUERY = "_services._dns-sd._udp.local";
const MAX_TYPES = 1024;

/**
 * Listen for a while to what answers.
 * @param options.waitMs how long, in milliseconds. Default 3000
 * @returns types such as `_spot._tcp.local`, sorted
 */
export async function browseServiceTypes(
  link: MdnsLink,
  options: { readonly waitMs?: number; readonly clock?: DiscoveryClock; readonly signal?: AbortSignal } = {},
): Promise<string[]> {
  const { waitMs = 3000, clock = discoveryClock, signal } = options;
  const types = new Set<string>();
  const unsubscribe = link.subscribe({
    onRecords(records) {
      for (const record of records) {
        const isType = record.type === "PTR" && record.name.toLowerCase() === META_QUERY;
        if (isType && record.ttlSeconds > 0 && types.size < MAX_TYPES) types.add(record.target);
      }
    },
  });
  link.query([{ name: META_QUERY, type: "PTR" }]);
  await new Promise<void>((resolve) => {
    const cancel = clock.after(waitMs, resolve);
    const onAbort = (): void => {
      cancel();
      resolve();
    };
    signal?.addEventListener("abort", onAbort, { once: true });
  });
  unsubscribe();
  return [...types].sort();
}
