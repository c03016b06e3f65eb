/**
 * Finds the comments of a `.proto` and the thing that each belongs to, so that a file can be written anew from facts
 * without losing what people wrote in it. A small scanner, not a parser: it follows braces, statements and comments.
 */

/** What was written about one thing. */
export interface Comment {
  /** Lines before it as they stand, `//` included, without indentation. */
  readonly leading: readonly string[];
  /** The comment behind it on its line, likewise. */
  readonly trailing: string | undefined;
}

/** Comments by the key of what they belong to; see `commentKey`. */
export type Comments = ReadonlyMap<string, Comment>;

/** What a comment can belong to. */
export type CommentedKind = "file" | "message" | "enum" | "oneof" | "field" | "value" | "service" | "rpc" | "end";

/**
 * Name a thing by its kind and the names of the scopes around it: `field RobotState.power_state`. Fields are known by
 * name, not number, and a member of a oneof is known under its message. `end` is what stands before a closing brace.
 */
export function commentKey(kind: CommentedKind, path: readonly string[]): string {
  return `${kind} ${path.join(".")}`;
}

/** A line break, a comment, a string, a word, or a sign. */
const TOKEN = /\n|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[\w.]+|[^\s\w]/g;

interface Scope {
  readonly kind: CommentedKind;
  readonly name: string;
}

/** Collect the comments of a `.proto`. */
export function readComments(source: string): Comments {
  const scanner = new CommentScanner();
  for (const [token] of source.matchAll(TOKEN)) scanner.accept(token);
  return scanner.comments;
}

class CommentScanner {
  readonly comments = new Map<string, Comment>();
  readonly #scopes: Scope[] = [];
  #words: string[] = [];
  #leading: string[] = [];
  #lineBreaks = 0;
  /** What ended on this line, to which a comment behind it belongs. */
  #lastKey: string | undefined;

  accept(token: string): void {
    if (token === "\n") {
      this.#lineBreaks++;
      this.#lastKey = undefined;
      // An empty line between comments is kept; one before the first is not.
      if (this.#lineBreaks === 2 && this.#leading.length > 0 && this.#words.length === 0) this.#leading.push("");
      return;
    }
    this.#lineBreaks = 0;
    if (token.startsWith("//") || token.startsWith("/*")) this.#comment(token);
    else if (token === "{" && !this.#inBrackets()) this.#open();
    else if (token === "}" && !this.#inBrackets()) this.#close();
    else if (token === ";") this.#statement();
    else this.#words.push(token);
  }

  #inBrackets(): boolean {
    return this.#words.lastIndexOf("[") > this.#words.lastIndexOf("]");
  }

  #comment(token: string): void {
    const lines = commentLines(token);
    const last = this.#lastKey === undefined ? undefined : this.comments.get(this.#lastKey);
    if (this.#lastKey !== undefined && lines.length === 1) {
      this.comments.set(this.#lastKey, { leading: last?.leading ?? [], trailing: lines[0] });
    } else this.#leading.push(...lines);
  }

  #open(): void {
    const [keyword, name = ""] = this.#words;
    const kinds: Partial<Record<string, CommentedKind>> = {
      message: "message",
      enum: "enum",
      oneof: "oneof",
      service: "service",
      rpc: "rpc",
    };
    const kind = kinds[keyword ?? ""] ?? "field";
    const key = commentKey(kind, [...this.#path(), name]);
    this.#keep(key);
    this.#scopes.push({ kind, name });
    this.#words = [];
    this.#lastKey = key;
  }

  #close(): void {
    if (this.#leading.length > 0) this.#keep(commentKey("end", this.#fullPath()));
    this.#scopes.pop();
    this.#words = [];
    this.#lastKey = undefined;
  }

  #statement(): void {
    const key = this.#keyOfStatement();
    if (key !== undefined) this.#keep(key);
    this.#words = [];
    this.#lastKey = key;
  }

  #keyOfStatement(): string | undefined {
    const words = this.#words;
    const inside = this.#scopes.at(-1)?.kind;
    if (words[0] === "syntax" || words[0] === "edition") return commentKey("file", []);
    if (words[0] === "rpc") return commentKey("rpc", [...this.#path(), words[1] ?? ""]);
    const equals = words.indexOf("=");
    if (inside === undefined || inside === "rpc" || inside === "service" || equals < 1) return undefined;
    if (words[0] === "option" && equals === 2) return undefined;
    return commentKey(inside === "enum" ? "value" : "field", [...this.#path(), words[equals - 1] ?? ""]);
  }

  #keep(key: string): void {
    while (this.#leading.at(-1) === "") this.#leading.pop();
    if (this.#leading.length > 0) this.comments.set(key, { leading: this.#leading, trailing: undefined });
    this.#leading = [];
  }

  /** Oneofs do not scope their members. */
  #path(): string[] {
    return this.#scopes.filter((scope) => scope.kind !== "oneof").map((scope) => scope.name);
  }

  #fullPath(): string[] {
    return this.#scopes.map((scope) => scope.name);
  }
}

function commentLines(token: string): string[] {
  if (token.startsWith("//")) return [asLine(token.replace(/^\/\/+ ?/, ""))];
  const lines = token.slice(2, -2).replace(/^\*/, "").split("\n");
  return lines
    .map((line) => asLine(line.replace(/^\s*\*? ?/, "")))
    .filter((line, i, all) => line !== "//" || (i > 0 && i < all.length - 1));
}

function asLine(text: string): string {
  return `// ${text}`.trimEnd();
}
