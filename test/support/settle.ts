/** Letting things happen that wait for nothing but their turn. */

/** Let everything run that is ready. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Let everything run until something holds; codecs are loaded at the first call, which takes many turns. */
export async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 10_000 && !holds(); turn++) await new Promise((resolve) => setImmediate(resolve));
  if (!holds()) throw new Error(`it never came to hold: ${holds.toString()}`);
  await settle();
}
