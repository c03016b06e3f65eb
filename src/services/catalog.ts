/**
 * Every client class, for tools that choose one at run time. Importing this loads the messages of every service, so no
 * client imports it, and a program that knows its services has no use for it.
 */
import { AudioVisualClient } from "./audio-visual/client.ts";
import { AuthClient } from "./auth.ts";
import { ChoreographyClient } from "./choreography.ts";
import { EstopClient } from "./control/estop.ts";
import { KeepaliveClient } from "./control/keepalive.ts";
import { LeaseClient } from "./control/lease.ts";
import { PowerClient } from "./control/power.ts";
import { DataAcquisitionStoreClient } from "./data/data-acquisition-store.ts";
import { DataAcquisitionClient, DataAcquisitionPluginClient } from "./data/data-acquisition.ts";
import { DataBufferClient } from "./data/data-buffer.ts";
import { DataServiceClient } from "./data/data-service.ts";
import { LogStatusClient } from "./data/log-status.ts";
import { MetricsLoggingClient } from "./data/metrics-logging.ts";
import { DirectoryClient } from "./directory.ts";
import { AreaCallbackClient } from "./graph-nav/area-callback.ts";
import { GraphNavClient } from "./graph-nav/client.ts";
import { MapProcessingClient } from "./graph-nav/map-processing.ts";
import { GraphNavRecordingClient } from "./graph-nav/recording.ts";
import { AutowalkClient } from "./mission/autowalk.ts";
import { MissionClient } from "./mission/client.ts";
import { RemoteMissionClient } from "./mission/remote.ts";
import { ArmSurfaceContactClient } from "./motion/arm-surface-contact.ts";
import { AutoReturnClient } from "./motion/auto-return.ts";
import { DockingClient } from "./motion/docking.ts";
import { DoorClient } from "./motion/door.ts";
import { InverseKinematicsClient } from "./motion/inverse-kinematics.ts";
import { ManipulationApiClient } from "./motion/manipulation.ts";
import { RobotCommandStreamingClient } from "./motion/robot-command-streaming.ts";
import { RobotCommandClient } from "./motion/robot-command.ts";
import { SpotCheckClient } from "./motion/spot-check.ts";
import { GpsAggregatorClient, GpsRegistrationClient } from "./perception/gps.ts";
import { GripperCameraParamClient } from "./perception/gripper-camera.ts";
import { HazardAvoidanceClient } from "./perception/hazard-avoidance.ts";
import { ImageClient } from "./perception/image.ts";
import { IrEnableDisableClient } from "./perception/ir-enable-disable.ts";
import { LocalGridClient } from "./perception/local-grid.ts";
import { NetworkComputeBridgeClient } from "./perception/network-compute-bridge.ts";
import { PointCloudClient } from "./perception/point-cloud.ts";
import { RayCastClient } from "./perception/ray-cast.ts";
import { WorldObjectClient } from "./perception/world-object.ts";
import { DirectoryRegistrationClient } from "./registration/directory-registration.ts";
import { FaultClient } from "./registration/fault.ts";
import { LicenseClient } from "./registration/license.ts";
import { PayloadRegistrationClient } from "./registration/payload-registration.ts";
import {
  PayloadSoftwareUpdateClient,
  PayloadSoftwareUpdateInitiationClient,
} from "./registration/payload-software-update.ts";
import { PayloadClient } from "./registration/payload.ts";
import { RobotIdClient } from "./robot-id.ts";
import { RobotStateClient } from "./robot-state/client.ts";
import { RobotStateStreamingClient } from "./robot-state/streaming-client.ts";
import { SpotCamAudioClient } from "./spot-cam/audio.ts";
import { SpotCamCompositorClient } from "./spot-cam/compositor.ts";
import { SpotCamHealthClient } from "./spot-cam/health.ts";
import { SpotCamLightingClient } from "./spot-cam/lighting.ts";
import { SpotCamMediaLogClient } from "./spot-cam/media-log.ts";
import { SpotCamNetworkClient } from "./spot-cam/network.ts";
import { SpotCamPowerClient } from "./spot-cam/power.ts";
import { SpotCamPtzClient } from "./spot-cam/ptz.ts";
import { SpotCamStreamQualityClient } from "./spot-cam/stream-quality.ts";
import { SpotCamVersionClient } from "./spot-cam/version.ts";
import { TimeSyncClient } from "./time-sync.ts";
import type { ServiceClientClass } from "./service-client.ts";

/** One class per service, in alphabetical order. */
export const clientClasses: readonly ServiceClientClass<unknown>[] = [
  AreaCallbackClient,
  ArmSurfaceContactClient,
  AudioVisualClient,
  AuthClient,
  AutoReturnClient,
  AutowalkClient,
  ChoreographyClient,
  DataAcquisitionClient,
  DataAcquisitionPluginClient,
  DataAcquisitionStoreClient,
  DataBufferClient,
  DataServiceClient,
  DirectoryClient,
  DirectoryRegistrationClient,
  DockingClient,
  DoorClient,
  EstopClient,
  FaultClient,
  GpsAggregatorClient,
  GpsRegistrationClient,
  GraphNavClient,
  GraphNavRecordingClient,
  GripperCameraParamClient,
  HazardAvoidanceClient,
  ImageClient,
  InverseKinematicsClient,
  IrEnableDisableClient,
  KeepaliveClient,
  LeaseClient,
  LicenseClient,
  LocalGridClient,
  LogStatusClient,
  ManipulationApiClient,
  MapProcessingClient,
  MetricsLoggingClient,
  MissionClient,
  NetworkComputeBridgeClient,
  PayloadClient,
  PayloadRegistrationClient,
  PayloadSoftwareUpdateClient,
  PayloadSoftwareUpdateInitiationClient,
  PointCloudClient,
  PowerClient,
  RayCastClient,
  RemoteMissionClient,
  RobotCommandClient,
  RobotCommandStreamingClient,
  RobotIdClient,
  RobotStateClient,
  RobotStateStreamingClient,
  SpotCamAudioClient,
  SpotCamCompositorClient,
  SpotCamHealthClient,
  SpotCamLightingClient,
  SpotCamMediaLogClient,
  SpotCamNetworkClient,
  SpotCamPowerClient,
  SpotCamPtzClient,
  SpotCamStreamQualityClient,
  SpotCamVersionClient,
  SpotCheckClient,
  TimeSyncClient,
  WorldObjectClient,
];

/** The client class of a service type, for example `bosdyn.api.ImageService`; `undefined` if it has none. */
export function clientClassOf(serviceType: string): ServiceClientClass<unknown> | undefined {
  return clientClasses.find((each) => each.serviceType === serviceType);
}
