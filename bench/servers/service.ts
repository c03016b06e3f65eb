/** What every server of the bench serves: bytes that it does not look into, so that its codecs do not matter. */

/** Paths of the methods. */
export const PATHS = {
  /** Whatever the request, the same answer. */
  unary: "/bosdyn.api.RobotIdService/GetRobotId",
  /** As many chunks as `downloadRequest` asks for. */
  download: "/spotwire.bench.Bulk/Download",
  /** Takes any number of messages; answers `uploadAnswer`. */
  upload: "/spotwire.bench.Bulk/Upload",
} as const;

/** Server name and `:authority` of every call. */
export const AUTHORITY = "id.spot.robot";

/** What the server is told before it listens. */
export interface ServerSetup {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** The answer of the unary method, base64. */
  readonly answer: string;
}

/** Ask for chunks of so many bytes. */
export function downloadRequest(chunks: number, chunkBytes: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(chunks, chunkBytes).buffer);
}

/** Read `downloadRequest`. */
export function readDownloadRequest(bytes: Uint8Array): { readonly chunks: number; readonly chunkBytes: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { chunks: view.getUint32(0, true), chunkBytes: view.getUint32(4, true) };
}

/** Say how many bytes came. */
export function uploadAnswer(received: number): Uint8Array {
  return new Uint8Array(BigUint64Array.of(BigInt(received)).buffer);
}

/** Read `uploadAnswer`. */
export function readUploadAnswer(bytes: Uint8Array): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getBigUint64(0, true));
}
