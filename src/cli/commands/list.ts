/** `spotwire list`: which services and RPCs does the API have? */
import type { Command } from "commander";
import type { MethodSchema } from "../../reflect/index.ts";
import { printJson, printLine, printTable } from "../output.ts";
import type { CommandContext } from "../robot-options.ts";
import { loadSchema, type SchemaOptions, withSchemaOptions } from "../schema-options.ts";

interface ListOptions extends SchemaOptions {
  readonly json?: boolean;
}

/** Add the command. */
export function addListCommand(program: Command, { output }: CommandContext): void {
  const command = program
    .command("list")
    .description("list the services of the API, or the RPCs of one")
    .argument("[service]", "its name, whole or the last part: bosdyn.api.RobotIdService, RobotIdService")
    .option("--json", "print JSON instead of text");
  withSchemaOptions(command).action(async (name: string | undefined, options: ListOptions) => {
    const schema = await loadSchema(options);
    if (name === undefined) {
      const names = schema.services.map(({ typeName }) => typeName);
      if (options.json === true) printJson(output, names);
      else for (const each of names) printLine(output, each);
      return;
    }
    const { methods } = schema.service(name);
    if (options.json === true) {
      printJson(
        output,
        methods.map((method) => ({ ...method, kind: kindOf(method) })),
      );
      return;
    }
    const rows = methods.map((method) => [method.name, kindOf(method), method.input, method.output]);
    printTable(output, ["RPC", "KIND", "REQUEST", "RESPONSE"], rows);
  });
}

/** Which sides of an RPC carry many messages. */
export function kindOf({
  clientStreaming,
  serverStreaming,
}: MethodSchema): "unary" | "server-streaming" | "client-streaming" | "bidi-streaming" {
  if (clientStreaming) return serverStreaming ? "bidi-streaming" : "client-streaming";
  return serverStreaming ? "server-streaming" : "unary";
}
