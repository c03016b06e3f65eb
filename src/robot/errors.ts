/** What goes wrong between a Robot and its services, before any call is sent. */
import { SpotError } from "../errors.ts";

/** The robot's directory has no service of that name, not even after a fresh look. */
export class UnregisteredServiceError extends SpotError {
  readonly code = "SERVICE_NOT_REGISTERED";
  /** Services appear seconds to minutes after a robot boots, payloads' last. */
  readonly retryable = true;
  readonly serviceName: string;

  constructor(serviceName: string, known: readonly string[]) {
    super(
      `service ${JSON.stringify(serviceName)} is not in the robot's directory, which has ${known.length} services` +
        `${nearest(serviceName, known)}; it may still be starting, or this robot does not have it`,
    );
    this.serviceName = serviceName;
  }
}

/** Names that share a word with the one asked for: most mistakes are a suffix too many or too few. */
function nearest(serviceName: string, known: readonly string[]): string {
  const words = new Set(serviceName.split("-"));
  const alike = known.filter((name) => name.split("-").some((word) => word !== "service" && words.has(word)));
  return alike.length === 0 ? "" : ` (alike: ${alike.slice(0, 3).join(", ")})`;
}

/** The robot's estimate of the clock skew did not come about. */
export class TimeSyncError extends SpotError {
  readonly code: "TIME_SYNC_NOT_ESTABLISHED" | "TIME_SYNC_SERVICE_NOT_READY";
  readonly retryable = true;

  constructor(code: TimeSyncError["code"], detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}

/** The robot takes this login's token no more, and there was nothing to log in with again. */
export class LoginExpiredError extends SpotError {
  readonly code = "LOGIN_EXPIRED";
  readonly retryable = false;
}
