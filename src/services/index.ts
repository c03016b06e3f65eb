/**
 * Clients of Spot's services, one class each, and the errors they throw. A list of names, hence its length.
 */
export {
  AudioVisualClient,
  BehaviorDoesNotExistError,
  BehaviorExpiredError,
  InvalidBehaviorError,
  InvalidClientError,
  PermanentBehaviorError,
} from "./audio-visual/client.ts";
export { playBehavior, type PlayBehaviorOptions } from "./audio-visual/play-behavior.ts";
export { AuthClient, InvalidLoginError, InvalidTokenError, TemporarilyLockedOutError } from "./auth.ts";
export { animationId, uploadAnimation } from "./choreography-animation.ts";
export {
  AnimationValidationFailedError,
  ChoreographyClient,
  InvalidUploadedChoreographyError,
  NoRecordedInformationError,
  type RecordedStates,
  RecordingBufferFullError,
  RobotCommandIssuesError,
  UnknownRecordingSessionIdError,
} from "./choreography.ts";
export {
  ConfigMismatchError,
  EndpointMismatchError,
  EndpointUnknownError,
  EstopClient,
  EstopInvalidIdError,
  IncorrectChallengeResponseError,
  InvalidEndpointError,
  MotorsOnError,
} from "./control/estop.ts";
export { InvalidPolicyError, KeepaliveClient, KeepaliveInvalidLeaseError } from "./control/keepalive.ts";
export {
  InvalidResourceError,
  LeaseClient,
  NotActiveLeaseError,
  NotAuthoritativeServiceError,
  ResourceAlreadyClaimedError,
} from "./control/lease.ts";
export {
  BatteryMissingError,
  CommandInProgressError,
  EstoppedError,
  FanControlTemperatureError,
  KeepaliveMotorsOffError,
  OverriddenError,
  PowerClient,
  PowerFaultedError,
  SafetyStopFailedError,
  SafetyStopIncompatibleHardwareError,
  SafetyStopUnknownStopTypeError,
  ShorePowerConnectedError,
} from "./control/power.ts";
export { removeAllPolicies } from "./control/remove-policies.ts";
export { FanCommandEndedError, type FanCommandOptions, runFanCommand } from "./control/run-fan-command.ts";
export {
  cutMotorPower,
  type PowerCommandOptions,
  PowerCommandTimedOutError,
  powerOnMotors,
  runPowerCommand,
  setPayloadPower,
  setWifiPower,
} from "./control/run-power-command.ts";
export {
  type RobotPowerAction,
  safePowerOffMotors,
  type SafePowerOffClients,
  type SafePowerOffOptions,
  safePowerOffRobot,
} from "./control/safe-power-off.ts";
export { checkCustomParams } from "./custom-params/check-params.ts";
export { customParamSpecProblems } from "./custom-params/check-spec.ts";
export { withCustomParamDefaults } from "./custom-params/default-params.ts";
export { DataChunkError } from "./data-chunks.ts";
export {
  type AcquiredData,
  acquireDataAndWait,
  type AcquireOptions,
  type Acquisition,
  DataAcquisitionFailedError,
  DataAcquisitionTimedOutError,
} from "./data/acquire-data.ts";
export { DataAcquisitionStoreClient, type StoredData } from "./data/data-acquisition-store.ts";
export {
  CancellationFailedError,
  DataAcquisitionClient,
  DataAcquisitionPluginClient,
  DataAcquisitionRequestIdDoesNotExistError,
  UnknownCaptureTypeError,
} from "./data/data-acquisition.ts";
export { DataBufferClient, type LocalSignalTicks } from "./data/data-buffer.ts";
export { DataServiceClient } from "./data/data-service.ts";
export {
  ConcurrencyLimitReachedError,
  ExperimentAlreadyRunningError,
  InactiveLogError,
  LogStatusClient,
  LogStatusRequestIdDoesNotExistError,
  NoDataForEventError,
  type PastLogOptions,
} from "./data/log-status.ts";
export { MetricsLoggingClient } from "./data/metrics-logging.ts";
export { parameter, type ParameterValue, recordEvent, type RecordedEvent } from "./data/record-event.ts";
export { recordBytes, recordMessage, type RecordMessageOptions } from "./data/record-message.ts";
export { TextLog, type TextLogDetails, type TextLogOptions } from "./data/text-log.ts";
export type { DeclaredClient } from "./declared-client.ts";
export {
  type ClientClass,
  type ClientFacts,
  defineClient,
  type FactsOf,
  type LocalTimePaths,
  type RequestOf,
  type RpcFunction,
  type RpcName,
  type Rpcs,
  type ServiceDescription,
} from "./define-client.ts";
export { DirectoryClient, NonexistentServiceError } from "./directory.ts";
export { CustomParamError, type CustomParamErrorInit } from "./errors/custom-param-error.ts";
export { LeaseUseError, type LeaseUseErrorInit } from "./errors/lease-use-error.ts";
export { LicenseError } from "./errors/license-error.ts";
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
export {
  AreaCallbackClient,
  ExpiredEndTimeError,
  InvalidCommandIdError,
  InvalidConfigError,
  MissingLeaseResourcesError,
  ShutdownCallbackFailedError,
} from "./graph-nav/area-callback.ts";
export {
  edgeAnnotations,
  type EdgeAnnotationsOptions,
  type LocalizeRegion,
  localizeRegion,
} from "./graph-nav/annotations.ts";
export { GraphNavClient, type UploadOptions } from "./graph-nav/client.ts";
export type { EncodedSnapshot } from "./graph-nav/encoded-snapshots.ts";
export {
  AreaCallbackMapError,
  CannotModifyMapDuringRecordingError,
  ConstraintFaultError,
  FeatureDesertError,
  GraphNavCommandExpiredError,
  GraphNavInvalidGraphError,
  GraphNavMapTooLargeLicenseError,
  GraphNavNoTimeSyncError,
  GraphNavRobotImpairedError,
  GraphNavTooDistantError,
  GraphNavUnknownWaypointError,
  IncompatibleSensorsError,
  InvalidEdgeError,
  InvalidGpsError,
  InvalidPoseError,
  IsRecordingError,
  NoAnchoringError,
  NoPathError,
  RequestAbortedError,
  RequestFailedError,
  RobotFaultedError,
  RobotLostError,
  RobotNotLocalizedToRouteError,
  RobotStuckError,
  RouteNotUpdatingError,
  UnknownMapInformationError,
  UnknownRouteElementsError,
  UnrecognizedCommandError,
} from "./graph-nav/errors.ts";
export { graphProblems } from "./graph-nav/graph-problems.ts";
export {
  localizeByFiducial,
  type LocalizeByFiducialOptions,
  localizeNear,
  type LocalizeNearOptions,
  type LocalizeOptions,
} from "./graph-nav/localize.ts";
export {
  AnchoringInvalidParamsError,
  ConstraintViolationError,
  InvalidGravityAlignmentError,
  InvalidHintsError,
  MapModifiedError,
  MapProcessingClient,
  MapProcessingInvalidGraphError,
  MaxIterationsError,
  MaxTimeError,
  MissingSnapshotsError,
  OptimizationFailureError,
} from "./graph-nav/map-processing.ts";
export {
  fetchMap,
  type FetchMapOptions,
  type GraphNavMap,
  type MapProgress,
  type MapToSend,
  sendMap,
  type SendMapOptions,
  type SentMap,
  type SnapshotSource,
} from "./graph-nav/map-transfer.ts";
export {
  navigateAlongRoute,
  NavigationFailedError,
  NavigationTimedOutError,
  type NavigateOptions,
  navigateToSeedPose,
  navigateToWaypoint,
} from "./graph-nav/navigate.ts";
export {
  CouldNotCreateWaypointError,
  EdgeExistsError,
  EdgeMissingTransformError,
  FiducialPoseError,
  FollowingRouteError,
  GraphNavRecordingClient,
  MissingFiducialsError,
  NotLocalizedToEndError,
  NotLocalizedToExistingMapError,
  NotReadyYetError,
  NotRecordingError,
  RecordingMapTooLargeLicenseError,
  RecordingRobotImpairedError,
  RecordingUnknownWaypointError,
  RemoteCloudFailureNoDataError,
  RemoteCloudFailureNotInDirectoryError,
  TooFarFromExistingMapError,
} from "./graph-nav/recording.ts";
export { type StopRecordingOptions, stopRecordingWhenReady } from "./graph-nav/stop-recording.ts";
export { BODY_RESOURCE, type LeaseProvider } from "./lease-provider.ts";
export { compareLeases, type CompareLeasesOptions, type LeaseComparison } from "./leases/compare-leases.ts";
export { createNewerLease, createSublease, isValidLease, type ReadonlyLease } from "./leases/derive-lease.ts";
export { type LeaseTolerance, leaseUseStatus } from "./leases/lease-use-status.ts";
export { LeaseValidator } from "./leases/lease-validator.ts";
export { type LeaseLister, readResourceHierarchy, ResourceHierarchy } from "./leases/resource-hierarchy.ts";
export { AutowalkClient, AutowalkCompilationError, AutowalkValidationError } from "./mission/autowalk.ts";
export {
  type BlackboardValue,
  constantValue,
  nodeValue,
  nodeValues,
  parameterReference,
  readConstantValue,
  type ValuesByKey,
  type ValueSource,
} from "./mission/blackboard.ts";
export {
  IncompatibleAnswerError,
  InvalidAnswerCodeError,
  InvalidQuestionIdError,
  MissionClient,
  MissionCompilationError,
  MissionValidationError,
  NoMissionError,
  NoMissionPlayingError,
  QuestionAlreadyAnsweredError,
} from "./mission/client.ts";
export { mergeVelocityLimits } from "./mission/merge-velocity-limits.ts";
export { missionNode, type NodeKind, type NodeOptions } from "./mission/node.ts";
export {
  MissionFailedError,
  type MissionPlayer,
  MissionTimedOutError,
  playMission,
  type PlayMissionOptions,
} from "./mission/play-mission.ts";
export type { MissionAnswer, QuestionHandler } from "./mission/questions.ts";
export {
  InvalidSessionIdError,
  MissingInputsError,
  MissingLeasesError,
  RemoteMissionClient,
} from "./mission/remote.ts";
export { ArmSurfaceContactClient } from "./motion/arm-surface-contact.ts";
export { AutoReturnClient, AutoReturnInvalidParameterError } from "./motion/auto-return.ts";
export {
  armProgress,
  batteryChangePoseProgress,
  type CommandJudge,
  type CommandProgress,
  safePowerOffProgress,
  selfRightProgress,
  sitProgress,
  stanceProgress,
  standProgress,
  trajectoryProgress,
} from "./motion/command-progress.ts";
export {
  armPoseCommand,
  type ArmPoseCommandOptions,
  type ArmPosePoint,
  armTrajectoryCommand,
  type ArmTrajectoryCommandOptions,
  armWrenchCommand,
  type ArmWrenchCommandOptions,
  type HandOptions,
} from "./motion/commands/arm-cartesian-commands.ts";
export { armGazeCommand, type ArmGazeCommandOptions, type GazeHand } from "./motion/commands/arm-gaze-command.ts";
export {
  armImpedanceCommand,
  type ArmImpedanceCommandOptions,
  type ArmImpedancePoint,
  type SixAxes,
} from "./motion/commands/arm-impedance-command.ts";
export {
  armJointCommand,
  type ArmJointOptions,
  type ArmJointPoint,
  type ArmJoints,
  armJointTrajectoryCommand,
  type ArmJointTrajectoryOptions,
} from "./motion/commands/arm-joint-commands.ts";
export {
  armDragCommand,
  armJointFreezeCommand,
  armStopCommand,
  carryArmCommand,
  readyArmCommand,
  stowArmCommand,
} from "./motion/commands/arm-posture-commands.ts";
export type { ArmOptions, HandLimits, TaskFrameOptions } from "./motion/commands/arm-request.ts";
export {
  armCylindricalVelocityCommand,
  type ArmCylindricalVelocityCommandOptions,
  armVelocityCommand,
  type ArmVelocityCommandOptions,
  type ArmVelocityOptions,
} from "./motion/commands/arm-velocity-commands.ts";
export {
  bodyAssist,
  type BodyAssistOptions,
  type BodyOffset,
  bodyOffset,
  bodyPose,
  type BodyPoseOptions,
  type EulerAngles,
} from "./motion/commands/body-control.ts";
export { combineCommands, RobotCommandConflictError } from "./motion/commands/combine-commands.ts";
export type { CommandTime, EndTimeOptions } from "./motion/commands/command-time.ts";
export {
  constrainedManipulationCommand,
  type ConstrainedManipulationOptions,
} from "./motion/commands/constrained-manipulation-command.ts";
export {
  batteryChangePoseCommand,
  type BatteryChangePoseCommandOptions,
  freezeCommand,
  type FreezeOptions,
  jointControlCommand,
  payloadEstimationCommand,
  safePowerOffCommand,
  type SafePowerOffCommandOptions,
  selfRightCommand,
  stopCommand,
} from "./motion/commands/full-body-commands.ts";
export {
  closeGripperCommand,
  gripperAngleCommand,
  type GripperOptions,
  gripperShareCommand,
  openGripperCommand,
} from "./motion/commands/gripper-commands.ts";
export {
  type MobilityOptions,
  mobilityParams,
  type MobilityParamsOptions,
  packMobilityParams,
} from "./motion/commands/mobility-params.ts";
export {
  followArmCommand,
  type FollowArmCommandOptions,
  mobilityFreezeCommand,
  mobilityStopCommand,
  sitCommand,
  standCommand,
} from "./motion/commands/posture-commands.ts";
export { type FootPositions, stanceCommand, type StanceCommandOptions } from "./motion/commands/stance-command.ts";
export {
  trajectoryCommand,
  type TrajectoryCommandOptions,
  type TrajectoryFrame,
} from "./motion/commands/trajectory-command.ts";
export {
  type SlewRateLimit,
  velocityCommand,
  type VelocityCommandOptions,
} from "./motion/commands/velocity-command.ts";
export { type PlanarVelocity, velocityLimit, type VelocityLimits } from "./motion/commands/velocity-limit.ts";
export {
  DockingFailedError,
  type DockingOptions,
  type DockOptions,
  dockRobot,
  getDockId,
  goToPrepPose,
  undockRobot,
} from "./motion/dock.ts";
export { DockingClient } from "./motion/docking.ts";
export { DoorClient } from "./motion/door.ts";
export { InverseKinematicsClient } from "./motion/inverse-kinematics.ts";
export { LatestCommandSender, type LatestCommandSenderOptions } from "./motion/latest-command-sender.ts";
export { ManipulationApiClient } from "./motion/manipulation.ts";
export { RobotCommandFailedError, RobotCommandTimedOutError } from "./motion/robot-command-errors.ts";
export {
  ARM_JOINTS,
  type JointControlOptions,
  jointControlRequests,
  type JointGains,
  type JointUpdate,
  LEG_JOINTS,
  positionGains,
} from "./motion/joint-control.ts";
export { JointControlTemplate } from "./motion/joint-control-template.ts";
export { RobotCommandStreamingClient } from "./motion/robot-command-streaming.ts";
export {
  BehaviorFaultError,
  BehaviorFaultNotClearedError,
  DockedError,
  type LocalRobotCommand,
  NotPoweredOnError,
  RobotCommandClient,
  RobotCommandExpiredError,
  RobotCommandNoTimeSyncError,
  RobotCommandTooDistantError,
  RobotCommandUnknownFrameError,
  RobotCommandUnsupportedError,
  type SendCommandOptions,
} from "./motion/robot-command.ts";
export {
  awaitRobotCommand,
  runRobotCommand,
  type RunRobotCommandOptions,
  selfRight,
} from "./motion/run-robot-command.ts";
export {
  CameraCalibrationTimedOutError,
  runCameraCalibration,
  runSpotCheck,
  SpotCheckTimedOutError,
} from "./motion/run-spot-check.ts";
export {
  CameraCalibrationCalculationError,
  CameraCalibrationInternalError,
  CameraCalibrationPowerError,
  CameraCalibrationRobotCommandError,
  CameraCalibrationTargetNotCenteredError,
  CameraCalibrationUserCanceledError,
  SpotCheckCameraTimeoutError,
  SpotCheckClient,
  SpotCheckEndstopTimeoutError,
  SpotCheckFailedStandError,
  SpotCheckGroundCheckError,
  SpotCheckImuCheckError,
  SpotCheckLoadcellTimeoutError,
  SpotCheckNotSittingError,
  SpotCheckPowerOnFailureError,
  SpotCheckUnexpectedPowerChangeError,
} from "./motion/spot-check.ts";
export { packAny, type PackedMessage } from "./pack-any.ts";
export {
  type CameraPoint,
  type DepthImage,
  depthImagePoints,
  type DepthRange,
  pixelToCameraPoint,
} from "./perception/depth-image.ts";
export { GpsAggregatorClient, GpsRegistrationClient } from "./perception/gps.ts";
export { GripperCameraParamClient } from "./perception/gripper-camera.ts";
export { HazardAvoidanceClient } from "./perception/hazard-avoidance.ts";
export { DEFAULT_QUALITY_PERCENT, imageRequest, takeImages } from "./perception/image-request.ts";
export {
  ImageClient,
  ImageDataError,
  ImageSourceDataError,
  UnknownImageSourceError,
  UnsupportedImageFormatRequestedError,
  UnsupportedPixelFormatRequestedError,
  UnsupportedResizeRatioRequestedError,
} from "./perception/image.ts";
export { IrEnableDisableClient } from "./perception/ir-enable-disable.ts";
export { localGridValues, type LocalGridValues } from "./perception/local-grid-values.ts";
export { LocalGridClient } from "./perception/local-grid.ts";
export { netpbmFile, type NetpbmFile } from "./perception/netpbm.ts";
export {
  ExternalServerError,
  ExternalServiceNotFoundError,
  NetworkComputeAnalysisFailedError,
  NetworkComputeBridgeClient,
  NetworkComputeRotationError,
} from "./perception/network-compute-bridge.ts";
export { pointCloudPoints } from "./perception/point-cloud-points.ts";
export {
  PointCloudClient,
  PointCloudDataError,
  PointCloudSourceDataError,
  PointCloudTypeError,
  UnknownPointCloudSourceError,
} from "./perception/point-cloud.ts";
export {
  InvalidIntersectionTypeError,
  RayCastClient,
  RayCastInvalidRequestError,
  RayCastUnknownFrameError,
} from "./perception/ray-cast.ts";
export {
  addWorldObject,
  changeWorldObject,
  deleteWorldObject,
  type DrawableObject,
  drawableObject,
  type LocalWorldObject,
  type WorldObjectChange,
} from "./perception/world-object-changes.ts";
export { WorldObjectClient } from "./perception/world-object.ts";
export type { WaitOptions } from "./poll.ts";
export {
  DirectoryRegistrationClient,
  ServiceAlreadyExistsError,
  ServiceDoesNotExistError,
} from "./registration/directory-registration.ts";
export { ensurePayloadRegistered } from "./registration/ensure-payload.ts";
export { FaultClient, ServiceFaultAlreadyExistsError, ServiceFaultDoesNotExistError } from "./registration/fault.ts";
export { LicenseClient } from "./registration/license.ts";
export {
  InvalidPayloadCredentialsError,
  PayloadAlreadyExistsError,
  type PayloadCredentials,
  PayloadDoesNotExistError,
  PayloadNotAuthorizedError,
  PayloadRegistrationClient,
} from "./registration/payload-registration.ts";
export {
  PayloadSoftwareUpdateClient,
  PayloadSoftwareUpdateInitiationClient,
} from "./registration/payload-software-update.ts";
export { PayloadClient } from "./registration/payload.ts";
export { type RaisedFault, type RaisedFaultInit, raiseFault } from "./registration/raise-fault.ts";
export { type RobotClock, RobotTimeUnknownError, type WithLocalTimes } from "./request-times.ts";
export { RobotIdClient } from "./robot-id.ts";
export { RobotStateClient } from "./robot-state/client.ts";
export { JointStateBuffer, type JointStateBufferOptions } from "./robot-state/joints/buffer.ts";
export { getHardwareConfigurationWithModels } from "./robot-state/link-models.ts";
export { hasArm, isPoweredOn, motorPowerState } from "./robot-state/robot-traits.ts";
export { RobotStateStreamingClient } from "./robot-state/streaming-client.ts";
export { RobotStateBuffer } from "./robot-state/stream/buffer.ts";
export type {
  CommandStateView,
  ImuPacketView,
  ImuStateView,
  JointStatesView,
  KinematicStateView,
  PoseView,
  TimeView,
  VelocityView,
} from "./robot-state/stream/views.ts";
export type {
  ElementFacts,
  ResponseErrorClass,
  RpcFacts,
  StatusError,
  StatusErrors,
  StatusTable,
} from "./rpc-facts.ts";
export { ServiceClient, type ServiceClientClass, type ServiceClientOptions } from "./service-client.ts";
export { SpotCamAudioClient } from "./spot-cam/audio.ts";
export { SpotCamCompositorClient } from "./spot-cam/compositor.ts";
export { SpotCamHealthClient } from "./spot-cam/health.ts";
export { SpotCamLightingClient } from "./spot-cam/lighting.ts";
export { type Retrieved, SpotCamMediaLogClient } from "./spot-cam/media-log.ts";
export { SpotCamNetworkClient } from "./spot-cam/network.ts";
export { SpotCamPowerClient } from "./spot-cam/power.ts";
export { SpotCamPtzClient } from "./spot-cam/ptz.ts";
export { clampLedBrightness, normalizePanDegrees } from "./spot-cam/ranges.ts";
export { SpotCamStreamQualityClient } from "./spot-cam/stream-quality.ts";
export { SpotCamVersionClient } from "./spot-cam/version.ts";
export { TimeSyncClient, type TimeSyncSample } from "./time-sync.ts";
export {
  durationNanos,
  localTime,
  type LocalTime,
  localTimeToTimestamp,
  nanosToDuration,
  robotTime,
  type RobotTime,
  robotTimeFromTimestamp,
  robotTimeToTimestamp,
  timestampNanos,
} from "./time.ts";
export { wallClock } from "./wall-clock.ts";
export { WaitTimedOutError } from "./wait-timed-out-error.ts";
