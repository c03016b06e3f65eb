/**
 * Pins: a robot is known by its own public key, on top of its root. Every robot of the maker's has a chain to the same
 * root, so the root says "a Spot", and only the key says "this Spot". Trust on first use, as SSH has it.
 */
import { createHash } from "node:crypto";
import type { Certificate } from "../tls/index.ts";
import { PinError } from "./errors.ts";

/** What is remembered of a robot. */
export interface Pin {
  readonly serialNumber: string;
  /** SHA-256 of the SubjectPublicKeyInfo, 64 upper-case hex digits. */
  readonly fingerprint: string;
  /** When it was first seen, in milliseconds of Unix time. */
  readonly pinnedAtMs: number;
}

/** Where pins are kept: on disk, in memory, or in a fleet's own database. */
export interface PinStore {
  /** The pin of a robot; undefined where there is none. */
  get(serialNumber: string): Promise<Pin | undefined>;
  /** Keep a pin unless the robot has one; resolve to the one it has now. Must be atomic: two may try at once. */
  add(pin: Pin): Promise<Pin>;
  /** Forget a robot; tell whether there was a pin. */
  remove(serialNumber: string): Promise<boolean>;
  /** All pins, by serial number. */
  list(): Promise<Pin[]>;
}

/** Whom to check, and by what. */
export interface CheckPinOptions {
  /** Of the robot, from a person or a fleet's list; or the robot's own word, which says less (docs/trust.md). */
  readonly serialNumber: string;
  /** The end-entity certificate of a connection whose path is trusted: `path[0]`. */
  readonly certificate: Pick<Certificate, "spki">;
  readonly store: PinStore;
  /** What to do with a robot that has no pin: pin it (default), or refuse it, where robots are enrolled beforehand. */
  readonly onFirstUse?: "pin" | "refuse" | undefined;
  /** Clock, milliseconds of Unix time; default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** The outcome of a check that passed. */
export interface PinCheck {
  readonly pin: Pin;
  /** Whether this check made the pin. */
  readonly isNew: boolean;
}

/** SHA-256 of a certificate's public key (SubjectPublicKeyInfo, as in RFC 7469 §2.4), 64 upper-case hex digits. */
export function publicKeyFingerprint({ spki }: Pick<Certificate, "spki">): string {
  return createHash("sha256").update(spki).digest("hex").toUpperCase();
}

/**
 * Hold a robot's public key against the one it is known by; remember it if there is none. A new certificate for the same
 * key passes.
 * @throws {PinError} `TRUST_PIN_CHANGED`, with both fingerprints; `TRUST_PIN_MISSING` with `onFirstUse: "refuse"`
 * @throws {TypeError} the serial number is empty
 */
export async function checkPin(options: CheckPinOptions): Promise<PinCheck> {
  const { serialNumber, certificate, store, onFirstUse = "pin", now = Date.now } = options;
  if (serialNumber === "") throw new TypeError("checkPin: serialNumber is empty");
  const fingerprint = publicKeyFingerprint(certificate);
  const known = await store.get(serialNumber);
  if (known === undefined && onFirstUse === "refuse") throw new PinError(serialNumber, undefined, fingerprint);
  const pin = known ?? (await store.add({ serialNumber, fingerprint, pinnedAtMs: now() }));
  if (pin.fingerprint !== fingerprint) throw new PinError(serialNumber, pin.fingerprint, fingerprint);
  return { pin, isNew: known === undefined };
}
