/** What the doctor has to say about one floor of the stack. */

/** The floors, lowest first: each stands on those before it. */
export const FLOOR_NAMES = [
  "name lookup",
  "route",
  "TCP",
  "TLS",
  "chain",
  "HTTP/2",
  "robot id",
  "login",
  "directory",
  "clock",
  "round trips",
  "download",
  "authorities",
  "versions",
] as const;

/** One floor. */
export type FloorName = (typeof FLOOR_NAMES)[number];

/**
 * `pass`: as it should be. `warn`: it works, and somebody should look at it. `fail`: nothing above it can work.
 * `skipped`: not looked at, `seen` says why.
 */
export type Outcome = "pass" | "warn" | "fail" | "skipped";

/** What a floor was found to be. Holds no password, token or key: people pass it on. */
export interface Finding {
  readonly floor: FloorName;
  readonly outcome: Outcome;
  /** What the doctor did. */
  readonly tried: string;
  /** What came of it, facts alone. */
  readonly seen: string;
  /** What that tells; absent where there is nothing to tell. */
  readonly meaning?: string;
  /** What a person can do about it. */
  readonly remedy?: string;
  /** The numbers behind `seen`, for programs. Values that JSON can say. */
  readonly facts: Readonly<Record<string, unknown>>;
}

/** A finding before the walker has said which floor it is of. */
export type FloorFinding = Omit<Finding, "floor" | "tried"> & { readonly tried?: string };
