/** Where the trust commands work: on this computer, or where a test puts them. */
import type { FindSdkOptions, InstallOptions } from "../../trust/index.ts";

/** What tests put in place of the real world. No option and no variable of the command line leads here. */
export interface TrustWorld extends InstallOptions, FindSdkOptions {
  /** PEM of the roots that check the server which `install` asks. */
  readonly ca?: string;
  /** Folder of the pins. */
  readonly pinDirectory?: string;
}
