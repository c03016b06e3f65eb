/** One visit of the doctor: what was asked for, what the floors have found so far, and what must be closed at the end. */
import { lookup as dnsLookup } from "node:dns";
import { existsSync } from "node:fs";
import { connect as connectTcp, type LookupFunction, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { DEFAULT_PORT, type Resolver, type RobotEndpoint } from "../../discovery/index.ts";
import { localAddressTowards } from "../../hosting/index.ts";
import type { RobotId } from "../../messages/bosdyn/api/robot_id.ts";
import type { Robot } from "../../robot/index.ts";
import type { LinkMaker, TrustStore } from "../../tls/index.ts";
import type { Pinning } from "../pinning.ts";
import { findWay, type WayClues, type WayFound } from "./way.ts";

/** What the doctor asks the computer; a test answers in its place. */
export interface Means {
  /** With the signature of `dns.lookup`. */
  readonly lookup: LookupFunction;
  /** @throws {NoRouteError} */
  readonly localAddressTowards: (host: string) => Promise<string>;
  readonly interfaces: typeof networkInterfaces;
  /** `undefined`: this system does not tell. */
  readonly isWireless: (interfaceName: string) => boolean | undefined;
  /** Begin a TCP connection. */
  readonly openTcp: (address: string, port: number) => Socket;
}

/** The computer itself. */
export const SYSTEM: Means = {
  lookup: dnsLookup,
  localAddressTowards,
  interfaces: networkInterfaces,
  isWireless: (name) =>
    process.platform === "linux" ? existsSync(`/sys/class/net/${name.replaceAll("/", "")}/wireless`) : undefined,
  openTcp: (host, port) => connectTcp({ host, port, noDelay: true }),
};

/** What was asked for. */
export interface VisitOptions {
  /** As the person wrote it: `HOST`, `HOST:PORT`, `spot://NAME`. */
  readonly host: string;
  /** Says where that is. */
  readonly resolver: Resolver;
  /** PEM; without any the walk ends at the chain. */
  readonly roots: readonly (string | Uint8Array)[];
  readonly login?: { readonly user: string; readonly password: string } | undefined;
  /** Budget for each connection, in milliseconds. */
  readonly timeoutMs: number;
  /** How long to measure round trips, in seconds; 0 skips it. */
  readonly seconds: number;
  /** Holds the robot's key against its pin, before any password is sent. */
  readonly pinning?: Pick<Pinning, "verifyPeer" | "check"> | undefined;
  /** In place of TCP. */
  readonly link?: LinkMaker | undefined;
  readonly keyLog?: ((line: Uint8Array) => void) | undefined;
  /** Ends the visit. */
  readonly signal: AbortSignal;
  /** Default: the computer itself. */
  readonly means?: Partial<Means> | undefined;
  /** Hears how a long test comes along. */
  readonly onProgress?: ((text: string) => void) | undefined;
}

/** The state of the walk. The floors write down here what those above them need. */
export class Visit implements AsyncDisposable {
  readonly options: VisitOptions;
  /** Known once the name has been looked up. */
  endpoint: RobotEndpoint;
  readonly means: Means;
  readonly signal: AbortSignal;
  /** IP addresses of the robot, best first. */
  addresses: readonly string[] = [];
  way: WayFound;
  /** DER, as the peer presented them. */
  presented: readonly Uint8Array[] = [];
  /** There once the chain is good. */
  trustStore: TrustStore | undefined;
  id: RobotId | undefined;
  isLoggedIn = false;
  #robot: Robot | undefined;

  constructor(options: VisitOptions) {
    this.options = options;
    this.signal = options.signal;
    this.means = { ...SYSTEM, ...options.means };
    this.endpoint = { host: options.host, port: DEFAULT_PORT };
    this.way = this.wayTo(options.host);
  }

  /** The way to one of the robot's addresses, as far as it is told by the address. */
  wayTo(address: string, clues: Pick<WayClues, "interfaceName" | "isWireless"> = {}): WayFound {
    return findWay({ address, port: this.endpoint.port, isProxied: this.options.link !== undefined, ...clues });
  }

  /** The connected robot; floors above "robot id" are reached only with one. */
  get robot(): Robot {
    if (this.#robot === undefined) throw new Error("the floor that connects has not been walked");
    return this.#robot;
  }

  /** Keep a connected robot until the visit ends. */
  keep(robot: Robot): void {
    this.#robot = robot;
    // Ctrl-C must not wait for an answer: closing the connection ends every call.
    this.signal.addEventListener("abort", () => void robot.close(), { once: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#robot?.close();
  }
}
