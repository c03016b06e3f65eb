/** Newer RPCs with an older one to fall back on: whether a robot has the newer shows only when it is called. */
import { UnimplementedError } from "./errors/rpc-errors.ts";

/**
 * Call the newer RPC; if the robot has none of that name, the older one.
 * @throws what the newer throws, unless it is `UnimplementedError`; then what the older throws
 */
export async function orIfUnimplemented<T>(newer: () => Promise<T>, older: () => Promise<T>): Promise<T> {
  try {
    return await newer();
  } catch (error) {
    if (error instanceof UnimplementedError) return older();
    throw error;
  }
}
