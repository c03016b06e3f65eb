/** Documents with blocks that a program makes: finds their markers, and puts what is made in its place. */

/** What stands behind a marker. */
export interface MarkedBlock {
  /** `bytes` is annotated hex, `text` plain text, `output` what the commands in the block before it print. */
  readonly kind: "bytes" | "text" | "output";
  /** Of a generator; of `output`, the commands. */
  readonly name: string;
  /** What stands there now. */
  readonly content: string;
}

/** Makes what is to stand behind a marker, each line with its end. */
export type MakeContent = (block: MarkedBlock) => string | Promise<string>;

const MARKER = /<!-- (?:bytes|text|output)\b/g;
/** A marker and its block; that of an output has a block of commands before it. */
const BLOCK =
  /(?:^```sh\n(?<commands>[^`]*)^```\n\n<!-- output -->|^<!-- (?<kind>bytes|text): (?<name>[a-z0-9-]+) -->)\n\n```(?<language>hex|text)\n(?<content>[^`]*)^```$/gm;

/**
 * Find the blocks of a document.
 * @throws {Error} a marker has no block of its kind behind it
 */
export function markedBlocks(document: string): MarkedBlock[] {
  const blocks = [...document.matchAll(BLOCK)].map(({ groups = {} }) => blockOf(groups));
  const markers = [...document.matchAll(MARKER)].length;
  if (markers !== blocks.length) throw new Error(`${markers} markers, and ${blocks.length} blocks behind them`);
  return blocks;
}

/** The document with all of its blocks made anew. @throws {Error} a marker has no block; what `make` throws */
export async function remade(document: string, make: MakeContent): Promise<string> {
  const contents: string[] = [];
  for (const block of markedBlocks(document)) contents.push(await make(block));
  return document.replaceAll(BLOCK, (whole, ...rest) => {
    const { content = "" } = rest.at(-1) as Record<string, string | undefined>;
    const head = whole.slice(0, whole.length - "```".length - content.length);
    return `${head}${contents.shift() ?? ""}\`\`\``;
  });
}

function blockOf(groups: Readonly<Record<string, string | undefined>>): MarkedBlock {
  const { commands, kind, name, language, content = "" } = groups;
  if (commands !== undefined) return { kind: "output", name: commands, content };
  if (name === undefined || (kind === "bytes") !== (language === "hex")) {
    throw new Error(`${kind ?? "a marker"}: ${name ?? ""} has a block of ${language ?? "another kind"} behind it`);
  }
  return { kind: kind === "bytes" ? "bytes" : "text", name, content };
}
