/** The tap's own authority, and the certificates that it shows to clients: one for every name that they ask for. */
import { type Authority, mintAuthority, type MintedCertificate } from "../tls/mint.ts";

/** Certificates kept for names beyond Spot's own; past that the oldest is minted anew when it is asked for. */
const MAX_KEPT = 64;
/** One label before Spot's domain: what the ordinary certificate is good for. */
const SPOT_NAME = /^(?:[^.]+\.)?spot\.robot$/i;

/** Mints certificates as they are wanted. Its keys are in memory alone, and new in each tap. */
export class LeafBook {
  readonly #authority: Authority;
  readonly #ordinary: MintedCertificate;
  readonly #byName = new Map<string, Promise<MintedCertificate>>();

  private constructor(authority: Authority, ordinary: MintedCertificate) {
    this.#authority = authority;
    this.#ordinary = ordinary;
  }

  /** Mint the authority, and its certificate for `*.spot.robot`. */
  static async mint(): Promise<LeafBook> {
    const authority = await mintAuthority({
      commonName: "spotwire tap root",
      organization: "spotwire tap",
      keyType: "ec",
    });
    return new LeafBook(authority, await authority.issue({ commonName: "tap.spot.robot", keyType: "ec" }));
  }

  /** The root that clients are to trust, PEM. */
  get rootPem(): string {
    return this.#authority.certificatePem;
  }

  /**
   * The certificate for a name, with its key.
   * @param address where the client went, for one that asks for no name: it went by IP address
   */
  async for(serverName: string | undefined, address?: string): Promise<MintedCertificate> {
    if (serverName === undefined) return address === undefined ? this.#ordinary : this.#minted(address, [address]);
    return SPOT_NAME.test(serverName) ? this.#ordinary : this.#minted(serverName.toLowerCase(), []);
  }

  #minted(name: string, ipAddresses: readonly string[]): Promise<MintedCertificate> {
    let leaf = this.#byName.get(name);
    if (leaf === undefined) {
      const [oldest] = this.#byName.keys();
      if (this.#byName.size >= MAX_KEPT && oldest !== undefined) this.#byName.delete(oldest);
      leaf = this.#authority.issue({
        commonName: name.slice(0, 64), // RFC 5280, ub-common-name
        dnsNames: [...(ipAddresses.length > 0 ? [] : [name]), "*.spot.robot", "spot.robot"],
        ipAddresses,
        keyType: "ec",
        privateKeyPem: this.#ordinary.privateKeyPem,
      });
      this.#byName.set(name, leaf);
    }
    return leaf;
  }
}
