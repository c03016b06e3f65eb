/** A walk that somebody waits for. */
import type { Posture, Walk } from "../parts.ts";
import type { Drive } from "./drive.ts";

/** The body that walks. */
export interface Walker {
  readonly posture: Posture;
  readonly order: number;
  uptimeOf(nanos: bigint): number;
}

/** Says what becomes of a drive that has just been ordered. */
export class DriveWalk implements Walk {
  readonly #walker: Walker;
  readonly #drive: Drive;
  readonly #order: number;

  constructor(walker: Walker, drive: Drive) {
    this.#walker = walker;
    this.#drive = drive;
    this.#order = walker.order;
  }

  get status(): Walk["status"] {
    if (this.#drive.progress === "arrived") return "arrived";
    if (this.#drive.isOver) return "timed-out";
    const { order, posture } = this.#walker;
    if (posture === "fallen") return "failed";
    if (order !== this.#order) return "overridden";
    return posture === "sitting" || posture === "sitting-down" ? "failed" : "walking";
  }

  extend(endTime: bigint): void {
    this.#drive.endMs = this.#walker.uptimeOf(endTime);
  }
}
