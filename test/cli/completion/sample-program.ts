/** A small program with everything that completion has to tell apart. */
import { Argument, Command, Option } from "commander";

/** Make it. */
export function sampleProgram(): Command {
  const program = new Command("sample");
  program
    .command("paint")
    .description("paint it: red's [best]")
    .argument("[where]", "where")
    .addOption(new Option("-c, --colour <name>", "which: one of two").choices(["red", "light-blue"]))
    .option("-v, --verbose", "say what it's doing\nand why")
    .option("--to <file>", "where to")
    .option("--by <name>", "who does it")
    .addOption(new Option("--hidden").hideHelp());
  const store = program.command("store").description("keep things");
  store.command("in").description("put files in").argument("<name>", "of the store").argument("<file...>", "which");
  store
    .command("out")
    .description("take them out")
    .addArgument(new Argument("<what>", "how many").choices(["all", "some"]));
  return program;
}
