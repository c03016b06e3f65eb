/**
 * The robot's proxy, which stands before all its services: it routes on `:authority`, limits rates and checks tokens,
 * and says no in plain HTTP.
 */
import type { CallPreview, HttpRefusal } from "../../grpc/server/index.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { HostedService } from "../hosted-service.ts";
import { bearerToken } from "./caller.ts";
import { RateLimit } from "./rate-limit.ts";
import type { Tokens } from "./tokens.ts";

/** Calls a second that the robot's AuthService takes. */
const AUTH_CALLS_PER_SECOND = 5;

/** Decides which calls reach a service. */
export class Proxy {
  readonly #services: ReadonlyMap<string, HostedService>;
  readonly #authorities: ReadonlySet<string>;
  readonly #tokens: Tokens;
  readonly #authLimit: RateLimit;

  constructor(clock: SimClock, tokens: Tokens, services: readonly HostedService[]) {
    this.#services = new Map(services.map((service) => [service.type, service]));
    this.#authorities = new Set(services.map(({ authority }) => authority));
    this.#tokens = tokens;
    this.#authLimit = new RateLimit(clock, AUTH_CALLS_PER_SECOND);
  }

  /** For the server's `admit`. */
  readonly admit = (call: CallPreview): HttpRefusal | undefined => {
    if (!this.#authorities.has(call.authority)) return refusal(404, `no such authority: ${call.authority}`);
    const service = this.#services.get(call.path.split("/")[1] ?? "");
    if (service?.authority !== call.authority) return refusal(404, `not served on ${call.authority}: ${call.path}`);
    if (service.name === "auth" && !this.#authLimit.take()) return refusal(429, "too many requests");
    if (!service.needsToken) return undefined;
    const token = bearerToken(call.metadata.get("authorization"));
    // The reference client sends "Bearer None" before its login.
    if (token === undefined || token === "None") return refusal(401, "a user token is required");
    const verdict = this.#tokens.check(token);
    return "user" in verdict ? undefined : refusal(401, `the user token is ${verdict.refused}`);
  };
}

function refusal(httpStatus: number, body: string): HttpRefusal {
  return { httpStatus, body };
}
