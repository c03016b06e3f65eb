/** Gives the model bytes as they come, in pieces, so that the page stays awake meanwhile. */
import type { PageModel } from "../../model/page-model.ts";
import { Slices } from "../slices.ts";

const PIECE_BYTES = 64 * 1024;

/**
 * Feed a model to its end.
 * @param onProgress hears after every piece
 * @throws {unknown} what the stream throws; the model has ended then, with what had come
 */
export async function feed(
  model: PageModel,
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal,
  onProgress: () => void,
): Promise<void> {
  const reader = stream.getReader();
  const slices = new Slices();
  const isOver = (): boolean => signal.aborted;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || isOver()) break;
      for (let at = 0; at < value.length; at += PIECE_BYTES) {
        model.push(value.subarray(at, at + PIECE_BYTES));
        onProgress();
        await slices.pause();
        if (isOver()) return;
      }
    }
  } finally {
    if (signal.aborted) await reader.cancel().catch(() => undefined);
    model.end();
    onProgress();
  }
}
