/** Walks routes through the map, waypoint by waypoint. */
import {
  NavigationFeedbackResponse_Status as Status,
  NavigationFeedbackResponse_StuckReason as StuckReason,
} from "../../messages/bosdyn/api/graph_nav/graph_nav.ts";
import type { LeaseInit } from "../../messages/bosdyn/api/lease.ts";
import { composePoses, inversePose, type Pose } from "../body/vector.ts";
import type { Locomotion } from "../parts.ts";
import type { TimedPart } from "../timeline.ts";
import { edgeKey } from "./graph-check.ts";
import type { Localizer } from "./localizer.ts";
import { groundDistance, onGround } from "./map-poses.ts";
import { type NavigationCommand, type NavigationGoal, newCommand } from "./navigation-command.ts";
import { findRoute } from "./routes.ts";

/** Commands that feedback is still given of. */
const REMEMBERED = 16;

/** What the navigator needs. */
export interface NavigatorParts {
  readonly locomotion: Locomotion;
  readonly localizer: Localizer;
  /** Whether a lease is still held by whoever it was given to. Default: it is. */
  readonly holdsLease?: ((lease: LeaseInit) => boolean) | undefined;
}

/** Goes where it is told. */
export class Navigator implements TimedPart {
  readonly #parts: NavigatorParts;
  readonly #commands = new Map<number, NavigationCommand>();
  #active: NavigationCommand | undefined;
  #lastId = 0;

  constructor(parts: NavigatorParts) {
    this.#parts = parts;
  }

  /** Whether it is on its way. */
  get isNavigating(): boolean {
    return this.#active !== undefined;
  }

  /** The command of an id; of 0 the latest. */
  command(id: number): NavigationCommand | undefined {
    return this.#commands.get(id === 0 ? this.#lastId : id);
  }

  /** Set off. Whatever it was doing is overridden. */
  start(goal: NavigationGoal): NavigationCommand {
    this.#end(Status.STATUS_COMMAND_OVERRIDDEN);
    const command = newCommand(++this.#lastId, goal);
    this.#commands.set(command.id, command);
    this.#commands.delete(command.id - REMEMBERED);
    this.#active = command;
    this.#skipFirst(command);
    this.#walkOn(command);
    return command;
  }

  /** Let a command go on until another time. @returns `false` if it is not the one that is going on */
  extend(command: NavigationCommand, endTime: bigint): boolean {
    if (this.#active !== command) return false;
    command.endTime = endTime;
    command.walk?.extend(endTime);
    return true;
  }

  /** The map is gone, and with it the route. */
  loseRoute(): void {
    this.#end(Status.STATUS_NO_ROUTE);
  }

  step(): void {
    const command = this.#active;
    if (command?.walk === undefined) return;
    const { holdsLease = () => true } = this.#parts;
    if (!command.leases.every(holdsLease)) {
      // Whoever took the lease has a robot that stands, and not one that walks on to somebody else's goal.
      command.walk.extend(0n);
      this.#end(Status.STATUS_LEASE_ERROR);
      return;
    }
    switch (command.walk.status) {
      case "arrived":
        this.#arrive(command);
        break;
      case "timed-out":
        this.#end(Status.STATUS_COMMAND_TIMED_OUT);
        break;
      case "failed":
        this.#blocked(command);
        break;
      case "overridden": {
        const hasFallen = this.#parts.locomotion.posture === "fallen";
        this.#end(hasFallen ? Status.STATUS_ROBOT_IMPAIRED : Status.STATUS_COMMAND_OVERRIDDEN);
        break;
      }
      case "walking":
        break;
    }
  }

  /** The way that is left: to the goal, along the ground, metres. */
  remainingLength({ route, next, status }: NavigationCommand): number {
    if (status === Status.STATUS_REACHED_GOAL) return 0;
    const { places } = this.#parts.localizer;
    let length = 0;
    let from = this.#parts.locomotion.body().visionTformBody;
    for (const id of route.waypointIds.slice(next)) {
      const to = places.get(id);
      if (to === undefined) continue;
      length += groundDistance(from, to);
      from = to;
    }
    return length;
  }

  /** A robot between the first two waypoints does not go back to the first. */
  #skipFirst(command: NavigationCommand): void {
    const [first, second] = command.route.waypointIds.map((id) => this.#parts.localizer.places.get(id));
    if (first === undefined || second === undefined) return;
    const body = this.#parts.locomotion.body().visionTformBody;
    if (groundDistance(body, second) <= groundDistance(first, second)) this.#pass(command);
  }

  #walkOn(command: NavigationCommand): void {
    const { places } = this.#parts.localizer;
    const { locomotion } = this.#parts;
    const { waypointIds } = command.route;
    const isLast = command.next === waypointIds.length - 1;
    const place = places.get(waypointIds[command.next] ?? "");
    if (place === undefined) {
      this.#end(Status.STATUS_NO_ROUTE);
      return;
    }
    const body = locomotion.body();
    const goal = isLast ? composePoses(place, command.waypointTformGoal) : this.#through(place, command);
    const inOdom = composePoses(inversePose(body.visionTformOdom), goal);
    command.koTformGoal = inOdom;
    const target = onGround(inOdom);
    const yaw = isLast && command.ignoresFinalYaw ? onGround(body.odomTformBody).yaw : target.yaw;
    command.walk = locomotion.walkTo({ ...target, yaw }, command.endTime, command.maxSpeed);
  }

  /** At a waypoint on the way, look to the next. */
  #through(place: Pose, command: NavigationCommand): Pose {
    const after = this.#parts.localizer.places.get(command.route.waypointIds[command.next + 1] ?? "");
    if (after === undefined || groundDistance(place, after) === 0) return place;
    const yaw = Math.atan2(after.position.y - place.position.y, after.position.x - place.position.x);
    return { position: place.position, rotation: { w: Math.cos(yaw / 2), x: 0, y: 0, z: Math.sin(yaw / 2) } };
  }

  #arrive(command: NavigationCommand): void {
    const isLast = command.next >= command.route.waypointIds.length - 1;
    this.#pass(command);
    if (isLast) this.#end(Status.STATUS_REACHED_GOAL);
    else this.#walkOn(command);
  }

  /** A waypoint lies behind it. */
  #pass(command: NavigationCommand): void {
    const { waypointIds, edgeIds } = command.route;
    const edge = edgeIds[command.next - 1];
    if (edge !== undefined) command.doneEdges.push(edge);
    command.doneWaypoints.push(waypointIds[command.next] ?? "");
    command.next++;
  }

  /** Look for a way around; if there is none it is stuck. */
  #blocked(command: NavigationCommand): void {
    const { waypointIds, edgeIds } = command.route;
    const edge = edgeIds[command.next - 1];
    const [here, goal] = [waypointIds[command.next - 1], waypointIds.at(-1)];
    if (edge !== undefined && here !== undefined && goal !== undefined && command.mayReroute) {
      command.blocked.add(edgeKey(edge));
      const { hops } = this.#parts.localizer;
      const route = findRoute(hops, here, goal, ({ edgeId }) => !command.blocked.has(edgeKey(edgeId)));
      if (route !== undefined) {
        command.route = route;
        command.next = 0;
        this.#walkOn(command);
        return;
      }
    }
    const isAtGoal = command.next >= waypointIds.length - 1;
    command.stuckReason = isAtGoal ? StuckReason.STUCK_REASON_GOAL_BLOCKED : StuckReason.STUCK_REASON_OBSTACLE;
    this.#end(Status.STATUS_STUCK);
  }

  #end(status: Status): void {
    if (this.#active === undefined) return;
    this.#active.status = status;
    this.#active = undefined;
  }
}
