/** `spotwire image`: what do the cameras see? */
import { type Command, Option } from "commander";
import {
  type Image,
  Image_Format,
  Image_PixelFormat,
  type ImageResponse,
  type ImageSource,
  ImageSource_ImageType,
} from "../../messages/bosdyn/api/image.ts";
import type { Robot } from "../../robot/index.ts";
import { ImageClient, imageRequest, netpbmFile, takeImages } from "../../services/index.ts";
import { enumWord } from "../enum-word.ts";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { imagePixels } from "../image-pixels.ts";
import { messageJson } from "../message-json.ts";
import { parseInteger } from "../number-options.ts";
import { printJson, printLine, printTable } from "../output.ts";
import { type CommandContext, onRobot, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";
import { showPicture } from "../show-picture.ts";
import { type OutputFile, writeOutputFiles } from "../write-output.ts";

interface ListOptions extends RobotOptions {
  readonly service?: string;
}

interface GetOptions extends ListOptions {
  readonly out?: string;
  readonly format?: "jpeg" | "raw";
  readonly quality?: number;
  readonly show: boolean;
}

const FORMATS: Readonly<Record<"jpeg" | "raw", Image_Format>> = {
  jpeg: Image_Format.FORMAT_JPEG,
  raw: Image_Format.FORMAT_RAW,
};
const GET_HELP = `
Sources of one command are taken at the same instant. JPEG files are as the robot made them; raw images become PGM (grey,
and depth with 16 bits: metres are the numbers by the source's depth scale) or PPM (colour). A terminal that can shows them.`;

/** Add the command and those below it. */
export function addImageCommand(program: Command, context: CommandContext): void {
  const image = program.command("image").description("list the cameras, and take pictures");
  const list = image.command("list").description("list the image sources");
  withRobotOptions(list, { needsLogin: true })
    .option("--service <name>", "directory name of another image service (default: image)")
    .action(
      onRobot(context, async (robot, options: ListOptions) => {
        const { imageSources } = await robot
          .client(ImageClient, choice(options))
          .listImageSources({}, { signal: context.signal });
        if (options.json === true) {
          printJson(
            context.output,
            imageSources.map((source) => messageJson("bosdyn.api.ImageSource", source)),
          );
        } else printTable(context.output, ["SOURCE", "TYPE", "SIZE", "FORMATS", "PIXELS"], imageSources.map(sourceRow));
      }),
    );

  const get = image.command("get").description("take a picture with each source, and write them to files");
  withRobotOptions(get, { needsLogin: true, hostIsRequired: true })
    .argument("<sources...>", "names of sources, as listed")
    .option("--out <path>", "a file for one source, a folder for several (default: the working directory)")
    .addOption(
      new Option("--format <format>", "what to ask for (default: the robot's choice)").choices(["jpeg", "raw"]),
    )
    .option("--quality <percent>", "of JPEG, 0 to 100 (default: 75)", (text) => parseInteger("--quality", text, 0, 100))
    .option("--service <name>", "directory name of another image service (default: image)")
    .option("--no-show", "do not show the pictures on the terminal")
    .addHelpText("after", notes(GET_HELP))
    .action((host: string, sources: string[], options: GetOptions) =>
      withRobot(host, options, context, (robot) => getImages(robot, sources, options, context), { needsLogin: true }),
    );
}

async function getImages(
  robot: Robot,
  sources: readonly string[],
  options: GetOptions,
  { output, signal }: CommandContext,
): Promise<void> {
  const details = {
    ...(options.format !== undefined && { imageFormat: FORMATS[options.format] }),
    ...(options.quality !== undefined && { qualityPercent: options.quality }),
  };
  const requests = sources.map((source) => imageRequest(source, details));
  const responses = await takeImages(robot.client(ImageClient, choice(options)), requests, { signal });
  const taken = responses.flatMap((response, index) => {
    const image = response.shot?.image;
    return image === undefined ? [] : [{ response, image, name: sources[index] ?? "image" }];
  });
  const files = taken.map(({ image, name }) => imageFile(name, image));
  const paths = await writeOutputFiles(options.out, files);
  for (const [index, { response, image, name }] of taken.entries()) {
    const path = paths[index] ?? "";
    if (options.json === true) {
      printJson(output, { source: name, file: path, ...facts(response, image) });
      continue;
    }
    if (options.show) showImage(output, image, path);
    printLine(output, `${path}  ${image.cols} by ${image.rows}, ${formatWords(image)}, ${image.data.length} bytes`);
  }
}

function showImage(output: CommandContext["output"], image: Image, path: string): void {
  const pixels = imagePixels(image);
  if (pixels !== undefined) showPicture(output, { pixels }, path);
  else if (image.format === Image_Format.FORMAT_JPEG) showPicture(output, { jpeg: image.data }, path);
}

/** @throws {UsageError} it is of a kind that goes into no file of ours */
function imageFile(name: string, image: Image): OutputFile {
  if (image.format === Image_Format.FORMAT_JPEG) return { name, extension: "jpg", bytes: image.data };
  try {
    return { name, ...netpbmFile(image) };
  } catch (error) {
    throw new UsageError(`${name} cannot be written as it came: ${(error as Error).message}; try --format jpeg`);
  }
}

function facts({ shot, source }: ImageResponse, image: Image): object {
  return {
    columns: image.cols,
    rows: image.rows,
    format: enumWord(Image_Format, image.format, /^FORMAT_/),
    pixelFormat: enumWord(Image_PixelFormat, image.pixelFormat, /^PIXEL_FORMAT_/),
    bytes: image.data.length,
    depthScale: source?.depthScale ?? 0,
    frame: shot?.frameNameImageSensor ?? "",
  };
}

function formatWords({ format, pixelFormat }: Image): string {
  return `${enumWord(Image_Format, format, /^FORMAT_/)} ${enumWord(Image_PixelFormat, pixelFormat, /^PIXEL_FORMAT_/)}`;
}

function sourceRow({ name, imageType, cols, rows, imageFormats, pixelFormats }: ImageSource): string[] {
  return [
    name,
    enumWord(ImageSource_ImageType, imageType, /^IMAGE_TYPE_/),
    `${cols} x ${rows}`,
    imageFormats.map((format) => enumWord(Image_Format, format, /^FORMAT_/)).join(", "),
    pixelFormats.map((format) => enumWord(Image_PixelFormat, format, /^PIXEL_FORMAT_/)).join(", "),
  ];
}

function choice({ service }: ListOptions): { readonly service?: string } {
  return service === undefined ? {} : { service };
}
