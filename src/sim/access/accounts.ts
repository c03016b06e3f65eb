/** Users and their passwords, with the lock-out that a robot has against guessing. */
import { createHash, randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import type { SimClock } from "../clock/sim-clock.ts";

/** How a login ended. */
export type LoginResult = "ok" | "invalid" | "locked-out";

/** Failed logins in a row that lock a user out … */
const MAX_FAILURES = 6;
/** … and for how long, in milliseconds. */
const LOCKOUT_MS = 60_000;
/** User names remembered for their failures; the oldest is forgotten first, so that guessing names costs no memory. */
const MAX_REMEMBERED = 1000;
/** The simulator must answer five logins a second on two cores: a cheap cost, still no plain text in memory. */
const SCRYPT = { N: 1024, r: 8, p: 1 } as const;

const HASH_BYTES = 32;
/** No password has this hash. */
const NO_HASH = Buffer.alloc(HASH_BYTES);

interface Failures {
  count: number;
  lockedUntilMs: number;
}

/** The robot's users. */
export class Accounts {
  readonly #clock: SimClock;
  readonly #salt = randomBytes(16);
  readonly #hashes = new Map<string, Buffer>();
  readonly #failures = new Map<string, Failures>();

  /** @param passwords by user name */
  constructor(clock: SimClock, passwords: ReadonlyMap<string, string>) {
    this.#clock = clock;
    for (const [user, password] of passwords) this.#hashes.set(user, this.#hash(password));
  }

  /** Check a password. An unknown user is told nothing that a known one is not. */
  login(user: string, password: string): LoginResult {
    const file = fileOf(user);
    const failures = this.#failures.get(file);
    const now = this.#clock.uptimeMs();
    if (failures !== undefined && now < failures.lockedUntilMs) return "locked-out";
    const expected = this.#hashes.get(user);
    // Hashed and compared even for an unknown user: the time it takes tells nothing either.
    const matches = timingSafeEqual(this.#hash(password), expected ?? NO_HASH);
    if (expected !== undefined && matches) {
      this.#failures.delete(file);
      return "ok";
    }
    this.#recordFailure(file, now, failures);
    return "invalid";
  }

  /** Whether a user exists, for tokens made earlier. */
  has(user: string): boolean {
    return this.#hashes.has(user);
  }

  #recordFailure(file: string, now: number, before: Failures | undefined): void {
    // A lock-out that has passed starts the count anew.
    const count = before === undefined || before.lockedUntilMs > 0 ? 1 : before.count + 1;
    this.#failures.delete(file);
    this.#failures.set(file, { count, lockedUntilMs: count >= MAX_FAILURES ? now + LOCKOUT_MS : 0 });
    if (this.#failures.size > MAX_REMEMBERED) {
      const [oldest] = this.#failures.keys();
      if (oldest !== undefined) this.#failures.delete(oldest);
    }
  }

  #hash(password: string): Buffer {
    return scryptSync(password, this.#salt, HASH_BYTES, SCRYPT);
  }
}

/** What a user's failures are filed under: a digest, for a name may be as long as a request. */
function fileOf(user: string): string {
  return createHash("sha256").update(user).digest("base64");
}
