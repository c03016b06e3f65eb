/** Stores of pins: in memory, and on disk with one file for each robot, so that two programs cannot undo each other's. */
import { join } from "node:path";
import { createFile, dataDirectory, listFiles, readWhole, removeFile } from "./directory.ts";
import { TrustDirectoryError } from "./errors.ts";
import type { Pin, PinStore } from "./pin.ts";

/** A store that forgets everything with the program. */
export function memoryPinStore(pins: readonly Pin[] = []): PinStore {
  const known = new Map(pins.map((pin) => [pin.serialNumber, pin]));
  return {
    get: (serialNumber) => Promise.resolve(known.get(serialNumber)),
    add: (pin) => {
      const kept = known.get(pin.serialNumber) ?? pin;
      known.set(pin.serialNumber, kept);
      return Promise.resolve(kept);
    },
    remove: (serialNumber) => Promise.resolve(known.delete(serialNumber)),
    list: () => Promise.resolve([...known.values()].sort(bySerialNumber)),
  };
}

const EXTENSION = ".json";
const FINGERPRINT = /^[0-9A-F]{64}$/;

/** The default folder of pins: `pins` in {@link dataDirectory}. */
export function pinDirectory(): string {
  return join(dataDirectory(), "pins");
}

/**
 * A store on disk, 0700, with a file for each robot. Its methods throw {@link TrustDirectoryError}.
 * @param directory default {@link pinDirectory}
 */
export function filePinStore(directory: string = pinDirectory()): PinStore {
  const read = (file: string): Promise<Pin | undefined> => readPin(join(directory, file));
  return {
    get: async (serialNumber) => read(fileName(serialNumber)),
    add: async (pin) => {
      const file = fileName(pin.serialNumber);
      const isNew = await createFile(join(directory, file), `${JSON.stringify(pin)}\n`);
      return isNew ? pin : ((await read(file)) ?? pin);
    },
    remove: async (serialNumber) => removeFile(join(directory, fileName(serialNumber))),
    list: async () => {
      const pins = await Promise.all((await listFiles(directory, EXTENSION)).map(read));
      return pins.filter((pin) => pin !== undefined).sort(bySerialNumber);
    },
  };
}

/** A peer's word becomes a file name: letters in upper case and digits stay, every other byte is spelt out. */
function fileName(serialNumber: string): string {
  const safe = Array.from(Buffer.from(serialNumber), (byte) => {
    const character = String.fromCharCode(byte);
    return /[A-Z0-9-]/.test(character) ? character : `_${byte.toString(16).padStart(2, "0")}`;
  }).join("");
  if (safe.length > 200) throw new RangeError("a serial number this long is none");
  return `${safe}${EXTENSION}`;
}

async function readPin(path: string): Promise<Pin | undefined> {
  const text = await readWhole(path);
  if (text === undefined) return undefined;
  try {
    const { serialNumber, fingerprint, pinnedAtMs } = JSON.parse(text) as Record<string, unknown>;
    if (
      typeof serialNumber === "string" &&
      typeof fingerprint === "string" &&
      FINGERPRINT.test(fingerprint) &&
      Number.isSafeInteger(pinnedAtMs)
    ) {
      return { serialNumber, fingerprint, pinnedAtMs: Number(pinnedAtMs) };
    }
  } catch {
    // said below
  }
  throw new TrustDirectoryError(
    path,
    "is no pin; remove the file, and the robot is pinned anew at its next connection",
  );
}

function bySerialNumber(a: Pin, b: Pin): number {
  return a.serialNumber < b.serialNumber ? -1 : 1;
}
