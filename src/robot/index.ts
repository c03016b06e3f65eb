/** The assembly: connect to a robot, log in, find its services. */
export { type ConnectOptions, connect } from "./connect.ts";
export type { HttpsConnection, LinkSettings, VerifyPeer } from "./dial.ts";
export { LoginExpiredError, TimeSyncError, UnregisteredServiceError } from "./errors.ts";
export { answerChallenge } from "./estop/challenge.ts";
export type { CheckInOptions } from "./estop/check-in-queue.ts";
export {
  type EndpointClient,
  EstopCheckIns,
  type EstopEndpointOptions,
  joinEndpoint,
  PDB_ROOTED,
  registerSoleEndpoint,
} from "./estop/endpoint.ts";
export { EstopConfigError, EstopJoinError, EstopPreemptedError, EstopReleasedError } from "./estop/errors.ts";
export {
  becomeEstop,
  type EstopOptions,
  type EstopRobot,
  isEstopped,
  joinEstop,
  type JoinEstopOptions,
} from "./estop/estop.ts";
export { EstopKeeper, type EstopKeeperOptions, type EstopStatus, type EstopWish } from "./estop/estop-keeper.ts";
export { type ExitingProcess, settleOnExit, type SettleOnExitOptions } from "./estop/settle-on-exit.ts";
export { keepPolicy, type KeepPolicyOptions, KeptPolicy, type PolicyRobot } from "./keepalive/keep-policy.ts";
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
export type { Credentials, KeepLoginOptions } from "./login/login.ts";
export { type CachedLoginOptions, type CachedLoginRobot, loginWithCache } from "./login/login-with-cache.ts";
export { TokenCache, tokenDirectory } from "./login/token-cache.ts";
export {
  ensurePayloadCredentials,
  newPayloadCredentials,
  PayloadCredentialsFileError,
  readPayloadCredentials,
  writePayloadCredentials,
} from "./payload/credentials-file.ts";
export {
  type LogInAsPayloadOptions,
  logInAsPayload,
  PayloadAuthorizationTimedOutError,
  type PayloadRobot,
  registerAndLogIn,
} from "./payload/log-in-as-payload.ts";
export type { EstablishedOptions } from "./time/time-sync-keeper.ts";
export { type ClockEstimate, type EstablishOptions, TimeSync, type TimeSyncOptions } from "./time/time-sync.ts";
