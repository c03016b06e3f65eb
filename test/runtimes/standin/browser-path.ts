/** What a page needs of `node:path`. */

/** Join the parts of a path, and walk its `..`. */
export function join(...parts: readonly string[]): string {
  const walked: string[] = [];
  for (const part of parts.join("/").split("/")) {
    if (part === "..") walked.pop();
    else if (part !== "." && (part !== "" || walked.length === 0)) walked.push(part);
  }
  return walked.join("/");
}

/** Make a path absolute; all of them are. */
export const resolve: typeof join = join;
