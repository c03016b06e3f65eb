/**
 * Types that a public signature names and that are no part of the API: helpers of one type, which spell out a part of it.
 * Whatever else is named and not exported is a mistake, and fails the build of the site.
 */
export const INTERNAL_TYPES: readonly string[] = [
  // Rows of the matrices, whose own text says what they are.
  "Row3",
  "Row4",
  "Row6",
  // What every record of multicast DNS has; shown in place.
  "RecordBase",
  // Lists that a union of names is taken from.
  "JOINTS",
  "KEY_USAGES",
  // The fields that a mission's nodes have in common, taken away from another type.
  "Common",
  // Computations on types, behind WithLocalTimes, Rpcs and the clients made from tables.
  "PathsOf",
  "Descend",
  "Below",
  "RobotCommandTimes",
  "DataBufferTimes",
  "ArmSurfaceContactTimes",
  "DataAcquisitionTimes",
  "DockingTimes",
  "HazardAvoidanceTimes",
  "WorldObjectTimes",
  // What parts of this package hand each other, on members that their users do not touch.
  "RobotParts",
  "CallLauncher",
  "InPlaceReads",
  "MessageParts",
  "WriteFailure",
  "LeanCall",
  "CallSink",
  "Connection",
  // Parts of an option's type that its docstring tells.
  "AlongOrAround",
  "Feedback",
  "Journey",
];
