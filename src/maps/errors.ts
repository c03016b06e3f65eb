/** What goes wrong with a map on disk. */
import { SpotError } from "../errors.ts";

/** A map folder cannot be used; `path` says which file or folder is at fault. */
export class MapFolderError extends SpotError {
  readonly code: "MAP_FOLDER_NOT_A_MAP" | "MAP_FOLDER_CORRUPT" | "MAP_FOLDER_UNSAFE_ID" | "MAP_FOLDER_IO";
  readonly retryable = false;
  readonly path: string;

  constructor(code: MapFolderError["code"], path: string, detail: string, options?: ErrorOptions) {
    super(`${path}: ${detail}`, options);
    this.code = code;
    this.path = path;
  }
}
