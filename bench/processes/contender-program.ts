/** The contender's side of its process. */
import process from "node:process";
import type { Figures } from "../rounds.ts";

/** What a contender's process says. */
export type FromContender = { readonly ready: true } | { readonly figures: Figures } | { readonly error: string };

/** Makes ready what a round does. */
export type Prepare<Setup> = (setup: Setup) => Promise<() => Promise<Figures> | Figures>;

/** Make a contender ready with what its starter gave, then do its round whenever asked; ends with its starter. */
export async function contend<Setup>(prepare: Prepare<Setup>): Promise<void> {
  const say = (message: FromContender): void => void process.send?.(message);
  const complain = (error: unknown): void => say({ error: String((error as Error).stack) });
  process.once("disconnect", () => process.exit(0));
  try {
    const setup = await new Promise<Setup>((resolve) => {
      process.once("message", (message) => resolve(message as Setup));
    });
    const round = await prepare(setup);
    process.on("message", () => void (async () => say({ figures: await round() }))().catch(complain));
    say({ ready: true });
  } catch (error) {
    complain(error);
  }
}
