/** `spotwire self-ip`: by which address does the robot reach this computer? */
import type { Command } from "commander";
import { localAddressTowards } from "../../hosting/index.ts";
import { HOST_VARIABLE, robotTarget } from "../config/robot-target.ts";
import { notes } from "../help/sections.ts";
import { printJson, printLine } from "../output.ts";
import type { CommandContext } from "../robot-options.ts";

/** Add the command. */
export function addSelfIpCommand(program: Command, { output, signal }: CommandContext): void {
  program
    .command("self-ip")
    .description("print the address of this computer that the robot can answer to; nothing is sent to it")
    .argument("[host]", `the robot, as for other commands; default: ${HOST_VARIABLE}`)
    .option("--json", "print JSON instead of text")
    .addHelpText("after", notes("\nIt is what a service or payload registers as its own."))
    .action(async (host: string | undefined, { json }: { readonly json?: boolean }) => {
      const { resolver } = await robotTarget(host);
      const [endpoint] = await resolver.resolve({ signal });
      const address = await localAddressTowards(endpoint?.host ?? "");
      if (json === true) printJson(output, { address });
      else printLine(output, address);
    });
}
