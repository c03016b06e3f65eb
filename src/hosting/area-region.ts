/** One passage of the robot through a region, as its callback sees it: how far the robot is, and what it should do. */
import { SpotError } from "../errors.ts";
import type { Clock } from "../grpc/index.ts";
import {
  type BeginCallbackRequest,
  type StopConfigurationInit,
  UpdateCallbackRequest_Stage,
  type UpdateCallbackResponse_ErrorInit,
  UpdateCallbackResponse_Error_ErrorType,
  type UpdateCallbackResponse_NavPolicyInit,
  UpdateCallbackResponse_NavPolicy_Option,
} from "../messages/bosdyn/api/graph_nav/area_callback.ts";
import type { Route } from "../messages/bosdyn/api/graph_nav/nav.ts";
import type { Lease } from "../messages/bosdyn/api/lease.ts";
import { LeaseUseError } from "../services/errors/lease-use-error.ts";

/** Throw it in a callback: the way is blocked, so that GraphNav looks for another. */
export class PathBlockedError extends SpotError {
  readonly code = "AREA_CALLBACK_BLOCKED";
  readonly retryable = true;
}

/** The passage is over for the callback: GraphNav ended it, or its end time passed without a word. */
export class RegionEndedError extends SpotError {
  readonly code: "AREA_CALLBACK_ENDED" | "AREA_CALLBACK_END_TIME_PASSED";
  readonly retryable = false;

  constructor(code: RegionEndedError["code"]) {
    super(code === "AREA_CALLBACK_ENDED" ? "GraphNav ended the callback" : "the callback's end time has passed");
    this.code = code;
  }
}

/** What the robot does at the beginning or end of a region: go on, stop there, or let the callback move it. */
export type RegionPolicy = "continue" | "stop" | "control";

const OPTION: Readonly<Record<RegionPolicy, UpdateCallbackResponse_NavPolicy_Option>> = {
  continue: UpdateCallbackResponse_NavPolicy_Option.OPTION_CONTINUE,
  stop: UpdateCallbackResponse_NavPolicy_Option.OPTION_STOP,
  control: UpdateCallbackResponse_NavPolicy_Option.OPTION_CONTROL,
};

/** Where the robot is: on its way to the region, at its start, on its way through, at its end. */
export type RegionStage = "to-start" | "at-start" | "to-end" | "at-end";

const STAGES: Readonly<Partial<Record<UpdateCallbackRequest_Stage, RegionStage>>> = {
  [UpdateCallbackRequest_Stage.STAGE_TO_START]: "to-start",
  [UpdateCallbackRequest_Stage.STAGE_AT_START]: "at-start",
  [UpdateCallbackRequest_Stage.STAGE_TO_END]: "to-end",
  [UpdateCallbackRequest_Stage.STAGE_AT_END]: "at-end",
};
const ORDER: readonly RegionStage[] = ["to-start", "at-start", "to-end", "at-end"];

/** The side of a passage that its callback sees. */
export type RegionPassage = Pick<
  AreaRegion,
  "request" | "signal" | "stage" | "route" | "setPolicy" | "reached" | "takeControl" | "localizeAtEnd"
>;

/** How a callback ended, once it has. */
export type RegionOutcome = { readonly complete: object } | { readonly error: UpdateCallbackResponse_ErrorInit };

/** How the passage is measured. */
export interface RegionClock {
  /** Robot time, in nanoseconds since 1970. */
  readonly now: () => bigint;
  readonly clock: Clock;
}

/** What waits for something of the region. */
interface Waiter {
  readonly holds: () => boolean;
  readonly resolve: () => void;
}

const NANOS_PER_MS = 1_000_000n;
/** Longest timer; then it looks again. */
const MAX_TIMER_MS = 3_600_000;

/** One passage. The robot waits at the start and goes on at the end until the callback says otherwise. */
export class AreaRegion {
  /** How GraphNav began it: which region, custom parameters, the route. */
  readonly request: BeginCallbackRequest;
  readonly #over = new AbortController();
  readonly #clock: RegionClock;
  readonly #waiters = new Set<Waiter>();
  #endTime: bigint;
  #cancelTimer: () => void = () => undefined;
  #stage: RegionStage | undefined;
  #policy: UpdateCallbackResponse_NavPolicyInit = { atStart: OPTION.stop, atEnd: OPTION.continue };
  #isLocalizedAtEnd = false;
  #leases: readonly Lease[] | undefined;
  #route: Route | undefined;
  #outcome: RegionOutcome | undefined;
  #settled: Promise<void> = Promise.resolve();

  /** @param endTime robot time in nanoseconds */
  constructor(request: BeginCallbackRequest, endTime: bigint, clock: RegionClock) {
    this.request = request;
    this.#clock = clock;
    this.#endTime = endTime;
    this.#route = request.regionInfo?.route;
    this.#arm();
  }

  /** Aborted with a `RegionEndedError` when the passage is over, for whatever the callback waits for. */
  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Where the robot was at GraphNav's last word; `undefined` before the first. */
  get stage(): RegionStage | undefined {
    return this.#stage;
  }

  /** The robot's route as of now. */
  get route(): Route | undefined {
    return this.#route;
  }

  /** Say what the robot does at the start and at the end; what is left out stays as it is. */
  setPolicy(policy: {
    readonly atStart?: RegionPolicy;
    readonly atEnd?: RegionPolicy;
    readonly endConfig?: StopConfigurationInit;
  }): void {
    const { atStart, atEnd, endConfig } = policy;
    this.#policy = {
      atStart: atStart === undefined ? this.#policy.atStart : OPTION[atStart],
      atEnd: atEnd === undefined ? this.#policy.atEnd : OPTION[atEnd],
      endConfig: endConfig ?? this.#policy.endConfig,
    };
  }

  /** Wait until the robot is at a stage, or past it. @throws {RegionEndedError} it never came there */
  async reached(stage: RegionStage): Promise<void> {
    await this.#until(() => this.#stage !== undefined && ORDER.indexOf(this.#stage) >= ORDER.indexOf(stage));
  }

  /**
   * Ask for control at the start or the end, and wait for the leases to move the robot with. Do not return them to the
   * robot; set a policy to give control back.
   * @throws {RegionEndedError} they did not come
   */
  async takeControl(where: "start" | "end" = "start"): Promise<readonly Lease[]> {
    this.setPolicy(where === "start" ? { atStart: "control" } : { atEnd: "control" });
    await this.#until(() => this.#leases !== undefined);
    return this.#leases ?? [];
  }

  /** Tell GraphNav that the robot is at the region's end now, wherever it lost track: after a ride on a lift, say. */
  localizeAtEnd(): void {
    this.#isLocalizedAtEnd = true;
  }

  /** Run the callback, and keep how it ends. */
  run(callback: (region: RegionPassage) => Promise<void>, onError: (error: unknown) => void): void {
    this.#settled = (async () => callback(this))().then(
      () => this.#settle({ complete: {} }),
      (error: unknown) => this.#settle(this.#outcomeOf(error, onError)),
    );
  }

  /** GraphNav's word: how far the robot is, and until when it waits for the next. */
  update(stage: UpdateCallbackRequest_Stage, endTime: bigint): void {
    this.#endTime = endTime;
    this.#stage = STAGES[stage] ?? this.#stage;
    this.#arm();
    this.#wake();
  }

  /** What GraphNav is answered. */
  get answer(): { readonly policy: UpdateCallbackResponse_NavPolicyInit } | RegionOutcome {
    return this.#outcome ?? { policy: this.#policy };
  }

  /** Whether the callback has said that the robot is at the end. */
  get isLocalizedAtEnd(): boolean {
    return this.#isLocalizedAtEnd;
  }

  /** The callback moves the robot from now on. */
  lend(leases: readonly Lease[]): void {
    this.#leases = leases;
    this.#wake();
  }

  /** The robot goes another way. */
  reroute(route: Route | undefined): void {
    this.#route = route;
  }

  /** It is over. @returns whether the callback has come to its end, which it has `graceMs` for */
  async end(graceMs: number): Promise<boolean> {
    this.#abort("AREA_CALLBACK_ENDED");
    let cancel = (): void => undefined;
    const late = new Promise<boolean>((resolve) => {
      cancel = this.#clock.clock.after(graceMs, () => resolve(false));
    });
    const isSettled = await Promise.race([this.#settled.then(() => true), late]);
    cancel();
    return isSettled;
  }

  #settle(outcome: RegionOutcome): void {
    this.#outcome = outcome;
    this.#cancelTimer();
  }

  #outcomeOf(error: unknown, onError: (error: unknown) => void): RegionOutcome {
    const type = UpdateCallbackResponse_Error_ErrorType;
    if (error instanceof PathBlockedError) return { error: { error: type.ERROR_BLOCKED } };
    if (error instanceof LeaseUseError) {
      return {
        error: {
          error: type.ERROR_LEASE,
          leaseUseResults: error.leaseUseResult === undefined ? [] : [error.leaseUseResult],
        },
      };
    }
    // Whatever it threw, it did so because it was told to stop.
    const reason: unknown = this.signal.reason;
    if (reason instanceof RegionEndedError) {
      return reason.code === "AREA_CALLBACK_ENDED" ? { complete: {} } : { error: { error: type.ERROR_TIMED_OUT } };
    }
    onError(error);
    return { error: { error: type.ERROR_CALLBACK_FAILED } };
  }

  #arm(): void {
    this.#cancelTimer();
    if (this.#over.signal.aborted || this.#outcome !== undefined) return;
    const leftMs = Number((this.#endTime - this.#clock.now() + NANOS_PER_MS - 1n) / NANOS_PER_MS);
    if (leftMs <= 0) {
      this.#abort("AREA_CALLBACK_END_TIME_PASSED");
      return;
    }
    this.#cancelTimer = this.#clock.clock.after(Math.min(leftMs, MAX_TIMER_MS), () => this.#arm());
  }

  #abort(code: RegionEndedError["code"]): void {
    this.#cancelTimer();
    if (!this.#over.signal.aborted) this.#over.abort(new RegionEndedError(code));
    this.#wake();
  }

  async #until(holds: () => boolean): Promise<void> {
    if (!this.signal.aborted && !holds()) {
      await new Promise<void>((resolve) => this.#waiters.add({ holds, resolve }));
    }
    this.signal.throwIfAborted();
  }

  #wake(): void {
    for (const waiter of this.#waiters) {
      if (!this.signal.aborted && !waiter.holds()) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
  }
}
