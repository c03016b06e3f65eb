/** A vector: bytes in annotated hex with a JSON beside them that says what they are, or a JSON of many cases. */

/** Everything about a vector but its files. */
export interface VectorFacts {
  /** `messages/robot-id`: its files are that path with `.hex` and `.json`. */
  readonly name: string;
  /** How its JSON is to be read; the README lists the kinds. */
  readonly kind: string;
  readonly description: string;
  /** A section of a specification, or what made it. */
  readonly source: string;
}

/** A vector that this tool makes. */
export interface Vector extends VectorFacts {
  /** Annotated hex; `undefined` where the bytes are in the JSON. */
  readonly hex?: string | undefined;
  /** What the JSON has besides description and source. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** An entry of the manifest. */
export interface ManifestEntry extends VectorFacts {
  /** Their paths below `test/vectors`. */
  readonly files: readonly string[];
}

/** What made those that come from this stack. */
export const OUR_STACK = "spotwire's own stack, made by `npm run docs:wire`";

/** Its files: texts by their paths below `test/vectors`. */
export function filesOf({ name, description, source, hex, json }: Vector): (readonly [path: string, text: string])[] {
  const about = `${onFewerLines(JSON.stringify({ description, source, ...json }, undefined, 2))}\n`;
  const files = [[`${name}.json`, about] as const];
  return hex === undefined ? files : [[`${name}.hex`, hex] as const, ...files];
}

/** Lists without lists or objects in them are put on one line. */
function onFewerLines(json: string): string {
  const plain = /\[\n\s+((?:(?:"(?:[^"\\]|\\.)*"|[^\s"[\]{},]+),?\s+)+)\]/g;
  const onOne = json.replace(plain, (_whole, list: string) => `[${list.trim().replace(/\n\s+/g, " ")}]`);
  return onOne.replace(/\[\n\s+(\[[^\n]*\])\n\s+\]/g, "[$1]");
}

/** Its line in the manifest. */
export function entryOf(vector: Vector): ManifestEntry {
  const { name, kind, description, source } = vector;
  return { name, kind, description, source, files: filesOf(vector).map(([path]) => path) };
}
