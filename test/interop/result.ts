/** What came of one case. */

/** Who calls whom. */
export type Direction = "our client → their server" | "their client → our server";

/** How it went. Nothing that was not run has passed. */
export type Outcome =
  | { readonly status: "pass"; readonly milliseconds: number }
  | { readonly status: "fail"; readonly milliseconds: number; readonly reason: string }
  | { readonly status: "not run"; readonly reason: string };

/** One cell of the table. */
export interface Result {
  readonly peer: string;
  readonly direction: Direction;
  readonly case: string;
  readonly outcome: Outcome;
}
