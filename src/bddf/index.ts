/** BDDF, the files in which robots record: read as a stream, read by index, written. */
export { BddfError } from "./errors.ts";
export { BddfFile, openBddf, type RecordSpan } from "./file-reader.ts";
export { bytesPerSample, decodeSamples, encodeSample, numbersPerSample, type PodSample } from "./pod.ts";
export { CHANNEL_KEY, GRPC_SERVICE_KEY, MESSAGE_TYPE_KEY, seriesIdentifierHash, SeriesType } from "./series.ts";
export { type BddfRecord, readBddf, type ReadBddfOptions } from "./stream-reader.ts";
export { type BddfSink, BddfWriter, type RecordInit } from "./writer.ts";
