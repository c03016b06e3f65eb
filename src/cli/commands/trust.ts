/** `spotwire trust`: which roots are trusted here, which robots are known, and what does a peer present? */
import type { Command } from "commander";
import { notes } from "../help/sections.ts";
import type { CommandContext } from "../robot-options.ts";
import { addAnchorCommands } from "./trust-anchors.ts";
import { addCheckCommand } from "./trust-check.ts";
import { addPinCommands } from "./trust-pins.ts";
import type { TrustWorld } from "./trust-world.ts";

const HELP = `
A robot is trusted if its certificate leads to an anchor: a root that is installed here, or given with --roots. Without
an anchor no robot is trusted, and there is no way around it.`;

/** Add the command and those below it. */
export function addTrustCommand(program: Command, context: CommandContext, world: TrustWorld = {}): void {
  const trust = program
    .command("trust")
    .description("install, list and remove trust anchors and pins; look at a robot's certificates")
    .addHelpText("after", notes(HELP));
  addAnchorCommands(trust, context, world);
  addCheckCommand(trust, context, world);
  addPinCommands(trust, context, world);
}
