/** A robot through all its boots: each has parts and services of its own, behind one address. */
import { GrpcServer, type IncomingStream } from "../grpc/server/index.ts";
import type { Accounts } from "./access/accounts.ts";
import { Proxy } from "./access/proxy.ts";
import type { Tokens } from "./access/tokens.ts";
import type { SimClock } from "./clock/sim-clock.ts";
import { DataPages } from "./data/data-pages.ts";
import { logEvents } from "./data/log-events.ts";
import type { Departure } from "./power/power-commands.ts";
import { Presence } from "./presence.ts";
import { bootRobot, type Robot } from "./robot.ts";
import { robotServices } from "./robot-services.ts";
import type { Interference } from "./scripted-faults/interference.ts";

/** What stays through all boots. */
export interface PowerCycleOptions {
  readonly clock: SimClock;
  readonly serialNumber: string;
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  /** Stands before the proxy, and delays what the proxy lets through. */
  readonly interference: Interference;
  /** States a second in the state stream. Default: a robot's. */
  readonly stateRateHertz?: number | undefined;
  /** Break every connection to the robot. */
  readonly breakConnections: () => void;
}

interface Boot {
  readonly robot: Robot;
  readonly server: GrpcServer;
  readonly presence: Presence;
}

/** A robot's own messages are the largest it takes. */
const MAX_MESSAGE_BYTES = 100 * 1024 * 1024;
/** How long it is away, in milliseconds; a robot takes minutes. */
const AWAY_MS: Readonly<Record<Exclude<Departure, "off">, number>> = { cycle: 5000, reboot: 3000 };

/** Computers and radio die this long after the robot has left, in milliseconds; then its connections are gone too. */
const LINGER_MS = 1000;

/** Runs one boot after the other. */
export class PowerCycle {
  readonly #options: PowerCycleOptions;
  readonly #closing = new AbortController();
  readonly #servers = new Set<GrpcServer>();
  /** What was logged outlasts a boot. */
  readonly #pages = new DataPages();
  #isDark = false;
  #boot: Boot;

  constructor(options: PowerCycleOptions) {
    this.#options = options;
    this.#boot = this.#begin();
  }

  /** The robot as it runs now. */
  get robot(): Robot {
    return this.#boot.robot;
  }

  /** Take one stream from a listener. */
  readonly accept = (incoming: IncomingStream): void => this.#boot.server.accept(incoming);

  /** Whether the robot takes connections: one that is off does not even answer a PING. */
  get isReachable(): boolean {
    return !this.#isDark;
  }

  /** Bring the robot up to now, though nobody asks. */
  catchUp(): void {
    if (!this.#boot.presence.isAway) this.#boot.robot.timeline.advance();
  }

  /** Do not come back any more. */
  close(): void {
    this.#closing.abort();
  }

  /** Wait until every handler has returned. */
  async settled(): Promise<void> {
    await Promise.all([...this.#servers].map((server) => server.settled()));
  }

  #begin(chargePercent?: number): Boot {
    const { clock, tokens, interference } = this.#options;
    const presence = new Presence();
    const goAway = (how: Departure): void => {
      if (presence.isAway) return;
      presence.leave();
      void this.#goDark(presence);
      if (how !== "off") void this.#comeBack(AWAY_MS[how]);
    };
    const robot = bootRobot({
      clock,
      chargePercent,
      goAway,
      onEvents: (events) => logEvents(this.#pages, clock, events),
    });
    const services = robotServices(robot, { ...this.#options, pages: this.#pages });
    interference.knowServices(services);
    const proxy = new Proxy(clock, tokens, services);
    const server = new GrpcServer({
      maxReceiveMessageBytes: MAX_MESSAGE_BYTES,
      interceptors: [interference.intercept, presence.intercept(robot.timeline)],
      // Without power it does not even say no.
      admit: (call) => (presence.isAway ? undefined : (interference.admit(call) ?? proxy.admit(call))),
    });
    for (const service of services) service.install(server);
    this.#servers.add(server);
    return { robot, server, presence };
  }

  async #goDark(presence: Presence): Promise<void> {
    await this.#options.clock.sleep(LINGER_MS, this.#closing.signal);
    if (this.#closing.signal.aborted || this.#boot.presence !== presence) return;
    this.#isDark = true;
    this.#options.breakConnections();
  }

  async #comeBack(afterMs: number): Promise<void> {
    const left = this.#boot;
    await this.#options.clock.sleep(afterMs, this.#closing.signal);
    if (this.#closing.signal.aborted) return;
    this.#isDark = false;
    this.#boot = this.#begin(left.robot.battery.chargePercent);
    left.presence.end();
    await left.server.settled();
    this.#servers.delete(left.server);
  }
}
