/** Recordings of connections to a robot: their records, and the bytes that stand for them. docs/recordings.md has the format. */
export { RecordingFileError, type RecordingErrorCode } from "./errors.ts";
export { RecordingParser, type RecordingEnd } from "./parser.ts";
export { RecordingWriter, type RecordingSink } from "./writer.ts";
export type {
  BytesRecord,
  ClosedRecord,
  ConnectionRecord,
  EndedRecord,
  FinishedRecord,
  NoteRecord,
  OpenedRecord,
  RecordedSide,
  RecordingRecord,
  StartRecord,
} from "./records.ts";
