/** `spotwire describe`: what is in a message, enum, service or RPC? */
import type { Command } from "commander";
import { nearestNames, SchemaError, type SchemaRegistry } from "../../reflect/index.ts";
import { printJson, printLine } from "../output.ts";
import { enumText, messageText, methodText, serviceText } from "../proto-text.ts";
import type { CommandContext } from "../robot-options.ts";
import { loadSchema, type SchemaOptions, withSchemaOptions } from "../schema-options.ts";

interface DescribeOptions extends SchemaOptions {
  readonly json?: boolean;
}

/** Add the command. */
export function addDescribeCommand(program: Command, { output }: CommandContext): void {
  const command = program
    .command("describe")
    .description("show a message, enum, service or RPC with its comments")
    .argument("<name>", "bosdyn.api.RobotState, bosdyn.api.RobotIdService, bosdyn.api.RobotIdService/GetRobotId")
    .option("--json", "print the schema as JSON instead of .proto text");
  withSchemaOptions(command).action(async (name: string, options: DescribeOptions) => {
    const { schema, text } = describe(await loadSchema(options), name);
    if (options.json === true) printJson(output, schema);
    else printLine(output, text);
  });
}

function describe(registry: SchemaRegistry, name: string): { schema: unknown; text: string } {
  const [typeName = "", rpc] = name.split("/");
  if (rpc !== undefined) {
    const method = registry.method(registry.service(typeName), rpc);
    const messages = [method.input, method.output].map((each) => messageText(registry.message(each)));
    return { schema: method, text: [methodText(method), ...messages].join("\n\n") };
  }
  const message = registry.findMessage(typeName);
  if (message !== undefined) return { schema: message, text: messageText(message) };
  const enumType = registry.findEnum(typeName);
  if (enumType !== undefined) return { schema: enumType, text: enumText(enumType) };
  const service = registry.findService(typeName);
  if (service !== undefined) return { schema: service, text: serviceText(service) };
  throw new SchemaError("message, enum or service", typeName, nearestNames(typeName, registry.typeNames()));
}
