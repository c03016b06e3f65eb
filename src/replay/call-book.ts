/** The calls of a recording, looked up by what a client asks. */
import { nearestNames } from "../reflect/index.ts";
import type { RecordedCall } from "./recorded-call.ts";
import { differences, type RequestView, type RequestViews } from "./request-view.ts";

/** A recorded call that may be the one that is asked for. */
export interface Candidate {
  readonly call: RecordedCall;
  /** Its requests, as they are compared. */
  readonly views: readonly RequestView[];
  /** How often it has been answered with. */
  uses: number;
}

/** All calls of a recording, by path. */
export class CallBook {
  readonly #byPath = new Map<string, Candidate[]>();
  readonly #views: RequestViews;

  constructor(calls: readonly RecordedCall[], views: RequestViews) {
    this.#views = views;
    for (const call of calls) {
      const candidate = { call, views: call.requests.map(({ bytes }) => views.view(call.path, bytes)), uses: 0 };
      const others = this.#byPath.get(call.path);
      if (others === undefined) this.#byPath.set(call.path, [candidate]);
      else others.push(candidate);
    }
  }

  /** Every recorded call of a method, oldest first. */
  of(path: string): readonly Candidate[] {
    return this.#byPath.get(path) ?? [];
  }

  /** Recorded methods whose names are near. */
  nearestPaths(path: string): readonly string[] {
    return nearestNames(path, [...this.#byPath.keys()]);
  }

  /** Calls that nobody has asked for yet. */
  get unused(): number {
    return [...this.#byPath.values()].flat().filter(({ uses }) => uses === 0).length;
  }

  /** View a request as those of the recording are viewed. */
  view(path: string, bytes: Uint8Array): RequestView {
    return this.#views.view(path, bytes);
  }
}

/** Of calls that are the same so far: the oldest that was not answered with yet, or the last again. */
export function choose(candidates: readonly Candidate[]): Candidate | undefined {
  return candidates.find(({ uses }) => uses === 0) ?? candidates.at(-1);
}

/**
 * The recorded call that is nearest to a request, and in what they differ.
 * @param index which request of its call it is, from 0
 */
export function nearest(
  candidates: readonly Candidate[],
  index: number,
  asked: RequestView,
): { readonly candidate: Candidate; readonly differences: readonly string[] } | undefined {
  return candidates
    .map((candidate) => ({ candidate, differences: differences(candidate.views[index], asked) }))
    .sort((a, b) => a.differences.length - b.differences.length)[0];
}

/** Whether two requests are the same, as far as they count. */
export function isSame(recorded: RequestView | undefined, asked: RequestView): boolean {
  return recorded !== undefined && differences(recorded, asked).length === 0;
}
