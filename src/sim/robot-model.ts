/** Everything the robot reports of itself, composed from its parts at one instant. */
import { EstopStopLevel } from "../messages/bosdyn/api/estop.ts";
import {
  EStopState_State,
  EStopState_Type,
  type EStopStateInit,
  PowerState_PayloadPortsPowerState,
  PowerState_RobotPowerState,
  PowerState_WifiRadioPowerState,
  type PowerStateInit,
  type RobotMetricsInit,
  type RobotStateInit,
  type RobotStateStreamResponseInit,
  WiFiState_Mode,
} from "../messages/bosdyn/api/robot_state.ts";
import type { TimestampInit } from "../messages/google/protobuf/timestamp.ts";
import { behaviorState, footStates, kinematicState, motorTemperatures, streamedBody } from "./body/body-messages.ts";
import { durationOf, toTimestamp } from "./clock/timestamps.ts";
import type { JointControl } from "./motion/joint-control.ts";
import type { Robot } from "./robot.ts";

/** What is told of a robot. */
export type ModelParts = Pick<
  Robot,
  | "clock"
  | "timeline"
  | "locomotion"
  | "motors"
  | "battery"
  | "estop"
  | "powerCommands"
  | "systemFaults"
  | "behaviorFaults"
  | "serviceFaults"
  | "eventCount"
>;

/** Tells everything of a robot. */
export class RobotModel {
  readonly #parts: ModelParts;
  readonly #joints: Pick<JointControl, "lastCommand"> | undefined;

  /** @param joints whose last command belongs into the stream, if anybody may command them */
  constructor(parts: ModelParts, joints?: Pick<JointControl, "lastCommand">) {
    this.#parts = parts;
    this.#joints = joints;
  }

  /** The whole state now. */
  state(): RobotStateInit {
    const { clock, timeline, locomotion, motors, battery, ...faults } = this.#parts;
    timeline.advance();
    const timestamp = toTimestamp(clock.now());
    const body = locomotion.body();
    return {
      powerState: this.#powerState(timestamp),
      batteryStates: [{ ...battery.message(), timestamp }],
      commsStates: [
        {
          timestamp,
          wifiState: { currentMode: WiFiState_Mode.MODE_ACCESS_POINT, essid: "spotwire-simulator" },
        },
      ],
      systemFaultState: faults.systemFaults.state(),
      estopStates: this.#estopStates(timestamp),
      kinematicState: kinematicState(body, timestamp),
      behaviorFaultState: { faults: faults.behaviorFaults.active },
      serviceFaultState: faults.serviceFaults.state(),
      footState: footStates(body),
      terrainState: { isUnsafeToSit: false },
      systemState: { motorTemperatures: motorTemperatures(body) },
      behaviorState: behaviorState(locomotion.posture, motors.isOn),
    };
  }

  /** One message of the state stream. */
  streamed(): Omit<RobotStateStreamResponseInit, "header"> {
    const { clock, timeline, locomotion } = this.#parts;
    timeline.advance();
    return {
      ...streamedBody(locomotion.body(), toTimestamp(clock.now())),
      lastCommand: this.#joints?.lastCommand,
    };
  }

  /** Running totals since boot. */
  metrics(): RobotMetricsInit {
    const { clock, timeline, locomotion, eventCount } = this.#parts;
    timeline.advance();
    const { distanceMetres, gaitCycles, movingSeconds } = locomotion.odometer;
    return {
      timestamp: toTimestamp(clock.now()),
      metrics: [
        { label: "distance", units: "m", floatValue: distanceMetres },
        { label: "gait cycles", units: "", intValue: BigInt(gaitCycles) },
        { label: "time moving", units: "s", duration: durationOf(movingSeconds * 1000) },
        { label: "electric power", units: "s", duration: durationOf(clock.uptimeMs()) },
        { label: "keepalive events", units: "", intValue: BigInt(eventCount()) },
      ],
    };
  }

  #powerState(timestamp: TimestampInit): PowerStateInit {
    const { motors, battery, powerCommands } = this.#parts;
    return {
      timestamp,
      motorPowerState: motors.state,
      shorePowerState: battery.shorePower,
      robotPowerState: PowerState_RobotPowerState.ROBOT_POWER_STATE_ON,
      payloadPortsPowerState: powerCommands.payloadPortsOn
        ? PowerState_PayloadPortsPowerState.PAYLOAD_PORTS_POWER_STATE_ON
        : PowerState_PayloadPortsPowerState.PAYLOAD_PORTS_POWER_STATE_OFF,
      wifiRadioPowerState: powerCommands.wifiOn
        ? PowerState_WifiRadioPowerState.WIFI_RADIO_POWER_STATE_ON
        : PowerState_WifiRadioPowerState.WIFI_RADIO_POWER_STATE_OFF,
      locomotionChargePercentage: { value: battery.chargePercent },
      locomotionEstimatedRuntime: { seconds: BigInt(battery.runtimeSeconds) },
    };
  }

  /** The buttons of a robot, which nobody presses here, and the endpoints. */
  #estopStates(timestamp: TimestampInit): EStopStateInit[] {
    const { stopLevel, stopLevelDetails } = this.#parts.estop.status();
    const { STATE_ESTOPPED, STATE_NOT_ESTOPPED } = EStopState_State;
    const isFree = stopLevel === EstopStopLevel.ESTOP_LEVEL_NONE;
    const button = { timestamp, type: EStopState_Type.TYPE_HARDWARE, state: STATE_NOT_ESTOPPED };
    return [
      { ...button, name: "hardware_estop" },
      { ...button, name: "payload_estop" },
      {
        timestamp,
        name: "software_estop",
        type: EStopState_Type.TYPE_SOFTWARE,
        state: isFree ? STATE_NOT_ESTOPPED : STATE_ESTOPPED,
        stateDescription: stopLevelDetails,
      },
    ];
  }
}
