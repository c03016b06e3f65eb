/** `--pin`: a robot's own key, held against the one it had before, and the same on every connection. */
import type { Robot } from "../robot/index.ts";
import type { Certificate } from "../tls/index.ts";
import { checkPin, PinError, type PinStore, publicKeyFingerprint } from "../trust/index.ts";

/** Follows one robot through its connections. */
export class Pinning {
  readonly #store: PinStore;
  #first: Certificate | undefined;
  #serialNumber = "(not asked yet)";

  constructor(store: PinStore) {
    this.#store = store;
  }

  /** Refuse a connection to somebody else than the first one led to. */
  readonly verifyPeer = (path: readonly Certificate[]): void => {
    const [leaf] = path;
    if (leaf === undefined) return;
    this.#first ??= leaf;
    const [before, now] = [publicKeyFingerprint(this.#first), publicKeyFingerprint(leaf)];
    if (before !== now) throw new PinError(this.#serialNumber, before, now);
  };

  /** Ask who it is, and hold its key against the pin; before any password is sent. @throws {PinError} */
  async check(robot: Robot): Promise<void> {
    const { serialNumber } = await robot.id();
    this.#serialNumber = serialNumber;
    if (this.#first !== undefined) await checkPin({ serialNumber, certificate: this.#first, store: this.#store });
  }
}
