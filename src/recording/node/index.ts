/** Recordings in files. */
export { type ReadRecordingOptions, readRecording } from "./read-recording.ts";
export { createRecording, RecordingFile, type RecordingFileOptions } from "./recording-file.ts";
