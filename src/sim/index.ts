/** The embedded robot, for demos, tests, and users without a robot at hand. */
export { offsetClock, type SimClock } from "./clock/sim-clock.ts";
export type { Chance, Fault, FaultScript, ScheduledFault } from "./scripted-faults/fault.ts";
export { checkFaultScript, FAULT_KINDS, readFaultScript } from "./scripted-faults/read-script.ts";
export type { DueFault } from "./scripted-faults/schedule.ts";
export { type Simulator, type SimulatorOptions, startSimulator } from "./simulator.ts";
