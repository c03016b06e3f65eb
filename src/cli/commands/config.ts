/** `spotwire config`: robots under names of their own. */
import type { Command } from "commander";
import { fixedAddress } from "../../discovery/index.ts";
import { configPath, type NamedRobot, readConfig, ROBOT_NAME, writeConfig } from "../config/config-file.ts";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { note, printJson, printLine, printTable } from "../output.ts";
import type { CommandContext } from "../robot-options.ts";

interface SetOptions {
  readonly address?: string;
  readonly user?: string;
  readonly passwordCommand?: string;
  readonly roots?: string;
}

/** Add the command. */
export function addConfigCommand(program: Command, { output }: CommandContext): void {
  const config = program
    .command("config")
    .description("give robots names: afterwards every command takes the name for HOST")
    .addHelpText(
      "after",
      notes(`
Passwords are never kept. --password-command names a program that prints one, such as "pass show spot-7".`),
    );
  config
    .command("list")
    .description("show the robots that have names")
    .option("--json", "print JSON")
    .action(async (options: { readonly json?: boolean }) => {
      const { robots } = await readConfig();
      if (options.json === true) printJson(output, robots);
      else if (Object.keys(robots).length === 0) note(output, `no robot has a name yet (${configPath()})`);
      else {
        const rows = Object.entries(robots).map(([name, robot]) => [
          name,
          robot.address,
          robot.user ?? "-",
          robot.passwordCommand ?? "-",
          robot.roots ?? "-",
        ]);
        printTable(output, ["NAME", "ADDRESS", "USER", "PASSWORD COMMAND", "ROOTS"], rows);
      }
    });
  config
    .command("set")
    .description("name a robot, or change what is known of it")
    .argument("<name>", "letters, digits, - and _")
    .option("--address <address>", "HOST, HOST:PORT, [IPV6]:PORT or spot://NAME (found by mDNS)")
    .option("--user <name>", "user name to log in with")
    .option("--password-command <command>", "shell command that prints the password")
    .option("--roots <file>", "PEM file of the root that its chain must lead to")
    .action(async (name: string, options: SetOptions) => {
      if (!ROBOT_NAME.test(name)) throw new UsageError(`${JSON.stringify(name)}: a name has letters, digits, - and _`);
      const { robots } = await readConfig();
      const robot: Partial<NamedRobot> = { ...robots[name], ...options };
      const { address } = robot;
      if (address === undefined) throw new UsageError(`${name} is new: where is it? Give --address`);
      if (!address.startsWith("spot://")) fixedAddress(address);
      await writeConfig({ robots: { ...robots, [name]: { ...robot, address } } });
    });
  config
    .command("remove")
    .description("forget a robot's name")
    .argument("<name>")
    .action(async (name: string) => {
      const { robots } = await readConfig();
      if (!Object.hasOwn(robots, name)) throw new UsageError(`no robot is called ${name}`);
      const rest = Object.entries(robots).filter(([each]) => each !== name);
      await writeConfig({ robots: Object.fromEntries(rest) });
    });
  config
    .command("path")
    .description("print where the file is")
    .action(() => printLine(output, configPath()));
}
