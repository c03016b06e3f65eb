/** The assembly: connect to a robot, log in, find its services. */
export { type ConnectOptions, connect } from "./connect.ts";
export type { LinkSettings, VerifyPeer } from "./dial.ts";
export { TimeSyncError, UnregisteredServiceError } from "./errors.ts";
export { HeldLeaseError, LeaseAlreadyHeldError, LeaseNotOwnedError, NoSuchLeaseError } from "./leases/errors.ts";
export { HeldLease, type HoldOptions } from "./leases/held-lease.ts";
export { LeaseSlot } from "./leases/lease-slot.ts";
export { type LeaseState, type LeaseStatus, LeaseWallet, type LostLease } from "./leases/lease-wallet.ts";
export { type AcquireLeaseOptions, type LeasedRobot, leasesOf, RobotLeases } from "./leases/robot-leases.ts";
export {
  type ClientChoice,
  MAX_ROBOT_MESSAGE_BYTES,
  Robot,
  type RobotChannel,
  type RobotChannelOptions,
  type RobotParts,
} from "./robot.ts";
export { type ClockEstimate, type EstablishOptions, TimeSync } from "./time-sync.ts";
