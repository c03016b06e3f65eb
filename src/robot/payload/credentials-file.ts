/**
 * What a payload proves itself by, in the file that the API's own tools read: its GUID on the first line, its secret on
 * the second. Whoever has the file is the payload, so it is for its owner alone.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { link, open, rm } from "node:fs/promises";
import { SpotError } from "../../errors.ts";
import type { PayloadCredentials } from "../../services/registration/payload-registration.ts";

/** A credentials file cannot be used; `path` says which. Its secret is in no message. */
export class PayloadCredentialsFileError extends SpotError {
  override readonly code: "PAYLOAD_CREDENTIALS_MALFORMED" | "PAYLOAD_CREDENTIALS_EXPOSED";
  override readonly retryable = false;
  readonly path: string;

  constructor(code: PayloadCredentialsFileError["code"], path: string, detail: string) {
    super(`${path}: ${detail}`);
    this.code = code;
    this.path = path;
  }
}

/** Bytes of chance in a new secret. */
const SECRET_BYTES = 16;
/** A GUID, a secret, and room to spare. */
const MAX_FILE_BYTES = 4096;
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** Make new credentials: a random UUID, and 16 random bytes as text that is safe in a URL. */
export function newPayloadCredentials(): PayloadCredentials {
  return { guid: randomUUID(), secret: randomBytes(SECRET_BYTES).toString("base64url") };
}

/**
 * Read credentials. The GUID comes back in lower case, as the robot keeps it.
 * @throws {PayloadCredentialsFileError} `PAYLOAD_CREDENTIALS_MALFORMED`: not a GUID and a secret;
 * `PAYLOAD_CREDENTIALS_EXPOSED`: others than the owner may read or write it
 * @throws what the file system says: there is none, say
 */
export async function readPayloadCredentials(path: string): Promise<PayloadCredentials> {
  const file = await open(path, "r");
  try {
    // Of the file that is open, not of whatever has its name by now.
    const { mode, size } = await file.stat();
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      throw new PayloadCredentialsFileError(
        "PAYLOAD_CREDENTIALS_EXPOSED",
        path,
        `others can read it: chmod 600 ${path}`,
      );
    }
    if (size > MAX_FILE_BYTES) throw malformed(path, `it is ${size} bytes long`);
    return parse(path, await file.readFile("utf8"));
  } finally {
    await file.close();
  }
}

/**
 * Keep credentials in a new file that only this user can read.
 * @throws {TypeError} they are none
 * @throws what the file system says: `EEXIST` where there is a file already, which may be the only copy of a secret
 */
export async function writePayloadCredentials(path: string, { guid, secret }: PayloadCredentials): Promise<void> {
  if (!GUID.test(guid)) throw new TypeError("the payload's GUID is no UUID");
  if (!/^[^\r\n]+$/u.test(secret) || secret.trim() !== secret)
    throw new TypeError("the secret is not one line of text");
  // Whole before it has its name: another process may be looking for it.
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await writeWhole(temporary, `${guid.toLowerCase()}\n${secret}\n`);
    await link(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Read credentials, or make new ones and keep them where there is no file yet: a payload keeps its GUID for life.
 * @throws as `readPayloadCredentials` and `writePayloadCredentials`
 */
export async function ensurePayloadCredentials(path: string): Promise<PayloadCredentials> {
  try {
    return await readPayloadCredentials(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
  const made = newPayloadCredentials();
  try {
    await writePayloadCredentials(path, made);
    return made;
  } catch (error) {
    // Another process was first, and its are the payload's.
    if (!hasCode(error, "EEXIST")) throw error;
    return readPayloadCredentials(path);
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function parse(path: string, text: string): PayloadCredentials {
  const [guid = "", secret = "", ...rest] = text.split(/\r?\n/u).map((line) => line.trim());
  if (!GUID.test(guid)) throw malformed(path, "its first line is no GUID");
  if (secret === "") throw malformed(path, "its second line, the secret, is empty");
  if (rest.some((line) => line !== "")) throw malformed(path, "it has more than two lines");
  return { guid: guid.toLowerCase(), secret };
}

function malformed(path: string, detail: string): PayloadCredentialsFileError {
  return new PayloadCredentialsFileError(
    "PAYLOAD_CREDENTIALS_MALFORMED",
    path,
    `not a payload's credentials: ${detail}`,
  );
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
