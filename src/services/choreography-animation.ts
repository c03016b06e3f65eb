/** Uploading animations, but only those that the robot does not have: they are known by a hash of their content. */
import type { CallOptions } from "../grpc/index.ts";
import {
  Animation,
  type AnimationInit,
  type UploadAnimatedMoveResponse,
} from "../messages/bosdyn/api/spot/choreography_sequence.ts";
import type { ChoreographyClient } from "./choreography.ts";

/** Moves of this name's kind are animations that somebody uploaded. */
const UPLOADED = "animation::";

/** Name an animation by its content: the SHA-1 of its encoding, in lower-case hex. Equal animations have equal ids. */
export async function animationId(animation: AnimationInit): Promise<string> {
  // The bytes are a fresh array of their own, never shared memory.
  const bytes = Animation.encode(animation) as Uint8Array<ArrayBuffer>;
  const digest = new Uint8Array(await globalThis.crypto.subtle.digest("SHA-1", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Upload an animation, unless the robot has this very one.
 * @returns `undefined` if it had
 * @throws {AnimationValidationFailedError | ResponseError | RpcError}
 */
export async function uploadAnimation(
  client: Pick<ChoreographyClient, "listAllMoves" | "uploadAnimatedMove">,
  animation: AnimationInit,
  options?: CallOptions,
): Promise<UploadAnimatedMoveResponse | undefined> {
  const id = await animationId(animation);
  const { moves } = await client.listAllMoves({}, options);
  const isKnown = moves.some(
    ({ name, animatedMoveGeneratedId }) => name.includes(UPLOADED) && animatedMoveGeneratedId?.value === id,
  );
  if (isKnown) return undefined;
  return client.uploadAnimatedMove({ animatedMove: animation, animatedMoveGeneratedId: { value: id } }, options);
}
