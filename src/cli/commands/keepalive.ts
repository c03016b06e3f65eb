/** `spotwire keepalive`: what is to happen when clients fall silent. */
import type { Command } from "commander";
import {
  type ActionAfter,
  GetStatusResponse_PolicyControlAction,
  type LivePolicy,
} from "../../messages/bosdyn/api/keepalive/keepalive.ts";
import { durationNanos, KeepaliveClient, removeAllPolicies } from "../../services/index.ts";
import { enumWord } from "../enum-word.ts";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { messageJson } from "../message-json.ts";
import { note, printJson, printLine, printTable } from "../output.ts";
import { type CommandContext, onRobot, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";

interface RemoveOptions extends RobotOptions {
  readonly all?: boolean;
}

const REMOVE_HELP = `
What was to happen when that client falls silent happens no more: the robot may stand, or walk on, with nobody watching.`;

/** Add the command and those below it. */
export function addKeepaliveCommand(program: Command, context: CommandContext): void {
  const { output, signal } = context;
  const keepalive = program.command("keepalive").description("what is to happen when clients fall silent");
  const status = keepalive.command("status").description("list the policies, and what is in force now");
  withRobotOptions(status, { needsLogin: true }).action(
    onRobot(context, async (robot, options: RobotOptions) => {
      const response = await robot.client(KeepaliveClient).getStatus({}, { signal });
      if (options.json === true) {
        printJson(output, messageJson("bosdyn.api.keepalive.GetStatusResponse", response));
        return;
      }
      if (response.status.length === 0) note(output, "no policies: nothing happens when clients fall silent");
      else printTable(output, ["ID", "NAME", "CLIENT", "ACTIONS"], response.status.map(policyRow));
      for (const action of response.activeControlActions) {
        const word = enumWord(GetStatusResponse_PolicyControlAction, action, /^POLICY_CONTROL_ACTION_/);
        printLine(output, `in force: ${word}`);
      }
    }),
  );

  const remove = keepalive.command("remove").description("remove a policy, or all of them, other clients' too");
  withRobotOptions(remove, { needsLogin: true, hostIsRequired: true })
    .argument("[id]", "number of the policy, as listed")
    .option("--all", "every policy that there is")
    .addHelpText("after", notes(REMOVE_HELP))
    .action((host: string, id: string | undefined, options: RemoveOptions) => {
      if ((id === undefined) === (options.all !== true)) throw new UsageError("give the number of a policy, or --all");
      if (id !== undefined && !/^\d{1,20}$/.test(id)) throw new UsageError(`a policy has a number, not ${id}`);
      return withRobot(
        host,
        options,
        context,
        async (robot) => {
          const client = robot.client(KeepaliveClient);
          let removed: string[];
          if (id === undefined)
            removed = (await removeAllPolicies(client, { signal })).map(({ policyId }) => `${policyId}`);
          else {
            await client.modifyPolicy({ policyIdsToRemove: [BigInt(id)] }, { signal });
            removed = [id];
          }
          if (options.json === true) printJson(output, { removed });
          else printLine(output, removed.length === 0 ? "there was none" : `removed ${removed.join(", ")}`);
        },
        { needsLogin: true },
      );
    });
}

function policyRow({ policyId, policy, clientName }: LivePolicy): string[] {
  return [String(policyId), policy?.name ?? "", clientName, policy?.actions.map(actionText).join("; ") ?? ""];
}

/** `motors off after 10.0 s`: what a policy does, and when. */
function actionText(action: ActionAfter): string {
  const seconds = (Number(durationNanos(action.after ?? {})) / 1e9).toFixed(1);
  const words: [string, unknown][] = [
    ["event", action.recordEvent],
    ["auto-return", action.autoReturn],
    ["sit and motors off", action.controlledMotorsOff],
    ["robot off at once", action.immediateRobotOff],
    ["lease stale", action.leaseStale],
  ];
  const word = words.find(([, value]) => value !== undefined)?.[0] ?? "unknown action";
  return `${word} after ${seconds} s`;
}
