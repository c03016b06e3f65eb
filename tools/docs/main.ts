/**
 * Make the documentation's site in `site/`: `npm run docs`. With `--check`, also look through all that was made, as
 * `check.ts` says. Warnings of typedoc's, and what the check finds, end it with exit code 1.
 */
import { join, resolve } from "node:path";
import { checkSite } from "./check.ts";
import { makeSite } from "./site.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const OUT = join(ROOT, "site");

// typedoc tells what it does on stdout; data is not what that is.
console.log = console.error;
console.info = console.error;
const began = performance.now();
const site = await makeSite(ROOT, OUT);
const findings = site.isSound && process.argv.includes("--check") ? checkSite(ROOT, OUT, site) : [];
for (const finding of findings) console.error(finding);
const seconds = ((performance.now() - began) / 1000).toFixed(0);
console.error(
  site.isSound
    ? `${OUT}/index.html: ${site.modules.length} modules and ${site.documents.length} documents in ${seconds} s`
    : "the site is not whole: mend what is said above",
);
process.exitCode = site.isSound && findings.length === 0 ? 0 : 1;
