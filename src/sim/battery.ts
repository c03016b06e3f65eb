/**
 * The simulated battery: it drains by what the robot does and charges on shore power. An empty one takes the power from
 * the motors, and from nothing else: the simulator does not die of it.
 */
import {
  BatteryState_Status,
  type BatteryStateInit,
  PowerState_ShorePowerState,
  SystemFault_Severity,
} from "../messages/bosdyn/api/robot_state.ts";
import type { SystemFaults } from "./faults/system-faults.ts";
import type { TimedPart } from "./timeline.ts";

/** What the battery works with. */
export interface BatteryOptions {
  /** What the robot draws now, in watts. */
  readonly load: () => number;
  readonly systemFaults: SystemFaults;
  /** Called again and again while it is empty: the motors are to go off. */
  readonly onEmpty: () => void;
  /** 0 to 100. Default 92. */
  readonly chargePercent?: number | undefined;
}

/** What a battery holds: a robot that stands empties it in an hour and a half. */
const CAPACITY_WATT_SECONDS = 400 * 90 * 60;
/** What the charger gives, in watts. */
const CHARGER_WATTS = 600;
const LOW_PERCENT = 10;
const START_PERCENT = 92;
/** 14 lithium cells in series. */
const CELLS = 14;

/** The battery of one robot. */
export class Battery implements TimedPart {
  readonly #options: BatteryOptions;
  #chargePercent: number;
  #isOnShorePower = false;

  constructor(options: BatteryOptions) {
    this.#options = options;
    this.#chargePercent = options.chargePercent ?? START_PERCENT;
  }

  /** 0 to 100. */
  get chargePercent(): number {
    return this.#chargePercent;
  }

  /** Whether it hangs on a charger: the dock sets it. */
  get isOnShorePower(): boolean {
    return this.#isOnShorePower;
  }

  set isOnShorePower(isOn: boolean) {
    this.#isOnShorePower = isOn;
  }

  /** Nothing left for the motors. */
  get isEmpty(): boolean {
    return this.#chargePercent === 0 && !this.#isOnShorePower;
  }

  /** How long the charge lasts at the present load, in seconds. */
  get runtimeSeconds(): number {
    return Math.round(((this.#chargePercent / 100) * CAPACITY_WATT_SECONDS) / this.#options.load());
  }

  /** Have another charge, for a robot in trouble. @throws {RangeError} it is not within 0 to 100 */
  setCharge(percent: number): void {
    if (!(percent >= 0 && percent <= 100)) throw new RangeError(`a charge is within 0 to 100, not ${percent}`);
    this.#chargePercent = percent;
    this.#report();
  }

  step(_uptimeMs: number, deltaMs: number): void {
    const joules = (this.#watts * deltaMs) / 1000;
    const percent = this.#chargePercent + (100 * joules) / CAPACITY_WATT_SECONDS;
    this.#chargePercent = Math.min(100, Math.max(0, percent));
    this.#report();
  }

  /** As the robot reports it. */
  message(): BatteryStateInit {
    const voltage = CELLS * (3.3 + 0.85 * (this.#chargePercent / 100));
    const isFull = this.#isOnShorePower && this.#chargePercent === 100;
    return {
      identifier: "sim-battery-0",
      chargePercentage: { value: this.#chargePercent },
      estimatedRuntime: { seconds: BigInt(this.runtimeSeconds) },
      voltage: { value: voltage },
      current: { value: isFull ? 0 : this.#watts / voltage },
      temperatures: [31.5, 32, 32.5, 31],
      status: this.#isOnShorePower ? BatteryState_Status.STATUS_CHARGING : BatteryState_Status.STATUS_DISCHARGING,
    };
  }

  /** Whether the robot runs from a charger, as it reports that. */
  get shorePower(): PowerState_ShorePowerState {
    return this.#isOnShorePower
      ? PowerState_ShorePowerState.SHORE_POWER_STATE_ON
      : PowerState_ShorePowerState.SHORE_POWER_STATE_OFF;
  }

  /** Into the battery, or, negative, out of it. */
  get #watts(): number {
    return this.#isOnShorePower ? CHARGER_WATTS : -this.#options.load();
  }

  #report(): void {
    const { systemFaults, onEmpty } = this.#options;
    if (this.#chargePercent > LOW_PERCENT || this.#isOnShorePower) {
      systemFaults.clear("battery");
      return;
    }
    systemFaults.raise({
      name: "battery",
      errorMessage: this.isEmpty ? "the battery is empty" : "the battery is low",
      attributes: ["battery"],
      severity: this.isEmpty ? SystemFault_Severity.SEVERITY_CRITICAL : SystemFault_Severity.SEVERITY_WARN,
    });
    if (this.isEmpty) onEmpty();
  }
}
