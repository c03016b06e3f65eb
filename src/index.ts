/**
 * spotwire: Boston Dynamics Spot's network API, from the socket to typed services.
 *
 * Connect with `connect`, log in, take typed clients from the Robot.
 */
export { type ConnectOptions, connect } from "./robot/connect.ts";
export { type ClientChoice, Robot } from "./robot/robot.ts";
export { type ClockEstimate, TimeSync } from "./robot/time-sync.ts";

export {
  AuthClient,
  DirectoryClient,
  type LocalTime,
  localTime,
  RobotIdClient,
  RobotStateClient,
  RobotStateStreamingClient,
  type RobotTime,
  robotTime,
  robotTimeFromTimestamp,
  robotTimeToTimestamp,
  TimeSyncClient,
} from "./services/index.ts";

export { type CallOptions, RpcError, type StatusName, TransportError } from "./grpc/index.ts";
export { DiscoveryError, type Resolver } from "./discovery/index.ts";
export { SpotError } from "./errors.ts";
export { TimeSyncError, UnregisteredServiceError } from "./robot/errors.ts";
export { ResponseError } from "./services/index.ts";
export { ConnectError, TrustError } from "./tls/index.ts";
export { VERSION } from "./version.ts";
