/** Long work in slices: between them the page draws and answers. */

/** So long a slice may take; a picture is drawn every 16 ms. */
const SLICE_MS = 10;

/** Tells when it is time to pause. */
export class Slices {
  #endsAt = performance.now() + SLICE_MS;

  /** Pause if the slice is over. */
  async pause(): Promise<void> {
    if (performance.now() < this.#endsAt) return;
    await nextTask();
    this.#endsAt = performance.now() + SLICE_MS;
  }
}

/** Timers are held up in a page that nobody looks at; messages are not. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
