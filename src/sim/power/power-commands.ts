/** Power commands: what the robot does about them, and how far each has got. */
import {
  PowerCommandRequest_Request as Request,
  PowerCommandStatus as Status,
} from "../../messages/bosdyn/api/power.ts";
import { PowerState_MotorPowerState as State, type SystemFaultInit } from "../../messages/bosdyn/api/robot_state.ts";
import { EstopStopLevel } from "../../messages/bosdyn/api/estop.ts";
import { GetStatusResponse_PolicyControlAction as ControlAction } from "../../messages/bosdyn/api/keepalive/keepalive.ts";
import type { SystemFaults } from "../faults/system-faults.ts";
import type { Policies } from "../keepalive/policies.ts";
import type { TimedPart } from "../timeline.ts";
import type { Estop } from "./estop.ts";
import type { MotorPower } from "./motor-power.ts";

/** How a robot goes away: for good, or to come back. */
export type Departure = "off" | "cycle" | "reboot";

/** What power commands act on. */
export interface PowerCommandsOptions {
  readonly motors: MotorPower;
  readonly estop: Estop;
  readonly systemFaults: SystemFaults;
  readonly policies: Policies;
  readonly goAway: (how: Departure) => void;
}

/** What is said of one command. */
export interface PowerCommandOutcome {
  readonly id: number;
  readonly status: Status;
  readonly blockingFaults?: readonly SystemFaultInit[];
}

/** Commands whose end is remembered. */
const MAX_REMEMBERED = 100;

const DEPARTURES: ReadonlyMap<number, Departure> = new Map([
  [Request.REQUEST_OFF_ROBOT, "off"],
  [Request.REQUEST_CYCLE_ROBOT, "cycle"],
  [Request.REQUEST_SOFT_REBOOT_ROBOT, "reboot"],
]);

/** The power commands of one robot. */
export class PowerCommands implements TimedPart {
  readonly #options: PowerCommandsOptions;
  readonly #outcomes = new Map<number, PowerCommandOutcome>();
  #nextId = 1;
  /** The command that the motors are getting power for. */
  #poweringOn: number | undefined;
  #payloadPortsOn = true;
  #wifiOn = true;

  constructor(options: PowerCommandsOptions) {
    this.#options = options;
  }

  get payloadPortsOn(): boolean {
    return this.#payloadPortsOn;
  }

  get wifiOn(): boolean {
    return this.#wifiOn;
  }

  /** Do as a request says. @returns how it fares at once; `undefined` for a request that there is not */
  command(request: Request): PowerCommandOutcome | undefined {
    const departure = DEPARTURES.get(request);
    if (departure !== undefined) {
      this.#options.goAway(departure);
      return this.#remember(Status.STATUS_IN_PROGRESS);
    }
    switch (request) {
      case Request.REQUEST_OFF_MOTORS:
        this.#end(Status.STATUS_OVERRIDDEN);
        this.#options.motors.cut();
        break;
      case Request.REQUEST_ON_MOTORS:
        return this.#powerOnMotors();
      case Request.REQUEST_OFF_PAYLOAD_PORTS:
      case Request.REQUEST_ON_PAYLOAD_PORTS:
        this.#payloadPortsOn = request === Request.REQUEST_ON_PAYLOAD_PORTS;
        break;
      case Request.REQUEST_OFF_WIFI_RADIO:
      case Request.REQUEST_ON_WIFI_RADIO:
        this.#wifiOn = request === Request.REQUEST_ON_WIFI_RADIO;
        break;
      default:
        return undefined;
    }
    return this.#remember(Status.STATUS_SUCCESS);
  }

  /** How a command fares; `undefined` if there was none of that id, or it is long ago. */
  feedback(id: number): PowerCommandOutcome | undefined {
    return this.#outcomes.get(id);
  }

  step(): void {
    if (this.#poweringOn === undefined) return;
    const { state } = this.#options.motors;
    if (state === State.MOTOR_POWER_STATE_ON) this.#end(Status.STATUS_SUCCESS);
    // Something took the power away again before it was there.
    else if (state !== State.MOTOR_POWER_STATE_POWERING_ON) this.#end(this.#objection() ?? Status.STATUS_OVERRIDDEN);
  }

  #powerOnMotors(): PowerCommandOutcome {
    const { motors, systemFaults } = this.#options;
    const objection = this.#objection();
    if (objection !== undefined) {
      const blockingFaults = objection === Status.STATUS_FAULTED ? systemFaults.critical : [];
      return this.#remember(objection, blockingFaults);
    }
    if (motors.isOn && !motors.isSettling) return this.#remember(Status.STATUS_SUCCESS);
    if (!motors.isOff) return this.#remember(Status.STATUS_COMMAND_IN_PROGRESS);
    motors.powerOn();
    const outcome = this.#remember(Status.STATUS_IN_PROGRESS);
    this.#poweringOn = outcome.id;
    return outcome;
  }

  /** Why the motors may not have power now. */
  #objection(): Status | undefined {
    const { estop, systemFaults, policies } = this.#options;
    if (estop.hasTimedOut || policies.controlActions.includes(ControlAction.POLICY_CONTROL_ACTION_MOTORS_OFF))
      return Status.STATUS_KEEPALIVE_MOTORS_OFF;
    if (estop.level !== EstopStopLevel.ESTOP_LEVEL_NONE) return Status.STATUS_ESTOPPED;
    return systemFaults.critical.length > 0 ? Status.STATUS_FAULTED : undefined;
  }

  /** The command that gives the motors power is over. */
  #end(status: Status): void {
    const id = this.#poweringOn;
    if (id === undefined) return;
    this.#poweringOn = undefined;
    const blockingFaults = status === Status.STATUS_FAULTED ? this.#options.systemFaults.critical : [];
    if (this.#outcomes.has(id)) this.#outcomes.set(id, { id, status, blockingFaults });
  }

  #remember(status: Status, blockingFaults: readonly SystemFaultInit[] = []): PowerCommandOutcome {
    const outcome = { id: this.#nextId++, status, blockingFaults };
    this.#outcomes.set(outcome.id, outcome);
    const [oldest] = this.#outcomes.keys();
    if (this.#outcomes.size > MAX_REMEMBERED && oldest !== undefined) this.#outcomes.delete(oldest);
    return outcome;
  }
}
