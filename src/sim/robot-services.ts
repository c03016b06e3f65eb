/** Every service of the simulated robot, over the parts of one boot. */
import type { Accounts } from "./access/accounts.ts";
import { callerOf } from "./access/caller.ts";
import type { Tokens } from "./access/tokens.ts";
import type { DataPages } from "./data/data-pages.ts";
import { dataServices } from "./data/data-services.ts";
import type { HostedService } from "./hosted-service.ts";
import { simulatorIdentity } from "./identity.ts";
import { mapServices } from "./maps/map-services.ts";
import { motionServices } from "./motion/motion-services.ts";
import { perceptionServices, Senses } from "./perception/senses.ts";
import type { LeaseInit } from "../messages/bosdyn/api/lease.ts";
import type { Robot } from "./robot.ts";
import { RobotModel } from "./robot-model.ts";
import { authService } from "./services/auth.ts";
import { directoryRegistrationService } from "./services/directory-registration.ts";
import { directoryService } from "./services/directory.ts";
import { estopService } from "./services/estop.ts";
import { faultService } from "./services/fault.ts";
import { keepaliveService } from "./services/keepalive.ts";
import { leaseService } from "./services/lease.ts";
import { licenseService } from "./services/license.ts";
import { powerService } from "./services/power.ts";
import { robotIdService } from "./services/robot-id.ts";
import { robotStateService } from "./services/robot-state.ts";
import { stateStreamService } from "./services/state-stream.ts";
import { timeSyncService } from "./services/time-sync.ts";

/** Who may use the services, and whose they are. */
export interface RobotServicesOptions {
  readonly serialNumber: string;
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  /** What was logged, on earlier boots too. */
  readonly pages: DataPages;
  /** States a second in the state stream. Default: a robot's. */
  readonly stateRateHertz?: number | undefined;
}

/** Make them all, the directory that lists them last. */
export function robotServices(
  robot: Robot,
  { serialNumber, accounts, tokens, pages, stateRateHertz }: RobotServicesOptions,
): readonly HostedService[] {
  const { clock, leases, battery, registeredServices } = robot;
  const caller = callerOf(tokens);
  const timeSync = timeSyncService(clock);
  const knowsClock = (clockIdentifier: string): boolean => timeSync.knowsClock(clockIdentifier);
  const onShorePower = (isOn: boolean): void => {
    battery.isOnShorePower = isOn;
  };
  const motion = motionServices({ ...robot, knowsClock, onShorePower });
  const senses = new Senses(robot, robot.scene);
  const hasService = (name: string): boolean => registeredServices.entries().some((entry) => entry.name === name);
  const holdsLease = (lease: LeaseInit): boolean => leases.claimOf(lease) !== undefined;
  const maps = mapServices({ ...robot, senses, knowsClock, holdsLease, hasService });
  const model = new RobotModel(robot, motion.jointControl);
  const others = [
    authService(clock, accounts, tokens),
    robotIdService(clock, simulatorIdentity(serialNumber)),
    timeSync,
    licenseService(clock, serialNumber),
    robotStateService(clock, model),
    stateStreamService(clock, model, stateRateHertz),
    leaseService(clock, leases, caller),
    estopService(clock, robot.estop),
    powerService({ clock, leases, commands: robot.powerCommands, fans: robot.fans }),
    keepaliveService(clock, robot.policies, caller),
    faultService(clock, robot.serviceFaults),
    ...motion.services,
    ...perceptionServices(robot, senses),
    ...maps,
    ...dataServices(robot, pages),
    directoryRegistrationService(clock, registeredServices),
  ];
  const services = [...others, directoryService(clock, others, registeredServices)];
  registeredServices.reserve(services);
  return services;
}
