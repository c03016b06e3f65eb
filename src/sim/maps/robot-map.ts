/** The map of one robot, and everything that works with it. */
import type { SimClock } from "../clock/sim-clock.ts";
import type { LeaseInit } from "../../messages/bosdyn/api/lease.ts";
import type { LeaseJudge, Locomotion, Motors } from "../parts.ts";
import type { Senses } from "../perception/senses.ts";
import type { Timeline } from "../timeline.ts";
import { Localizer } from "./localizer.ts";
import { MapStore } from "./map-store.ts";
import { Navigator } from "./navigator.ts";
import { Recorder } from "./recorder.ts";

/** What maps need of a robot. */
export interface MappingParts {
  readonly clock: SimClock;
  readonly timeline: Pick<Timeline, "add">;
  readonly leases: LeaseJudge;
  readonly locomotion: Locomotion;
  /** Whether its motors are on. Default: they are, whenever it stands. */
  readonly motors?: Pick<Motors, "isOn">;
  /** Whether a clock identifier is one that time sync gave out. Default: every one that is not empty. */
  readonly knowsClock?: (clockIdentifier: string) => boolean;
  /** Whether a lease that was good is still held: nobody has taken its resource since. Default: it is. */
  readonly holdsLease?: (lease: LeaseInit) => boolean;
  /** Whether a service of that name is in the directory. Default: none that an area callback could name. */
  readonly hasService?: (name: string) => boolean;
  readonly senses: Senses;
  /** As many bytes as the snapshots of waypoints, and those of edges, may take. Default: 256 MiB each. */
  readonly maxSnapshotBytes?: number;
}

/** The map, with who localises, records and navigates in it. */
export class RobotMap {
  readonly parts: MappingParts;
  readonly store: MapStore;
  readonly localizer: Localizer;
  readonly recorder: Recorder;
  readonly navigator: Navigator;

  constructor(parts: MappingParts) {
    const { clock, locomotion, senses, timeline } = parts;
    this.parts = parts;
    this.store = new MapStore(parts.maxSnapshotBytes);
    this.localizer = new Localizer(this.store);
    this.navigator = new Navigator({ locomotion, localizer: this.localizer, holdsLease: parts.holdsLease });
    this.recorder = new Recorder({
      map: this.store,
      localizer: this.localizer,
      senses,
      uptimeMs: () => clock.uptimeMs(),
    });
    timeline.add(this.recorder);
    timeline.add(this.navigator);
  }

  /** Whether the robot can walk now. */
  get canWalk(): boolean {
    const { posture } = this.parts.locomotion;
    return (posture === "standing" || posture === "walking") && this.parts.motors?.isOn !== false;
  }

  /** Erase graph, anchoring and localisation. Snapshots stay: an upload of the same map need not bring them again. */
  clear(): void {
    this.navigator.loseRoute();
    this.localizer.forget();
    this.store.clear();
  }
}
