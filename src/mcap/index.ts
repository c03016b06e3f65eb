/** MCAP files of a robot's messages, with the schemas that readers need: for Foxglove and what else reads MCAP. */
export { fileDescriptorSet } from "./descriptor-set.ts";
export { type McapErrorCode, McapFileError } from "./errors.ts";
export { type FoxgloveMessage, foxgloveImage, foxgloveTransforms } from "./foxglove-messages.ts";
export { FOXGLOVE_SCHEMA } from "./foxglove-schema.ts";
export { McapFile, type McapFileOptions, type McapTimes, type McapTopic } from "./mcap-file.ts";
export { recordCalls, type RecordCallsOptions } from "./record-calls.ts";
export { recordRobot, type RecordRobotOptions } from "./record-robot.ts";
export { createMcap, FileSink, type McapSink } from "./sink.ts";
