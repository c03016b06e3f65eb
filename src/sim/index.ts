/** The embedded robot, for demos, tests, and users without a robot at hand. */
export { offsetClock, type SimClock } from "./clock/sim-clock.ts";
export { type Simulator, type SimulatorOptions, startSimulator } from "./simulator.ts";
