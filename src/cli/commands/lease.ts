/** `spotwire lease list`: who may command the robot? */
import type { Command } from "commander";
import type { LeaseResource, ResourceTree } from "../../messages/bosdyn/api/lease.ts";
import { LeaseClient } from "../../services/index.ts";
import { notes } from "../help/sections.ts";
import { messageJson } from "../message-json.ts";
import { printJson, printTable } from "../output.ts";
import { type CommandContext, onRobot, type RobotOptions, withRobotOptions } from "../robot-options.ts";

const HELP = `
A resource contains those that are indented below it: whoever has the lease of body has all of the robot. A stale lease is
one whose owner has gone silent; anybody may acquire it. To take a lease that is not stale, give --take to the command that
needs it: that interrupts its owner, and the robot may be moving.`;

/** Add the command and the one below it. */
export function addLeaseCommand(program: Command, context: CommandContext): void {
  const lease = program.command("lease").description("who may command the robot?");
  const list = lease.command("list").description("list the robot's resources, and who has the lease of each");
  withRobotOptions(list, { needsLogin: true })
    .addHelpText("after", notes(HELP))
    .action(
      onRobot(context, async (robot, options: RobotOptions) => {
        const response = await robot.client(LeaseClient).listLeases({}, { signal: context.signal });
        if (options.json === true) {
          printJson(context.output, messageJson("bosdyn.api.ListLeasesResponse", response));
          return;
        }
        const rows = leaseRows(response.resources, response.resourceTree);
        printTable(context.output, ["RESOURCE", "OWNER", "USER", "STALE", "LEASE"], rows);
      }),
    );
}

/** Rows of a table: the tree's resources, indented, and then those that the tree does not have. */
export function leaseRows(resources: readonly LeaseResource[], tree: ResourceTree | undefined): string[][] {
  const byName = new Map(resources.map((each) => [each.resource, each]));
  const rows: string[][] = [];
  const add = (name: string, depth: number): void => {
    const { lease, leaseOwner, isStale = false } = byName.get(name) ?? {};
    byName.delete(name);
    const sequence = lease === undefined ? "" : `${lease.epoch} ${lease.sequence.join(".")}`.trim();
    const owner = leaseOwner?.clientName ?? "";
    rows.push([
      "  ".repeat(depth) + name,
      owner === "" ? "(free)" : owner,
      leaseOwner?.userName ?? "",
      owner === "" ? "" : isStale ? "yes" : "no",
      owner === "" ? "" : sequence,
    ]);
  };
  const walk = (node: ResourceTree, depth: number): void => {
    add(node.resource, depth);
    for (const below of node.subResources) walk(below, depth + 1);
  };
  if (tree !== undefined) walk(tree, 0);
  for (const name of [...byName.keys()]) add(name, 0);
  return rows;
}
