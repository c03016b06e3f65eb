/** How to start this very program once more, whatever it is: a file that Node runs, or an executable with Node in it. */
import { isSea } from "node:sea";

/** Arguments before those of the program itself, for `process.execPath`. @throws {Error} the program has no file */
export function ownArguments(): readonly string[] {
  if (isSea()) return [];
  const script = process.argv[1];
  if (script === undefined) throw new Error("this needs the path of its own program, to start it a second time");
  return [script];
}
