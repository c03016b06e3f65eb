/** Every client class, for tests that go through them all. */
import { AudioVisualClient } from "../../src/services/audio-visual/client.ts";
import { AuthClient } from "../../src/services/auth.ts";
import { ChoreographyClient } from "../../src/services/choreography.ts";
import { EstopClient } from "../../src/services/control/estop.ts";
import { KeepaliveClient } from "../../src/services/control/keepalive.ts";
import { LeaseClient } from "../../src/services/control/lease.ts";
import { PowerClient } from "../../src/services/control/power.ts";
import { DataAcquisitionStoreClient } from "../../src/services/data/data-acquisition-store.ts";
import { DataAcquisitionClient, DataAcquisitionPluginClient } from "../../src/services/data/data-acquisition.ts";
import { DataBufferClient } from "../../src/services/data/data-buffer.ts";
import { DataServiceClient } from "../../src/services/data/data-service.ts";
import { LogStatusClient } from "../../src/services/data/log-status.ts";
import { MetricsLoggingClient } from "../../src/services/data/metrics-logging.ts";
import { DirectoryClient } from "../../src/services/directory.ts";
import { AreaCallbackClient } from "../../src/services/graph-nav/area-callback.ts";
import { GraphNavClient } from "../../src/services/graph-nav/client.ts";
import { MapProcessingClient } from "../../src/services/graph-nav/map-processing.ts";
import { GraphNavRecordingClient } from "../../src/services/graph-nav/recording.ts";
import { AutowalkClient } from "../../src/services/mission/autowalk.ts";
import { MissionClient } from "../../src/services/mission/client.ts";
import { RemoteMissionClient } from "../../src/services/mission/remote.ts";
import { ArmSurfaceContactClient } from "../../src/services/motion/arm-surface-contact.ts";
import { AutoReturnClient } from "../../src/services/motion/auto-return.ts";
import { DockingClient } from "../../src/services/motion/docking.ts";
import { DoorClient } from "../../src/services/motion/door.ts";
import { InverseKinematicsClient } from "../../src/services/motion/inverse-kinematics.ts";
import { ManipulationApiClient } from "../../src/services/motion/manipulation.ts";
import { RobotCommandStreamingClient } from "../../src/services/motion/robot-command-streaming.ts";
import { RobotCommandClient } from "../../src/services/motion/robot-command.ts";
import { SpotCheckClient } from "../../src/services/motion/spot-check.ts";
import { GpsAggregatorClient, GpsRegistrationClient } from "../../src/services/perception/gps.ts";
import { GripperCameraParamClient } from "../../src/services/perception/gripper-camera.ts";
import { HazardAvoidanceClient } from "../../src/services/perception/hazard-avoidance.ts";
import { ImageClient } from "../../src/services/perception/image.ts";
import { IrEnableDisableClient } from "../../src/services/perception/ir-enable-disable.ts";
import { LocalGridClient } from "../../src/services/perception/local-grid.ts";
import { NetworkComputeBridgeClient } from "../../src/services/perception/network-compute-bridge.ts";
import { PointCloudClient } from "../../src/services/perception/point-cloud.ts";
import { RayCastClient } from "../../src/services/perception/ray-cast.ts";
import { WorldObjectClient } from "../../src/services/perception/world-object.ts";
import { DirectoryRegistrationClient } from "../../src/services/registration/directory-registration.ts";
import { FaultClient } from "../../src/services/registration/fault.ts";
import { LicenseClient } from "../../src/services/registration/license.ts";
import { PayloadRegistrationClient } from "../../src/services/registration/payload-registration.ts";
import {
  PayloadSoftwareUpdateClient,
  PayloadSoftwareUpdateInitiationClient,
} from "../../src/services/registration/payload-software-update.ts";
import { PayloadClient } from "../../src/services/registration/payload.ts";
import { RobotIdClient } from "../../src/services/robot-id.ts";
import { RobotStateClient } from "../../src/services/robot-state/client.ts";
import { RobotStateStreamingClient } from "../../src/services/robot-state/streaming-client.ts";
import { SpotCamAudioClient } from "../../src/services/spot-cam/audio.ts";
import { SpotCamCompositorClient } from "../../src/services/spot-cam/compositor.ts";
import { SpotCamHealthClient } from "../../src/services/spot-cam/health.ts";
import { SpotCamLightingClient } from "../../src/services/spot-cam/lighting.ts";
import { SpotCamMediaLogClient } from "../../src/services/spot-cam/media-log.ts";
import { SpotCamNetworkClient } from "../../src/services/spot-cam/network.ts";
import { SpotCamPowerClient } from "../../src/services/spot-cam/power.ts";
import { SpotCamPtzClient } from "../../src/services/spot-cam/ptz.ts";
import { SpotCamStreamQualityClient } from "../../src/services/spot-cam/stream-quality.ts";
import { SpotCamVersionClient } from "../../src/services/spot-cam/version.ts";
import { TimeSyncClient } from "../../src/services/time-sync.ts";
import type { ServiceClientClass } from "../../src/services/service-client.ts";

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
