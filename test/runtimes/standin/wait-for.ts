/** Looks again and again until what is to be true is. */

// Before a test puts a clock of its own in their place.
const { setTimeout, performance } = globalThis;

/** How long to look, and how often, in milliseconds. */
export interface Patience {
  /** Default 1000. */
  readonly timeout?: number;
  /** Default 50. */
  readonly interval?: number;
}

/** Wait until a look throws nothing. @throws what the last look threw */
export async function waitFor<T>(
  look: () => T | Promise<T>,
  { timeout = 1000, interval = 50 }: Patience = {},
): Promise<T> {
  const end = performance.now() + timeout;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
  }
}
