/** `spotwire grid`: the maps of the ground right around the robot. */
import type { Command } from "commander";
import { type LocalGridResponse, LocalGridResponse_Status } from "../../messages/bosdyn/api/local_grid.ts";
import { LocalGridClient, localGridValues, type LocalGridValues } from "../../services/index.ts";
import { enumWord } from "../enum-word.ts";
import { FailureToldError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { grey } from "../image-pixels.ts";
import { note, printJson, printLine } from "../output.ts";
import { type CommandContext, onRobot, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";
import { showPicture } from "../show-picture.ts";
import { writeOutputFiles } from "../write-output.ts";

interface GetOptions extends RobotOptions {
  readonly out?: string;
  readonly show: boolean;
}

const GET_HELP = `
Each grid becomes a CSV file, a row of cells to a line, empty where the robot knows nothing: x grows along the line, y from
line to line, in the frame that --json tells. A terminal that can shows them, seen from above.`;

/** Add the command and those below it. */
export function addGridCommand(program: Command, context: CommandContext): void {
  const grid = program.command("grid").description("list and read the local grids: terrain, obstacles and the like");
  const list = grid.command("list").description("list the kinds of grid that the robot has");
  withRobotOptions(list, { needsLogin: true }).action(
    onRobot(context, async (robot, options: RobotOptions) => {
      const client = robot.client(LocalGridClient);
      const { localGridType } = await client.getLocalGridTypes({}, { signal: context.signal });
      const names = localGridType.map(({ name }) => name);
      if (options.json === true) printJson(context.output, names);
      else for (const name of names) printLine(context.output, name);
    }),
  );

  const get = grid.command("get").description("read grids into CSV files");
  withRobotOptions(get, { needsLogin: true, hostIsRequired: true })
    .argument("<grids...>", "names of grids, as listed")
    .option("--out <path>", "a file for one grid, a folder for several (default: the working directory)")
    .option("--no-show", "do not show the grids on the terminal")
    .addHelpText("after", notes(GET_HELP))
    .action((host: string, names: string[], options: GetOptions) =>
      withRobot(
        host,
        options,
        context,
        async (robot) => {
          const localGridRequests = names.map((localGridTypeName) => ({ localGridTypeName }));
          const client = robot.client(LocalGridClient);
          const response = await client.getLocalGrids({ localGridRequests }, { signal: context.signal });
          await writeGrids(response.localGridResponses, options, context);
        },
        { needsLogin: true },
      ),
    );
}

async function writeGrids(
  responses: readonly LocalGridResponse[],
  { out, show, json }: GetOptions,
  { output }: CommandContext,
): Promise<void> {
  const good = responses.flatMap(({ localGrid }) =>
    localGrid === undefined ? [] : [{ localGrid, values: localGridValues(localGrid) }],
  );
  const bad = responses.filter(({ localGrid }) => localGrid === undefined);
  const files = good.map(({ localGrid, values }) => ({
    name: localGrid.localGridTypeName,
    extension: "csv",
    bytes: new TextEncoder().encode(csv(values)),
  }));
  const paths = files.length === 0 ? [] : await writeOutputFiles(out, files);
  for (const [index, { localGrid, values }] of good.entries()) {
    const { localGridTypeName: grid, frameNameLocalGridData: frame } = localGrid;
    const { columns, rows, cellMeters } = values;
    const file = paths[index] ?? "";
    if (json === true) {
      printJson(output, { grid, file, columns, rows, cellMeters, frame });
      continue;
    }
    if (show) showPicture(output, { pixels: { columns, rows, channels: 1, data: seenFromAbove(values) } }, file);
    printLine(output, `${file}  ${columns} by ${rows} cells of ${cellMeters.toFixed(2)} m, from the corner ${frame}`);
  }
  for (const { localGridTypeName, status } of bad) {
    note(
      output,
      `no ${localGridTypeName}: ${enumWord(LocalGridResponse_Status, status, /^STATUS_/)}; see: spotwire grid list`,
    );
  }
  if (bad.length > 0) throw new FailureToldError(`${bad.length} grids failed`);
}

function csv({ columns, rows, values }: LocalGridValues): string {
  const line = (row: number): string =>
    Array.from(values.subarray(row * columns, (row + 1) * columns), (value) =>
      Number.isNaN(value) ? "" : String(Number(value.toPrecision(7))),
    ).join(",");
  return Array.from({ length: rows }, (_, row) => `${line(row)}\n`).join("");
}

/** Rows count away from the corner; a picture counts them from the top. */
function seenFromAbove({ columns, rows, values }: LocalGridValues): Uint8Array {
  const shades = grey(values);
  const turned = new Uint8Array(shades.length);
  for (let row = 0; row < rows; row++) {
    turned.set(shades.subarray(row * columns, (row + 1) * columns), (rows - 1 - row) * columns);
  }
  return turned;
}
