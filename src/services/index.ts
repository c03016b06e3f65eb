/** Clients of Spot's services, one class each, and the errors they throw. */
export { AuthClient, InvalidLoginError, InvalidTokenError, TemporarilyLockedOutError } from "./auth.ts";
export { DirectoryClient, NonexistentServiceError } from "./directory.ts";
export {
  IncompleteResponseError,
  InternalServerError,
  InvalidRequestError,
  ResponseError,
  type ResponseErrorInit,
  ServerError,
  UnsetStatusError,
} from "./errors/response-errors.ts";
export {
  ClientCancelledOperationError,
  InvalidCertificateError,
  NotFoundError,
  PermissionDeniedError,
  PersistentRpcError,
  ProxyConnectionError,
  ResponseTooLargeError,
  RetryableRpcError,
  RetryableUnavailableError,
  ServiceFailedDuringExecutionError,
  ServiceUnavailableError,
  TimedOutError,
  TooManyRequestsError,
  UnableToConnectToRobotError,
  UnauthenticatedError,
  UnimplementedError,
  UnknownDnsNameError,
} from "./errors/rpc-errors.ts";
export { RobotIdClient } from "./robot-id.ts";
export { RobotStateClient } from "./robot-state/client.ts";
export { RobotStateStreamingClient } from "./robot-state/streaming-client.ts";
export { ServiceClient, type ServiceClientClass, type ServiceClientOptions } from "./service-client.ts";
export {
  durationNanos,
  type LocalTime,
  localTime,
  localTimeToTimestamp,
  type RobotTime,
  robotTime,
  robotTimeFromTimestamp,
  robotTimeToTimestamp,
  timestampNanos,
} from "./time.ts";
export { TimeSyncClient, type TimeSyncSample } from "./time-sync.ts";
