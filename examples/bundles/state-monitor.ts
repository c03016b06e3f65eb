/**
 * How is it? Battery, power and faults, one line of JSON a second.
 *
 *     SPOTWIRE_PASSWORD=… node state-monitor.mjs HOST[:PORT] USER [TIMES [INTERVAL_MS]]
 */
import { setTimeout as delay } from "node:timers/promises";
import { parseAddress } from "spotwire/discovery";
import { connectLean } from "spotwire/lean";
import { PowerState_MotorPowerState } from "spotwire/messages/bosdyn/api/robot_state";
import { AuthClient, RobotStateClient } from "spotwire/services";
import { enumName } from "spotwire/wire";
import trustAnchor from "trust-anchor.pem";
import { password, print, runProgram } from "./run-program.ts";

runProgram(async ([address = "", user = "user", times = "Infinity", intervalMs = "1000"]) => {
  const robot = { ...parseAddress(address), trustAnchors: trustAnchor };
  // A token is good for twelve hours. Who watches for longer has `connect` of `spotwire` renew it.
  const token = await login({ ...robot, authority: AuthClient.authority }, user);
  await using channel = await connectLean({ ...robot, authority: "state.spot.robot", token });
  const client = new RobotStateClient(channel);
  for (let time = 0; time < Number(times); time++) {
    if (time > 0) await delay(Number(intervalMs));
    const { batteryStates, powerState, systemFaultState, behaviorFaultState } = await client.getRobotState();
    print({
      batteryPercent: batteryStates[0]?.chargePercentage?.value,
      motors: powerState && enumName(PowerState_MotorPowerState, powerState.motorPowerState),
      faults: systemFaultState?.faults.map(({ name }) => name) ?? [],
      behaviorFaults: behaviorFaultState?.faults.length ?? 0,
    });
  }
});

async function login(authority: Parameters<typeof connectLean>[0], user: string): Promise<string> {
  await using channel = await connectLean(authority);
  return await new AuthClient(channel).login(user, password());
}
