/**
 * spotwire: Boston Dynamics Spot's network API, from the socket to typed services.
 *
 * Connect with `connect`, log in, take typed clients from the Robot.
 */
export { type ConnectOptions, connect } from "./robot/connect.ts";
export type { HttpsConnection, VerifyPeer } from "./robot/dial.ts";
export { type EstopEndpointOptions, PDB_ROOTED } from "./robot/estop/endpoint.ts";
export {
  becomeEstop,
  type EstopOptions,
  type EstopRobot,
  isEstopped,
  joinEstop,
  type JoinEstopOptions,
} from "./robot/estop/estop.ts";
export type { EstopKeeper, EstopKeeperOptions, EstopStatus, EstopWish } from "./robot/estop/estop-keeper.ts";
export { type ExitingProcess, settleOnExit, type SettleOnExitOptions } from "./robot/estop/settle-on-exit.ts";
export {
  keepPolicy,
  type KeepPolicyOptions,
  type KeptPolicy,
  type PolicyRobot,
} from "./robot/keepalive/keep-policy.ts";
export type { HeldLease } from "./robot/leases/held-lease.ts";
export type { LeaseSlot } from "./robot/leases/lease-slot.ts";
export { type LeaseState, type LeaseStatus, LeaseWallet, type LostLease } from "./robot/leases/lease-wallet.ts";
export { type AcquireLeaseOptions, type LeasedRobot, leasesOf, type RobotLeases } from "./robot/leases/robot-leases.ts";
export type { Credentials, KeepLoginOptions } from "./robot/login/login.ts";
export { type CachedLoginOptions, type CachedLoginRobot, loginWithCache } from "./robot/login/login-with-cache.ts";
export { TokenCache, tokenDirectory } from "./robot/login/token-cache.ts";
export {
  ensurePayloadCredentials,
  newPayloadCredentials,
  PayloadCredentialsFileError,
  readPayloadCredentials,
  writePayloadCredentials,
} from "./robot/payload/credentials-file.ts";
export {
  type LogInAsPayloadOptions,
  logInAsPayload,
  PayloadAuthorizationTimedOutError,
  type PayloadRobot,
  registerAndLogIn,
} from "./robot/payload/log-in-as-payload.ts";
export { type ClientChoice, Robot, type RobotChannel, type RobotChannelOptions } from "./robot/robot.ts";
export { type ClockEstimate, type EstablishOptions, TimeSync, type TimeSyncOptions } from "./robot/time/time-sync.ts";
export type { EstablishedOptions } from "./robot/time/time-sync-keeper.ts";

export { AuthClient } from "./services/auth.ts";
export { DirectoryClient } from "./services/directory.ts";
export { RobotIdClient } from "./services/robot-id.ts";
export { RobotStateClient } from "./services/robot-state/client.ts";
export { RobotStateStreamingClient } from "./services/robot-state/streaming-client.ts";
export {
  type LocalTime,
  localTime,
  type RobotTime,
  robotTime,
  robotTimeFromTimestamp,
  robotTimeToTimestamp,
} from "./services/time.ts";
export { TimeSyncClient } from "./services/time-sync.ts";

export { type CallOptions, RpcError, type StatusName, TransportError } from "./grpc/index.ts";
export { DiscoveryError, type Resolver } from "./discovery/index.ts";
export { SpotError } from "./errors.ts";
export { LoginExpiredError, TimeSyncError, UnregisteredServiceError } from "./robot/errors.ts";
export { EstopConfigError, EstopJoinError, EstopPreemptedError, EstopReleasedError } from "./robot/estop/errors.ts";
export { HeldLeaseError, LeaseAlreadyHeldError, LeaseNotOwnedError, NoSuchLeaseError } from "./robot/leases/errors.ts";
export { ResponseError } from "./services/errors/response-errors.ts";
export { ConnectError, TrustError } from "./tls/index.ts";
export { VERSION } from "./version.ts";
