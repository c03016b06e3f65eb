/**
 * Which authority a service name leads to: the bootstrap table first, then what the directory said last, then the
 * directory asked once more.
 */
import type { ServiceEntry } from "../messages/bosdyn/api/directory.ts";
import { UnregisteredServiceError } from "./errors.ts";

/** Authorities that are fixed, because they are needed before the directory can be read. */
const BOOTSTRAP: ReadonlyMap<string, string> = new Map([
  ["auth", "auth.spot.robot"],
  ["robot-id", "id.spot.robot"],
  ["directory", "api.spot.robot"],
  ["directory-registration", "api.spot.robot"],
  ["payload-registration", "payload-registration.spot.robot"],
]);

/** The names known so far. */
export class Authorities {
  readonly #list: () => Promise<readonly ServiceEntry[]>;
  readonly #byName = new Map<string, string>();
  #refreshing: Promise<readonly ServiceEntry[]> | undefined;

  /** @param list reads the robot's directory */
  constructor(list: () => Promise<readonly ServiceEntry[]>) {
    this.#list = list;
  }

  /** The authority of a service if it is known without asking. */
  known(serviceName: string): string | undefined {
    return BOOTSTRAP.get(serviceName) ?? this.#byName.get(serviceName);
  }

  /**
   * The authority of a service, asking the directory if need be.
   * @throws {UnregisteredServiceError} the directory does not have it
   * @throws {RpcError | ResponseError} the directory could not be read
   */
  async find(serviceName: string): Promise<string> {
    const known = this.known(serviceName);
    if (known !== undefined) return known;
    await this.refresh();
    const found = this.known(serviceName);
    if (found === undefined) throw new UnregisteredServiceError(serviceName, [...this.#byName.keys()]);
    return found;
  }

  /** Read the directory anew; callers at the same time share one reading. */
  refresh(): Promise<readonly ServiceEntry[]> {
    this.#refreshing ??= this.#read().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #read(): Promise<readonly ServiceEntry[]> {
    const entries = await this.#list();
    this.#byName.clear();
    for (const { name, authority } of entries) this.#byName.set(name, fullAuthority(authority));
    return entries;
  }
}

/** A registration may name a bare label, which the robot's proxy serves under its own domain. */
function fullAuthority(authority: string): string {
  return authority.includes(".") ? authority : `${authority}.spot.robot`;
}
