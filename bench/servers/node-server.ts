/** What the servers that are Node processes have in common: told how to serve over IPC, they tell where they listen. */
import process from "node:process";
import type { ServerSetup } from "./service.ts";

/** Listen as the starter says, and end with it. */
export async function serve(listen: (setup: ServerSetup) => Promise<number>): Promise<void> {
  process.once("disconnect", () => process.exit(0));
  const setup = await new Promise<ServerSetup>((resolve) => {
    process.once("message", (message) => resolve(message as ServerSetup));
  });
  process.send?.(await listen(setup));
}
