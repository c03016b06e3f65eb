/** `spotwire trust check`: what does this peer present, is it trusted, and if not, why? */
import { type Command, Option } from "commander";
import { TrustError } from "../../tls/index.ts";
import { anchorDirectory, checkPeer, listAnchors, NoAnchorError, type PeerCheck } from "../../trust/index.ts";
import { robotTarget } from "../config/robot-target.ts";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { note, type Output, paint, printJson, printLine, printRows } from "../output.ts";
import type { CommandContext } from "../robot-options.ts";
import { timeoutOption } from "../timeout-option.ts";
import { chainLines } from "./trust-chain-text.ts";
import type { TrustWorld } from "./trust-world.ts";
import { readRootsFile } from "../roots-file.ts";

interface CheckCliOptions {
  readonly roots?: string;
  readonly serverName: string;
  readonly timeout: number;
  readonly json?: boolean;
}

/** Add the command. */
export function addCheckCommand(trust: Command, { output, signal }: CommandContext, world: TrustWorld): void {
  trust
    .command("check")
    .description("show the certificates that a robot presents, and whether they are trusted; speaks TLS, no more")
    .argument(
      "<host>",
      'the robot: HOST, HOST:PORT (default port 443), [IPV6]:PORT, spot://NAME, or a name of "spotwire config"',
    )
    .addOption(
      new Option("--roots <file>", "PEM file to judge by; default: the installed anchors").env("SPOTWIRE_ROOTS"),
    )
    .option("--server-name <name>", "name to ask for in the handshake", "id.spot.robot")
    .addOption(timeoutOption("budget for connecting", 10))
    .option("--json", "print JSON instead of text")
    .addHelpText("after", notes("\nExit code 0: trusted. 1: not trusted, or no answer."))
    .action(async (robot: string, options: CheckCliOptions) => {
      const { resolver, known } = await robotTarget(robot);
      const { serverName, timeout } = options;
      const file = options.roots ?? known.roots;
      const roots = file === undefined ? await installedRoots(world) : [await readRootsFile(file)];
      if (options.json !== true) note(output, `looking at ${resolver.describe()} …`);
      const [endpoint] = await resolver.resolve({ signal });
      if (endpoint === undefined) throw new UsageError(`${resolver.describe()} has no address`);
      const { host, port } = endpoint;
      const check = await checkPeer({ host, port, serverName, timeoutMs: timeout * 1000, roots, signal });
      if (options.json === true) printJson(output, checkJson(check));
      else printCheck(check, output);
      // What follows goes to stderr, and makes the exit code
      if (check.verdict === undefined) throw new NoAnchorError(world.directory ?? anchorDirectory());
      if (!check.verdict.trusted) throw new TrustError(check.verdict, check.address);
    });
}

async function installedRoots(world: TrustWorld): Promise<string[]> {
  return (await listAnchors(world)).map(({ pem }) => pem);
}

function printCheck(check: PeerCheck, output: Output): void {
  const { verdict, address, tlsVersion, cipherName, alpnProtocol, presented } = check;
  const colour = (style: "green" | "red", text: string): string => paint(style, text, output.stdout);
  printRows(output, [
    ["peer", address],
    ["TLS", `${tlsVersion}, ${cipherName}`],
    ["ALPN", alpnProtocol === "h2" ? "h2" : `${alpnProtocol ?? "none"} (a robot speaks h2)`],
    ["presented", `${presented.length} certificate${presented.length === 1 ? "" : "s"}`],
    [
      "verdict",
      verdict?.trusted === true
        ? colour("green", "trusted")
        : colour(
            "red",
            verdict === undefined ? "not trusted (no anchor to judge by)" : `not trusted (${verdict.reason})`,
          ),
    ],
  ]);
  printLine(output, "");
  for (const line of chainLines(check.chain, output)) printLine(output, line);
}

function checkJson({ verdict, address, tlsVersion, cipherName, alpnProtocol, chain }: PeerCheck): unknown {
  const isTrusted = verdict?.trusted === true;
  const rejection = verdict === undefined || verdict.trusted ? undefined : verdict;
  return {
    address,
    isTrusted,
    reason: isTrusted ? null : (rejection?.reason ?? "no-anchor"),
    explanation: rejection?.explanation ?? null,
    tlsVersion,
    cipherName,
    alpnProtocol: alpnProtocol ?? null,
    ...chain,
  };
}
