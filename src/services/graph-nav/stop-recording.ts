/** Ending a recording: a robot that is still processing what it saw is asked again. */
import type { StopRecordingResponse } from "../../messages/bosdyn/api/graph_nav/recording.ts";
import type { LeaseInit } from "../../messages/bosdyn/api/lease.ts";
import { Wait, type WaitOptions } from "../poll.ts";
import { type GraphNavRecordingClient, NotReadyYetError } from "./recording.ts";

/** How to end a recording. Defaults: 60 s in all, asking every 1.5 s. */
export interface StopRecordingOptions extends WaitOptions<NotReadyYetError> {
  readonly lease?: LeaseInit | undefined;
}

const DEFAULTS = { timeoutMs: 60_000, intervalMs: 1500 };

/**
 * Stop recording, and ask again as long as the robot is not ready to. Optimise the anchoring afterwards, which the robot
 * does not do by itself: `MapProcessingClient.runAnchoring`.
 * @throws {NotReadyYetError} it was not ready when the time was up
 * @throws {NotLocalizedToEndError | ResponseError | RpcError}
 */
export async function stopRecordingWhenReady(
  client: Pick<GraphNavRecordingClient, "stopRecording">,
  { lease, ...options }: StopRecordingOptions = {},
): Promise<StopRecordingResponse> {
  const wait = new Wait(options, DEFAULTS);
  let notReady: NotReadyYetError | undefined;
  const response = await wait.until(
    "/bosdyn.api.graph_nav.GraphNavRecordingService/StopRecording",
    async (callOptions) => {
      try {
        return await client.stopRecording({ lease }, callOptions);
      } catch (error) {
        if (!(error instanceof NotReadyYetError)) throw error;
        notReady = error;
        options.onProgress?.(error);
        return undefined;
      }
    },
  );
  if (response !== undefined) return response;
  throw notReady as NotReadyYetError;
}
