/** Sounds of the Spot CAM. */
import type { CallOptions } from "../../grpc/index.ts";
import type { SoundInit } from "../../messages/bosdyn/api/spot_cam/audio.ts";
import { AudioServiceCalls } from "../../messages/bosdyn/api/spot_cam/service.ts";
import { GRAPH_PIECE_BYTES, splitIntoMessages } from "../data-chunks.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

const AudioRpcs: ClientClass<typeof AudioServiceCalls> = /* @__PURE__ */ defineClient(AudioServiceCalls, {
  serviceName: "spot-cam-audio",
});

/** Plays, loads and lists sounds. Needs a login. */
export class SpotCamAudioClient extends AudioRpcs {
  /**
   * Load a sound of any length.
   * @param data a WAV file; sent in pieces that are views on it: leave it as it is until the call ends
   * @throws {ResponseError | RpcError}
   */
  async sendSound(sound: SoundInit, data: Uint8Array, options?: CallOptions): Promise<void> {
    await this.loadSound(
      splitIntoMessages(data, GRAPH_PIECE_BYTES, (chunk) => ({ sound, data: chunk })),
      options,
    );
  }
}
