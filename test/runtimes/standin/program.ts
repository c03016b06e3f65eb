/**
 * Runs files of tests in whatever runtime this is; the arguments are their bundles. One line of JSON tells of each file
 * that begins and of each test that ended, so that whoever reads them knows where a runtime went down.
 */
import process from "node:process";
import { pathToFileURL } from "node:url";
import { noteStray, runDeclared } from "./run-declared.ts";

/** A line of the report. */
export type ReportLine =
  | { readonly file: string }
  | { readonly name: string; readonly error?: string; readonly ms: number }
  | { readonly done: true };

function report(line: ReportLine): void {
  process.stdout.write(`\n${JSON.stringify(line)}\n`);
}

process.on("unhandledRejection", noteStray);
process.on("uncaughtException", noteStray);

for (const file of process.argv.slice(2)) {
  report({ file });
  try {
    await import(pathToFileURL(file).href);
    await runDeclared(report);
  } catch (error) {
    report({ name: "the file", error: String(error), ms: 0 });
  }
}
report({ done: true });
// What a test left open must not keep the runtime from its end.
setTimeout(() => process.exit(0), 100);
