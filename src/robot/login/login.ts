/**
 * One login to one robot: its token, and how to come by the next. A token lasts twelve hours; this one is renewed every
 * hour, and also when the robot refuses it in the middle of things.
 */
import { type Clock, systemClock } from "../../grpc/index.ts";
import { SpotError } from "../../errors.ts";
import { type AuthClient, InvalidTokenError } from "../../services/auth.ts";
import { type ErrorAction, RetryPacing } from "../../services/error-action.ts";
import { TimedOutError } from "../../services/errors/rpc-errors.ts";
import { Repeater } from "../background/repeater.ts";
import { tell, warn } from "../background/tell.ts";
import { LoginExpiredError } from "../errors.ts";
import { tokenLifetimeMs } from "./token-lifetime.ts";

/** What a user logs in with. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** How to keep a login. */
export interface KeepLoginOptions {
  /**
   * Asked when the robot takes the token no more (its clock was set, the password changed, the link was gone for twelve
   * hours), to log in anew. A password is never tried twice by itself: six wrong ones lock the user out. Default: nobody
   * is asked, and the login ends there.
   */
  readonly credentials?: (() => Promise<Credentials>) | undefined;
  /** Hears every new token, to be kept like a password. */
  readonly onToken?: ((token: string) => void) | undefined;
  /**
   * Hears of a renewal that failed, and decides what follows. Default: a warning of the process, and back-off from a second
   * to the interval. A deadline passes by itself, and nobody is asked. Where the login has expired for good nothing follows,
   * whatever it says.
   */
  readonly onError?: ((error: unknown) => ErrorAction | undefined) | undefined;
  /** From one renewal to the next, in milliseconds, 1000 or more. Default: an hour, or half of what the token lasts if that is less. */
  readonly intervalMs?: number | undefined;
  /** Measures the interval. Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined;
}

/** Where a login belongs. */
export interface LoginParts {
  readonly auth: Pick<AuthClient, "login" | "renew">;
  /** Aborted when the robot is closed. */
  readonly closed: AbortSignal;
}

const HOUR_MS = 60 * 60 * 1000;
const MIN_INTERVAL_MS = 1000;

/** Logs in, and stays so. */
export class Login {
  readonly #parts: LoginParts;
  readonly #options: KeepLoginOptions;
  readonly #clock: Clock;
  readonly #watchers = new Set<(token: string) => void>();
  #token: string | undefined;
  #renewing: Promise<boolean> | undefined;
  /** A token that cannot be renewed any more: the robot is not asked again. */
  #expired: string | undefined;
  /** When a refused call last had the token renewed. */
  #renewedForCallAtMs = -Infinity;
  #keeping: AbortController | undefined;

  /** @throws {RangeError} the interval is shorter than a second */
  constructor(parts: LoginParts, options: KeepLoginOptions = {}) {
    const { intervalMs = HOUR_MS } = options;
    if (!(intervalMs >= MIN_INTERVAL_MS && intervalMs < Infinity)) {
      throw new RangeError(`keepLogin.intervalMs is ${intervalMs}: it must be ${MIN_INTERVAL_MS} or more`);
    }
    this.#parts = parts;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** The token of now; `undefined` before the first login. */
  get token(): string | undefined {
    return this.#token;
  }

  /** @throws {InvalidLoginError | TemporarilyLockedOutError | ResponseError | RpcError} */
  async byPassword(username: string, password: string): Promise<void> {
    this.#take(await this.#parts.auth.login(username, password));
    this.#keep();
  }

  /** @throws {InvalidTokenError | ResponseError | RpcError} */
  async byToken(token: string): Promise<void> {
    this.#take(await this.#parts.auth.renew(token));
    this.#keep();
  }

  /**
   * Come by another token than one that the robot has just refused. All who ask at once share one renewal.
   * @returns whether there is one now
   */
  renewAfter(refused: string): Promise<boolean> {
    if (this.#token !== refused) return Promise.resolve(this.#token !== undefined);
    // A robot that refuses the new token too is not helped by a third, and takes five logins a second.
    const nowMs = this.#clock.now();
    if (this.#renewing === undefined) {
      if (nowMs - this.#renewedForCallAtMs < MIN_INTERVAL_MS) return Promise.resolve(false);
      this.#renewedForCallAtMs = nowMs;
    }
    return this.#renewOnce().catch(() => false);
  }

  /** Renew, or join the renewal under way. @returns `false` if that can never succeed */
  #renewOnce(): Promise<boolean> {
    this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async #renew(): Promise<boolean> {
    const token = this.#token;
    if (token === undefined || token === this.#expired) return false;
    const { auth, closed } = this.#parts;
    try {
      const renewed = await auth.renew(token, { signal: closed });
      // Somebody may have logged in meanwhile, as another user perhaps.
      if (this.#token === token) this.#take(renewed);
    } catch (error) {
      if (this.#token !== token) return true;
      if (!(error instanceof InvalidTokenError)) throw error;
      await this.#logInAgain(token, error);
    }
    return true;
  }

  async #logInAgain(token: string, refusal: InvalidTokenError): Promise<void> {
    const { auth, closed } = this.#parts;
    try {
      if (this.#options.credentials === undefined) throw expired(refusal);
      const { username, password } = await this.#options.credentials();
      const minted = await auth.login(username, password, { signal: closed });
      if (this.#token === token) this.#take(minted);
    } catch (error) {
      // A robot out of reach may take them later; one that refuses them once is not asked a second time.
      if (!(error instanceof SpotError && error.retryable)) {
        this.#expired = token;
        // Whichever call has found it out: the program must hear of it.
        this.#ask(error);
      }
      throw error;
    }
  }

  #take(token: string): void {
    this.#token = token;
    if (this.#options.onToken !== undefined) tell(this.#options.onToken, token);
    for (const watcher of [...this.#watchers]) tell(watcher, token);
  }

  /** Call back with every new token from now on. @returns a function that ends it */
  watch(watcher: (token: string) => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Renew from now on. A later login begins anew, also after one that expired. */
  #keep(): void {
    this.#keeping?.abort();
    const { closed } = this.#parts;
    if (closed.aborted) return;
    const keeping = (this.#keeping = new AbortController());
    const onClosed = (): void => keeping.abort();
    closed.addEventListener("abort", onClosed, { signal: keeping.signal });
    const intervalMs = this.#intervalMs();
    const pacing = new RetryPacing(intervalMs);
    new Repeater({
      attempt: () => this.#attempt(pacing, keeping.signal),
      clock: this.#clock,
      signal: keeping.signal,
      firstWaitMs: intervalMs,
    });
  }

  async #attempt(pacing: RetryPacing, signal: AbortSignal): Promise<number | undefined> {
    try {
      if (!(await this.#renewOnce())) return undefined;
      pacing.next("resume-normal");
      return this.#intervalMs();
    } catch (error) {
      if (signal.aborted) return undefined;
      const action = this.#decide(error);
      return action === "abort" ? undefined : pacing.next(action);
    }
  }

  #decide(error: unknown): ErrorAction {
    // Told already.
    if (this.#token === this.#expired) return "abort";
    const wanted = error instanceof TimedOutError ? undefined : this.#ask(error);
    return wanted === undefined || wanted === "default" ? "retry-with-back-off" : wanted;
  }

  #ask(error: unknown): ErrorAction | undefined {
    if (this.#options.onError === undefined) {
      warn(error);
      return undefined;
    }
    try {
      return this.#options.onError(error);
    } catch (thrown) {
      warn(thrown);
      return undefined;
    }
  }

  #intervalMs(): number {
    const lifetimeMs = tokenLifetimeMs(this.#token ?? "");
    return this.#options.intervalMs ?? Math.max(MIN_INTERVAL_MS, Math.min(HOUR_MS, lifetimeMs / 2));
  }
}

function expired(cause: InvalidTokenError): LoginExpiredError {
  return new LoginExpiredError(
    "the robot takes this login's token no more, and no credentials were given to log in with again: log in again",
    { cause },
  );
}
