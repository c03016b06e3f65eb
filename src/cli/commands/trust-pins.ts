/** `spotwire trust pins list|remove`: the robots that are known by their own key. */
import type { Command } from "commander";
import { filePinStore } from "../../trust/index.ts";
import { UsageError } from "../exit.ts";
import { note, printJson, printTable } from "../output.ts";
import type { CommandContext } from "../robot-options.ts";
import type { TrustWorld } from "./trust-world.ts";

/** Add the commands. */
export function addPinCommands(trust: Command, { output }: CommandContext, { pinDirectory }: TrustWorld): void {
  const pins = trust.command("pins").description("list and remove the public keys that robots are known by");
  pins
    .command("list")
    .description("list the pinned robots")
    .option("--json", "print JSON instead of text")
    .action(async ({ json }: { readonly json?: boolean }) => {
      const known = await filePinStore(pinDirectory).list();
      const rows = known.map(({ serialNumber, fingerprint, pinnedAtMs }) => ({
        serialNumber,
        publicKeySha256: fingerprint,
        pinnedAt: new Date(pinnedAtMs).toISOString(),
      }));
      if (json === true) printJson(output, rows);
      else if (rows.length === 0) note(output, "no robot is pinned");
      else {
        printTable(
          output,
          ["SERIAL NUMBER", "SINCE", "PUBLIC KEY SHA-256"],
          rows.map((row) => [row.serialNumber, row.pinnedAt.slice(0, 10), row.publicKeySha256]),
        );
      }
    });
  pins
    .command("remove")
    .description("forget a robot's key: the next one it presents is pinned")
    .argument("<serial>", "serial number, as listed")
    .option("--json", "print JSON instead of text")
    .action(async (serialNumber: string, { json }: { readonly json?: boolean }) => {
      if (!(await filePinStore(pinDirectory).remove(serialNumber))) {
        throw new UsageError(`no robot is pinned as ${serialNumber}; see: spotwire trust pins list`);
      }
      if (json === true) printJson(output, { removed: serialNumber });
      else note(output, `forgot the key of ${serialNumber}`);
    });
}
