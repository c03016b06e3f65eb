/** All senses of one robot, in the room that it is in. */
import type { HostedService } from "../hosted-service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { Locomotion } from "../parts.ts";
import { imageService } from "../services/image.ts";
import { localGridService } from "../services/local-grid.ts";
import { rayCastService } from "../services/ray-cast.ts";
import { worldObjectService } from "../services/world-object.ts";
import type { Timeline } from "../timeline.ts";
import { Scene } from "../world/scene.ts";
import { Shutter } from "./capture.ts";
import { ClientObjects } from "./client-objects.ts";
import { Imager } from "./imager.ts";
import { LocalGrids } from "./local-grids.ts";
import { SeenObjects } from "./seen-objects.ts";

/** What the senses need of a robot. */
export interface SensingParts {
  readonly clock: SimClock;
  readonly timeline: Pick<Timeline, "add">;
  readonly locomotion: Pick<Locomotion, "body">;
}

/** The senses. */
export class Senses {
  readonly scene: Scene;
  readonly shutter: Shutter;
  readonly imager: Imager = new Imager();
  readonly grids: LocalGrids;
  readonly seen: SeenObjects;
  readonly made: ClientObjects;

  /** @param scene the room; default: the simulator's own */
  constructor({ clock, timeline, locomotion }: SensingParts, scene: Scene = new Scene()) {
    this.scene = scene;
    this.shutter = new Shutter(clock, locomotion, scene);
    this.grids = new LocalGrids(scene);
    this.seen = new SeenObjects(this.shutter, scene);
    this.made = new ClientObjects(this.seen.ownIds + 1, (id) => this.seen.isOwn(id));
    timeline.add(this.seen);
  }
}

/** The services of the senses: images, local grids, world objects, ray casts. */
export function perceptionServices({ clock }: Pick<SensingParts, "clock">, senses: Senses): readonly HostedService[] {
  return [
    imageService(clock, senses.shutter, senses.imager),
    localGridService(clock, senses.shutter, senses.grids),
    worldObjectService(clock, senses.seen, senses.made),
    rayCastService(clock, senses.shutter),
  ];
}
