/** Host services of your own for a robot: typed handlers, a server, and an entry in the robot's directory that lives. */
export type {
  ConnectionLimits,
  DropReason,
  PeerDrop,
  ServerContext,
  ServerCredentials,
  ServerInterceptor,
} from "../grpc/server/index.ts";
export type { ErrorAction } from "../services/error-action.ts";
export type { Acquisition } from "./acquisition.ts";
export { acquisitionPlugin, type AcquisitionPluginOptions } from "./acquisition-plugin.ts";
export { areaCallback, type AreaCallbackOptions } from "./area-callback.ts";
export {
  type AreaRegion,
  PathBlockedError,
  RegionEndedError,
  type RegionOutcome,
  type RegionPassage,
  type RegionPolicy,
  type RegionStage,
} from "./area-region.ts";
export { NoRouteError, RefusedRequestError } from "./errors.ts";
export type { HeaderDuties } from "./exchange.ts";
export type { HandlerOf, Handlers, ServiceDescription } from "./handlers.ts";
export { type AddressOptions, localAddressTowards } from "./local-address.ts";
export {
  type RegisterServiceOptions,
  registerService,
  type RegistrationClient,
  type RegistrationEnd,
  type RegistrationEntry,
  type ServiceRegistration,
} from "./registration.ts";
export { type HostedService, serve } from "./serve.ts";
export { type HostOptions, hostServices, type ServiceHost } from "./service-host.ts";
