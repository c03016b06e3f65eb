/**
 * A service that GraphNav calls at the edge of a region: it begins a callback, asks again and again what the robot should
 * do, hands over leases where the callback wants to move the robot itself, and ends it. What the callback does is a
 * function; the rest is here.
 */
import { type Clock, systemClock } from "../grpc/index.ts";
import {
  type AreaCallbackInformationInit,
  type BeginCallbackRequest,
  BeginCallbackResponse_Status,
  type BeginCallbackResponseInit,
  type BeginControlRequest,
  BeginControlResponse_Status,
  type BeginControlResponseInit,
  type EndCallbackRequest,
  EndCallbackResponse_Status,
  type EndCallbackResponseInit,
  RouteChangeResponse_Status,
  type UpdateCallbackRequest,
  UpdateCallbackResponse_Status,
  type UpdateCallbackResponseInit,
  UpdateCallbackResponse_UpdateLocalization_LocalizationChange,
} from "../messages/bosdyn/api/graph_nav/area_callback.ts";
import type { AreaCallbackService } from "../messages/bosdyn/api/graph_nav/area_callback_service.ts";
import { LeaseUseResult_Status } from "../messages/bosdyn/api/lease.ts";
import { checkCustomParams } from "../services/custom-params/check-params.ts";
import type { LeaseValidator } from "../services/leases/lease-validator.ts";
import { timestampNanos } from "../services/time.ts";
import { wallClock } from "../services/wall-clock.ts";
import { AreaRegion, type RegionPassage } from "./area-region.ts";
import type { Handlers } from "./handlers.ts";

/** What a callback is, and what it needs. */
export interface AreaCallbackOptions {
  /** What GraphNav is told of it: the leases it needs, its custom parameters, how the robot is to stop. Default: nothing. */
  readonly information?: AreaCallbackInformationInit | undefined;
  /**
   * Runs for each passage of a region, until the robot has left it: returning says that the callback is done, throwing
   * that it failed. It must end when the region's `signal` does.
   */
  readonly run: (region: RegionPassage) => Promise<void>;
  /** Judges the leases that come with control; needed if `information` names any. */
  readonly leases?: LeaseValidator | undefined;
  /** Whether the callback can serve a region as it is configured. Default: it can. */
  readonly accepts?: ((request: BeginCallbackRequest) => boolean) | undefined;
  /** Hears of errors that the callback did not mean as an answer; GraphNav hears that it failed. Default: nobody does. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** How long a callback may take to end when it is told to, in milliseconds. Default 3000. */
  readonly graceMs?: number | undefined;
  /** Robot time, in nanoseconds since 1970. Default: this machine's wall clock, kept in step by the robot's NTP server. */
  readonly now?: (() => bigint) | undefined;
  /** Measures the end times. Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined;
}

const GRACE_MS = 3000;

/**
 * Make the handlers of an area callback service, for `serve`. One passage runs at a time; a new one ends the one before.
 * @throws {TypeError} it needs leases, and there is nothing to judge them by
 * @example
 * ```ts
 * const handlers = areaCallback({
 *   run: async (region) => {
 *     await region.reached("at-start");
 *     await openTheDoor({ signal: region.signal });
 *     region.setPolicy({ atStart: "continue" });
 *     await region.reached("at-end");
 *   },
 * });
 * await using host = await hostServices([serve(AreaCallbackService, handlers)], { port: 21_000 });
 * ```
 */
export function areaCallback(options: AreaCallbackOptions): Handlers<typeof AreaCallbackService> {
  const required = options.information?.requiredLeaseResources ?? [];
  if (required.length > 0 && options.leases === undefined) {
    throw new TypeError("the callback needs leases: give it a LeaseValidator to judge them by");
  }
  const passages = new Passages(options);
  return {
    areaCallbackInformation: () => ({ info: options.information ?? {} }),
    beginCallback: (request) => passages.begin(request),
    beginControl: (request) => passages.control(request),
    updateCallback: (request) => passages.update(request),
    routeChange: ({ commandId, route }) => {
      const region = passages.get(commandId);
      if (region === undefined) return { status: RouteChangeResponse_Status.STATUS_INVALID_COMMAND_ID };
      region.reroute(route);
      return { status: RouteChangeResponse_Status.STATUS_OK };
    },
    endCallback: (request) => passages.end(request),
  };
}

/** The passages of one callback, one after the other. */
class Passages {
  readonly #options: AreaCallbackOptions;
  readonly #now: () => bigint;
  readonly #graceMs: number;
  #commandId = 0;
  #region: AreaRegion | undefined;

  constructor(options: AreaCallbackOptions) {
    this.#options = options;
    this.#now = options.now ?? wallClock;
    this.#graceMs = options.graceMs ?? GRACE_MS;
  }

  get(commandId: number): AreaRegion | undefined {
    return commandId === this.#commandId ? this.#region : undefined;
  }

  async begin(request: BeginCallbackRequest): Promise<BeginCallbackResponseInit> {
    const { information, accepts, run, clock = systemClock, onError } = this.#options;
    const customParamError = checkCustomParams(request.customParams ?? {}, information?.customParams ?? {});
    if (customParamError !== undefined) {
      return { status: BeginCallbackResponse_Status.STATUS_CUSTOM_PARAMS_ERROR, customParamError };
    }
    const endTime = timestampNanos(request.endTime ?? {});
    if (endTime <= this.#now()) return { status: BeginCallbackResponse_Status.STATUS_EXPIRED_END_TIME };
    if (accepts?.(request) === false) return { status: BeginCallbackResponse_Status.STATUS_INVALID_CONFIGURATION };
    const before = this.#region;
    const region = (this.#region = new AreaRegion(request, endTime, { now: this.#now, clock }));
    const commandId = ++this.#commandId;
    // The one before must let go of the robot first.
    await before?.end(this.#graceMs);
    // Unless a still newer one has taken its place meanwhile.
    if (this.#region === region) region.run(run, (error) => onError?.(error));
    return { status: BeginCallbackResponse_Status.STATUS_OK, commandId };
  }

  control({ commandId, leases }: BeginControlRequest): BeginControlResponseInit {
    const region = this.get(commandId);
    if (region === undefined) return { status: BeginControlResponse_Status.STATUS_INVALID_COMMAND_ID };
    const required = [...new Set(this.#options.information?.requiredLeaseResources ?? [])].sort();
    const lent = leases.map(({ resource }) => resource).sort();
    if (JSON.stringify(lent) !== JSON.stringify(required)) {
      return { status: BeginControlResponse_Status.STATUS_MISSING_LEASE_RESOURCES };
    }
    const validator = this.#options.leases;
    // All or none: a lease in use is remembered.
    const tolerance = { allowDifferentEpochs: true };
    const leaseUseResults = leases.flatMap((lease) => validator?.test(lease, tolerance) ?? []);
    if (leaseUseResults.some(({ status }) => status !== LeaseUseResult_Status.STATUS_OK)) {
      return { status: BeginControlResponse_Status.STATUS_LEASE_ERROR, leaseUseResults };
    }
    for (const lease of leases) validator?.setActive(lease);
    region.lend(leases);
    return { status: BeginControlResponse_Status.STATUS_OK, leaseUseResults };
  }

  update({ commandId, endTime, stage }: UpdateCallbackRequest): UpdateCallbackResponseInit {
    const region = this.get(commandId);
    if (region === undefined) return { status: UpdateCallbackResponse_Status.STATUS_INVALID_COMMAND_ID };
    const end = timestampNanos(endTime ?? {});
    if (end <= this.#now()) return { status: UpdateCallbackResponse_Status.STATUS_EXPIRED_END_TIME };
    region.update(stage, end);
    const change = UpdateCallbackResponse_UpdateLocalization_LocalizationChange.LOCALIZATION_AT_END;
    return {
      status: UpdateCallbackResponse_Status.STATUS_OK,
      ...region.answer,
      localization: region.isLocalizedAtEnd ? { change } : undefined,
    };
  }

  async end({ commandId }: EndCallbackRequest): Promise<EndCallbackResponseInit> {
    const region = this.get(commandId);
    if (region === undefined) return { status: EndCallbackResponse_Status.STATUS_INVALID_COMMAND_ID };
    const isEnded = await region.end(this.#graceMs);
    if (this.#region === region) this.#region = undefined;
    return {
      status: isEnded
        ? EndCallbackResponse_Status.STATUS_OK
        : EndCallbackResponse_Status.STATUS_SHUTDOWN_CALLBACK_FAILED,
    };
  }
}
