/** What a run needs of an implementation of gRPC that is not ours. */
import type { Repetitions } from "../cases/case.ts";
import type { TlsMaterial } from "../tls-material.ts";

/** Whether a peer can be had on this machine. */
export type Availability =
  | { readonly isThere: true; /** For the table: what exactly it is. */ readonly version: string }
  | { readonly isThere: false; readonly reason: string };

/** What a peer is prepared with. */
export interface PeerContext {
  readonly tls: TlsMaterial;
  readonly repetitions: Repetitions;
  /** Whether missing packages may be installed on this system. */
  readonly mayInstall: boolean;
  /** For people who wait. */
  readonly log: (line: string) => void;
}

/** A server of the peer's, on a loopback port. */
export interface PeerServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** One implementation of gRPC, in programs of its own. */
export interface Peer {
  /** As the command line knows it. */
  readonly name: string;
  /** Why a case cannot be run against its server; `undefined` if it can. */
  serverLacks(caseName: string): string | undefined;
  /** Why its client cannot run a case; `undefined` if it can. */
  clientLacks(caseName: string): string | undefined;
  /** Look for it, install it if that may be; called once, before anything else. */
  prepare(context: PeerContext): Promise<Availability>;
  /** Start its server. @throws {Error} it does not come up */
  start(): Promise<PeerServer>;
  /** Run one case with its client. @throws {Error} the case failed, or took too long; says why */
  runClient(caseName: string, port: number, timeoutMs: number): Promise<void>;
}

/** A case that a peer lacks, and why, in the words of the table. */
export type Lacks = Readonly<Record<string, string>>;
