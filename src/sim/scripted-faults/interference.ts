/** What stands between the robot's clients and its proxy for a while: answers in plain HTTP, and answers that come late. */
import type { CallPreview, HttpRefusal, ServerInterceptor } from "../../grpc/server/index.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { HostedService } from "../hosted-service.ts";

interface Spell {
  readonly untilMs: number;
  /** A directory name or a full protobuf name. Default: all. */
  readonly service: string | undefined;
}

/** Refuses and delays calls. */
export class Interference {
  readonly #clock: SimClock;
  readonly #nameByType = new Map<string, string>();
  #refusal: (Spell & { readonly status: number }) | undefined;
  #delay: (Spell & { readonly delayMs: number }) | undefined;

  constructor(clock: SimClock) {
    this.#clock = clock;
  }

  /** Learn the directory names of services, by which faults may name them. */
  knowServices(services: readonly Pick<HostedService, "type" | "name">[]): void {
    for (const { type, name } of services) this.#nameByType.set(type, name);
  }

  /** Answer calls in plain HTTP. */
  refuse(status: number, forMs: number, service?: string): void {
    this.#refusal = { status, untilMs: this.#clock.uptimeMs() + forMs, service };
  }

  /** Answer calls late. */
  delay(delayMs: number, forMs: number, service?: string): void {
    this.#delay = { delayMs, untilMs: this.#clock.uptimeMs() + forMs, service };
  }

  /** For the server's `admit`, before anything else. */
  admit({ path }: CallPreview): HttpRefusal | undefined {
    const refusal = this.#refusal;
    if (refusal === undefined || !this.#holds(refusal, path)) return undefined;
    return { httpStatus: refusal.status, body: "a scripted fault of the simulator" };
  }

  /** Holds each call back before its handler hears of it. */
  readonly intercept: ServerInterceptor = (call, next) => this.#late(call, next);

  async *#late(...[call, next]: Parameters<ServerInterceptor>): AsyncGenerator {
    const { path, signal } = call.context;
    const delay = this.#delay;
    if (delay !== undefined && this.#holds(delay, path)) await this.#clock.sleep(delay.delayMs, signal);
    yield* next(call.requests);
  }

  #holds({ untilMs, service }: Spell, path: string): boolean {
    if (this.#clock.uptimeMs() >= untilMs) return false;
    const type = path.split("/")[1] ?? "";
    return service === undefined || service === type || service === this.#nameByType.get(type);
  }
}
