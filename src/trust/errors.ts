/** What goes wrong with anchors and pins kept on this computer. Every message ends with what to do. */
import { SpotError } from "../errors.ts";

/** No robot can be trusted, because no anchor is installed here. The message is the command that helps. */
export class NoAnchorError extends SpotError {
  readonly code = "TRUST_NO_ANCHOR";
  readonly retryable = false;
  /** Folder that was looked into. */
  readonly directory: string;

  constructor(directory: string) {
    super(
      `no trust anchor is installed, so no robot can be trusted (looked in ${directory}): run "spotwire trust install", ` +
        'or "spotwire trust import" on a computer with Boston Dynamics\' Python SDK, or pass roots/--roots',
    );
    this.directory = directory;
  }
}

/** Why an anchor was not installed, shown or removed. */
export type AnchorErrorCode =
  /** The certificates are not those that are pinned, or not those that were asked for. */
  | "TRUST_ANCHOR_REFUSED"
  /** The text holds no certificate, or not the number of them that is needed. */
  | "TRUST_ANCHOR_UNREADABLE"
  /** Nothing came from the URL. */
  | "TRUST_ANCHOR_NOT_FETCHED"
  /** No anchor of that name, or no file to import. */
  | "TRUST_ANCHOR_NOT_FOUND"
  /** Another certificate has the name already. */
  | "TRUST_ANCHOR_EXISTS";

/** An anchor cannot be installed, shown or removed. */
export class AnchorError extends SpotError {
  readonly code: AnchorErrorCode;
  readonly retryable: boolean;

  constructor(code: AnchorErrorCode, message: string, options: ErrorOptions & { readonly retryable?: boolean } = {}) {
    super(message, options);
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** The folder with anchors and pins cannot be used: unreadable, damaged, or open to other users' changes. */
export class TrustDirectoryError extends SpotError {
  readonly code = "TRUST_DIRECTORY_UNUSABLE";
  readonly retryable = false;
  /** The file or folder at fault. */
  readonly path: string;

  constructor(path: string, detail: string, options?: ErrorOptions) {
    super(`${path}: ${detail}`, options);
    this.path = path;
  }
}

/** A robot does not hold the key that it was known by, or one that must be known is not. */
export class PinError extends SpotError {
  readonly code: "TRUST_PIN_CHANGED" | "TRUST_PIN_MISSING";
  readonly retryable = false;
  readonly serialNumber: string;
  /** SHA-256 of the public key known so far, 64 upper-case hex digits; undefined where none was known. */
  readonly expectedFingerprint: string | undefined;
  /** SHA-256 of the public key presented. */
  readonly presentedFingerprint: string;

  constructor(serialNumber: string, expected: string | undefined, presented: string) {
    const who = JSON.stringify(serialNumber);
    const forget = `run: spotwire trust pins remove ${shellWord(serialNumber)}`;
    super(
      expected === undefined
        ? `robot ${who}: its public key is not pinned here, and no new one is to be pinned; it presents ${presented}`
        : `robot ${who}: its public key has changed. Pinned: ${expected}. Presented: ${presented}. If its computer or ` +
            `certificate was replaced, ask who did it, then ${forget}; if not, somebody may be posing as this robot`,
    );
    this.code = expected === undefined ? "TRUST_PIN_MISSING" : "TRUST_PIN_CHANGED";
    this.serialNumber = serialNumber;
    this.expectedFingerprint = expected;
    this.presentedFingerprint = presented;
  }
}

/** What a shell takes for one word. The serial number is a peer's own word: it ends up where people copy from. */
function shellWord(text: string): string {
  return /^[\w.:-]+$/.test(text) ? text : "SERIAL";
}
