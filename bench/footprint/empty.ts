/** An empty program: what Node itself weighs. */
import { report } from "./footprint.ts";

void report(performance.now());
