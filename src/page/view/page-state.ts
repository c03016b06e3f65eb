/** What the page shows. */
import type { ConnectionRow, Detail, MessageRef, PageModel } from "../model/page-model.ts";
import type { Store } from "./store.ts";

/** Where the recording comes from. */
export interface Source {
  readonly kind: "none" | "file" | "server";
  readonly name: string;
  /** Of all there is, as far as that is known. */
  readonly totalBytes: number | undefined;
  /** All that was there has been read, and more may come. */
  readonly isLive: boolean;
  /** Why there is nothing, or no more; empty if all is well. */
  readonly problem: string;
}

/** State of the page. Rows are by the numbers and indexes of the model. */
export interface PageState {
  readonly model: PageModel;
  /** Another one whenever there is more of the model. */
  readonly revision: number;
  readonly source: Source;
  /** By its number. */
  readonly connection: number | undefined;
  /** Frames are those of this call alone. */
  readonly call: number | undefined;
  readonly frame: number | undefined;
  /** Shown in place of the frame: a message, whole. */
  readonly message: MessageRef | undefined;
  /** Shown in place of the frame: what was pasted. */
  readonly pasted: Detail | undefined;
  /** The span to show of it, by child indexes from its root. */
  readonly path: readonly number[];
  readonly showsSecrets: boolean;
  /** Go with the end as the recording grows. */
  readonly follows: boolean;
}

/** The store of this page. */
export type PageStore = Store<PageState>;

/** No source yet. */
export const NO_SOURCE: Source = { kind: "none", name: "", totalBytes: undefined, isLive: false, problem: "" };

/** The selected connection, if there is one. */
export function connectionOf({ model, connection }: PageState): ConnectionRow | undefined {
  return connection === undefined ? undefined : model.connections.find(({ number }) => number === connection);
}

/** What is selected when there is a new recording. */
export const NOTHING_SELECTED = {
  connection: undefined,
  call: undefined,
  frame: undefined,
  message: undefined,
  pasted: undefined,
  path: [],
} as const;
