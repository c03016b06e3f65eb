/** An e-stop service in memory that keeps the rules of challenges, for tests of its client side. */
import { RpcError } from "../../../src/grpc/index.ts";
import type { ServiceClientClass } from "../../../src/services/index.ts";
import { EstopClient } from "../../../src/services/control/estop.ts";
import { AnsweringChannel, type Received } from "../../services/answering-channel.ts";
import { testOptions } from "../../services/support.ts";

const OK = { error: { code: 1 } };
const ALL_BITS = 2n ** 64n - 1n;

/** One check-in that was taken or refused. */
export interface SeenCheckIn {
  readonly level: number;
  readonly isRight: boolean;
}

/** What the service does and remembers. */
export class EstopService {
  readonly checkIns: SeenCheckIn[] = [];
  readonly names: string[] = [];
  readonly requests: Received[] = [];
  /** The next check-ins meet these instead: nothing heard, heard but the answer lost, or the endpoint unknown. */
  readonly failures: ("unheard" | "answer-lost" | "unknown")[] = [];
  /** Endpoints of the configuration. */
  endpoints: object[] = [{ role: "PDB_rooted", name: "somebody", uniqueId: "e-1" }];
  configId = "config-1";
  motorsOn = false;
  #challenge: bigint | undefined;
  #count = 0n;

  readonly channel: AnsweringChannel = new AnsweringChannel(({ name, requests: [request = {}] }) => {
    this.names.push(name);
    this.requests.push(request);
    return [{ header: OK, ...this.#answer(name, request) }];
  });

  /** A robot with this service. */
  robot(closed: AbortSignal = new AbortController().signal) {
    const client = new EstopClient(this.channel, testOptions());
    return {
      closed,
      client: <Client>(clientClass: ServiceClientClass<Client>): Client => {
        if ((clientClass as unknown) !== EstopClient) throw new Error("only the e-stop is there");
        return client as Client;
      },
    };
  }

  #answer(name: string, request: Received): object {
    switch (name) {
      case "GetEstopConfig":
        return { activeConfig: { uniqueId: this.configId, endpoints: this.endpoints } };
      case "SetEstopConfig": {
        if (this.motorsOn) return { status: 4 };
        const { endpoints } = request["config"] as { readonly endpoints: readonly object[] };
        this.configId = "config-2";
        this.endpoints = endpoints.map((endpoint, i) => ({ ...endpoint, uniqueId: `e-${i + 7}` }));
        return { status: 1, activeConfig: { uniqueId: this.configId, endpoints: this.endpoints } };
      }
      case "RegisterEstopEndpoint":
        return { status: 1, newEndpoint: request["newEndpoint"] };
      case "DeregisterEstopEndpoint":
        return { status: this.motorsOn ? 4 : 1 };
      case "GetEstopSystemStatus":
        return { status: { stopLevel: this.checkIns.at(-1)?.level ?? 1 } };
      default:
        return this.#checkIn(request);
    }
  }

  #checkIn(request: Received): object {
    const failure = this.failures.shift();
    if (failure === "unheard") throw new RpcError("UNAVAILABLE", "EstopCheckIn", "no");
    if (failure === "unknown") return { status: 2, challenge: 5n };
    const isRight =
      this.#challenge !== undefined &&
      request["challenge"] === this.#challenge &&
      request["response"] === (~this.#challenge & ALL_BITS);
    this.checkIns.push({ level: request["stopLevel"] as number, isRight });
    this.#challenge = (++this.#count * 0x1234_5678_9abc_def1n) & ALL_BITS;
    if (failure === "answer-lost") throw new RpcError("DEADLINE_EXCEEDED", "EstopCheckIn", "no");
    return { status: isRight ? 1 : 5, challenge: this.#challenge };
  }
}
