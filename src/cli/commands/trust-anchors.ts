/** `spotwire trust install|import|list|show|remove`: the anchors of this computer. */
import type { Command } from "commander";
import {
  anchorWarnings,
  BOSTON_DYNAMICS_ROOT_URL,
  describeCertificate,
  findAnchor,
  installAny,
  type Installed,
  installFromFile,
  installFromSdk,
  installFromWeb,
  listAnchors,
  removeAnchor,
  type StoredAnchor,
} from "../../trust/index.ts";
import { UsageError } from "../exit.ts";
import { note, type Output, paint, printJson, printRows, printTable } from "../output.ts";
import type { CommandContext } from "../robot-options.ts";
import { timeoutOption } from "../timeout-option.ts";
import { certificateRows } from "./trust-chain-text.ts";
import type { TrustWorld } from "./trust-world.ts";

interface JsonOption {
  readonly json?: boolean;
}

interface InstallCliOptions extends JsonOption {
  readonly url: string;
  readonly timeout: number;
}

interface ImportCliOptions extends JsonOption {
  readonly any?: boolean;
  readonly name?: string;
  readonly sha256?: string;
}

const JSON_HELP = "print JSON instead of text";

/** Add the commands. */
export function addAnchorCommands(trust: Command, { output, signal }: CommandContext, world: TrustWorld): void {
  trust
    .command("install")
    .description("fetch Boston Dynamics' root certificate, and install it if it is the one known to this program")
    .option(
      "--url <url>",
      "where to fetch it, for mirrors; what comes must be the same certificate",
      BOSTON_DYNAMICS_ROOT_URL,
    )
    .addOption(timeoutOption("budget for fetching", 15))
    .option("--json", JSON_HELP)
    .action(async ({ url, timeout, json }: InstallCliOptions) => {
      if (json !== true) note(output, `fetching ${url} …`);
      const installed = await installFromWeb({ ...world, url, timeoutMs: timeout * 1000, signal });
      printInstalled(installed, json, output);
    });
  trust
    .command("import")
    .description("install a root from a file, or from a Python SDK found on this computer")
    .argument("[file]", "PEM file; default: robot.pem of the installed package bosdyn-client")
    .option("--any", "install a root of your own site's, whatever it is; needs FILE and --name")
    .option("--name <name>", "what to call it")
    .option("--sha256 <hex>", "with --any: refuse any other fingerprint")
    .option("--json", JSON_HELP)
    .action(async (file: string | undefined, options: ImportCliOptions) => {
      printInstalled(await importAnchor(file, options, { output, signal }, world), options.json, output);
    });
  trust
    .command("list")
    .description("list the anchors")
    .option("--json", JSON_HELP)
    .action(async ({ json }: JsonOption) => {
      printAnchors(await listAnchors(world), json, output);
    });
  trust
    .command("show")
    .description("show one anchor in full")
    .argument("<name>", "as listed")
    .option("--json", JSON_HELP)
    .action(async (name: string, { json }: JsonOption) => {
      const anchor = await findAnchor(name, world);
      if (json === true) printJson(output, { ...anchorJson(anchor), pem: anchor.pem });
      else printRows(output, [["name", name], ["file", anchor.path], ...detailRows(anchor)]);
      warn([anchor], output);
    });
  trust
    .command("remove")
    .description("remove an anchor: robots below it are not trusted any more")
    .argument("<name>", "as listed")
    .option("--json", JSON_HELP)
    .action(async (name: string, { json }: JsonOption) => {
      await removeAnchor(name, world);
      if (json === true) printJson(output, { removed: name });
      else note(output, `removed ${name}`);
    });
}

async function importAnchor(
  file: string | undefined,
  { any, name, sha256 }: ImportCliOptions,
  { signal }: CommandContext,
  world: TrustWorld,
): Promise<Installed> {
  if (any !== true) {
    if (name !== undefined || sha256 !== undefined) throw new UsageError("--name and --sha256 go with --any");
    return file === undefined ? installFromSdk({ ...world, signal }) : installFromFile(file, world);
  }
  if (file === undefined || name === undefined) throw new UsageError("--any needs a FILE, and a --name for it");
  try {
    return { source: file, anchors: [await installAny(file, name, { ...world, sha256 })], ignored: [] };
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--name: ${error.message}`);
    throw error;
  }
}

function printInstalled({ source, anchors, ignored }: Installed, json: boolean | undefined, output: Output): void {
  if (json === true) {
    printJson(output, { source, anchors: anchors.map(anchorJson), ignored: ignored.map((each) => each.fingerprint) });
  } else {
    for (const anchor of anchors) {
      printRows(output, [["installed", anchor.name], ["from", source], ["file", anchor.path], ...detailRows(anchor)]);
      if (!anchor.isBostonDynamics) {
        note(output, "not Boston Dynamics' root: compare the SHA-256 with what its owner tells you, by another way");
      }
    }
    for (const { subject, fingerprint } of ignored) note(output, `left out: ${subject.text}, SHA-256 ${fingerprint}`);
  }
  warn(anchors, output);
}

function printAnchors(anchors: readonly StoredAnchor[], json: boolean | undefined, output: Output): void {
  if (json === true) printJson(output, anchors.map(anchorJson));
  else if (anchors.length === 0) note(output, "no anchor is installed; run: spotwire trust install");
  else {
    const rows = anchors.map((anchor) => {
      const { subject, notAfter, sha256 } = describeCertificate(anchor.certificate, Date.now());
      return [anchor.name, notAfter.slice(0, 10), subject, sha256];
    });
    printTable(output, ["NAME", "ENDS", "SUBJECT", "SHA-256"], rows);
  }
  warn(anchors, output);
}

function anchorJson(anchor: StoredAnchor): Record<string, unknown> {
  const { name, path, isBostonDynamics, certificate } = anchor;
  const [warning] = anchorWarnings([anchor]);
  return {
    name,
    path,
    isBostonDynamics,
    ...describeCertificate(certificate, Date.now()),
    warning: warning?.text ?? null,
  };
}

function detailRows({ certificate, isBostonDynamics }: StoredAnchor): [string, string][] {
  const rows = certificateRows(describeCertificate(certificate, Date.now()));
  return [["whose", isBostonDynamics ? "Boston Dynamics' root" : "your own"], ...rows];
}

/** Say on stderr what ends soon. */
function warn(anchors: readonly StoredAnchor[], output: Output): void {
  for (const { text } of anchorWarnings(anchors)) {
    output.stderr.write(`${paint("yellow", "warning:", output.stderr)} ${text}\n`);
  }
}
