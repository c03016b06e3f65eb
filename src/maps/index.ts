/** GraphNav maps on disk, in the layout of the API's own tools. */
export { checkMapFolder, type CheckMapOptions, type MapCheck } from "./check-map-folder.ts";
export { MapFolderError } from "./errors.ts";
export {
  type FetchedMap,
  fetchMapFolder,
  type FetchMapFolderOptions,
  type MapTransferProgress,
} from "./fetch-map-folder.ts";
export { findWaypoints } from "./find-waypoint.ts";
export { MapFolder, type SnapshotKind } from "./map-folder.ts";
export { mapLayout, type MapLayout } from "./map-layout.ts";
export { mapSvg, type MapSvgOptions } from "./map-svg.ts";
export { sendMapFolder } from "./send-map-folder.ts";
