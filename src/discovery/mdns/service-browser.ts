/**
 * Finds the instances of a service type and follows them as they come, change and go (DNS-SD, RFC 6763 §4; queries paced
 * as RFC 6762 §5.2 says). It owns no socket: a link is handed in, and closing the browser leaves it open.
 */
import { type DiscoveryClock, discoveryClock } from "../clock.ts";
import type { MdnsLink, MdnsQuestion, MdnsRecord } from "./link.ts";
import { RecordCache } from "./record-cache.ts";

/** A service on the network, as far as it is known. */
export interface ServiceInstance {
  /** Its own name, `spot-7`, without the type. */
  readonly name: string;
  /** For example `_spot._tcp.local`. */
  readonly type: string;
  /** Host name, `spot-7.local`. */
  readonly host: string;
  readonly port: number;
  /** IPv4 first. Empty until an address is known. */
  readonly addresses: readonly string[];
  /** TXT record (RFC 6763 §6): keys in lower case; a key without a value is `""`. */
  readonly txt: Readonly<Record<string, string>>;
}

/** Hears of instances. */
export interface BrowserHandlers {
  onUp(instance: ServiceInstance): void;
  /** Host, port, addresses or TXT are other than before. */
  onChanged(instance: ServiceInstance): void;
  onDown(instance: ServiceInstance): void;
  /** A bad packet, or an interface without multicast: discovery goes on. */
  onWarning?(warning: Error): void;
}

/** What to look for. */
export interface BrowserOptions {
  readonly link: MdnsLink;
  /** For example `_spot._tcp.local`. */
  readonly serviceType: string;
  readonly clock?: DiscoveryClock;
}

/** RFC 6762 §5.2: the first two queries a second apart, then ever rarer, up to an hour. */
const FIRST_INTERVAL_MS = 1000;
const MAX_INTERVAL_MS = 3_600_000;
/** More than this on one network is a flood, not a fleet. */
const MAX_INSTANCES = 256;

/** Browses until it is closed. */
export class ServiceBrowser {
  readonly #link: MdnsLink;
  readonly #type: string;
  readonly #clock: DiscoveryClock;
  readonly #handlers: BrowserHandlers;
  readonly #cache: RecordCache;
  readonly #known = new Map<string, ServiceInstance>();
  readonly #unsubscribe: () => void;
  #cancelQuery: (() => void) | undefined;
  #cancelTend: (() => void) | undefined;
  #isClosed = false;

  constructor({ link, serviceType, clock = discoveryClock }: BrowserOptions, handlers: BrowserHandlers) {
    this.#link = link;
    this.#type = serviceType.replace(/\.$/, "");
    this.#clock = clock;
    this.#handlers = handlers;
    this.#cache = new RecordCache(clock);
    this.#unsubscribe = link.subscribe({
      onRecords: (records) => this.#take(records),
      onWarning: (warning) => handlers.onWarning?.(warning),
    });
    this.#ask(FIRST_INTERVAL_MS);
  }

  /** Instances known now. */
  get instances(): readonly ServiceInstance[] {
    return [...this.#known.values()];
  }

  /** Stop asking and listening. */
  close(): void {
    this.#isClosed = true;
    this.#unsubscribe();
    this.#cancelQuery?.();
    this.#cancelTend?.();
  }

  #ask(intervalMs: number): void {
    this.#link.query([{ name: this.#type, type: "PTR" }], this.#cache.known(this.#type, "PTR"));
    const next = Math.min(intervalMs * 2, MAX_INTERVAL_MS);
    this.#cancelQuery = this.#clock.after(intervalMs, () => this.#ask(next));
  }

  #take(records: readonly MdnsRecord[]): void {
    if (this.#isClosed) return;
    if (this.#cache.accept(records)) this.#review();
    this.#tendLater();
  }

  /** Expire what is over, ask again for what soon will be. */
  #tend(): void {
    const gone = this.#cache.expire();
    if (gone) this.#review();
    const questions = this.#names().flatMap((name) => this.#fading(name));
    if (this.#cache.isFading(this.#type, "PTR")) questions.push({ name: this.#type, type: "PTR" });
    if (questions.length > 0) this.#link.query(questions);
    this.#tendLater();
  }

  #tendLater(): void {
    this.#cancelTend?.();
    // A handler may have closed the browser.
    if (this.#isClosed) return;
    const dueMs = this.#cache.nextDueMs();
    // A millisecond more, so that what is due is over by then.
    this.#cancelTend = dueMs === undefined ? undefined : this.#clock.after(dueMs + 1, () => this.#tend());
  }

  #names(): string[] {
    const pointers = this.#cache.get(this.#type, "PTR");
    return pointers.slice(0, MAX_INSTANCES).map(({ target }) => target);
  }

  #fading(name: string): MdnsQuestion[] {
    const [service] = this.#cache.get(name, "SRV");
    const types = (["SRV", "TXT"] as const).filter((type) => this.#cache.isFading(name, type));
    const questions: MdnsQuestion[] = types.map((type) => ({ name, type }));
    if (service === undefined) return questions;
    const addressTypes = (["A", "AAAA"] as const).filter((type) => this.#cache.isFading(service.target, type));
    return [...questions, ...addressTypes.map((type) => ({ name: service.target, type }))];
  }

  /** Compare what is known with what was told, and ask for what is missing. */
  #review(): void {
    const missing: MdnsQuestion[] = [];
    const seen = new Set<string>();
    for (const name of this.#names()) {
      const instance = this.#assemble(name, missing);
      if (instance === undefined) continue;
      seen.add(name);
      const before = this.#known.get(name);
      this.#known.set(name, instance);
      if (before === undefined) this.#handlers.onUp(instance);
      else if (JSON.stringify(before) !== JSON.stringify(instance)) this.#handlers.onChanged(instance);
    }
    for (const [name, instance] of this.#known) {
      if (seen.has(name)) continue;
      this.#known.delete(name);
      this.#handlers.onDown(instance);
    }
    if (missing.length > 0) this.#link.query(missing);
  }

  #assemble(fullName: string, missing: MdnsQuestion[]): ServiceInstance | undefined {
    const [service] = this.#cache.get(fullName, "SRV");
    if (service === undefined) {
      missing.push({ name: fullName, type: "SRV" }, { name: fullName, type: "TXT" });
      return undefined;
    }
    const { target: host, port } = service;
    const addresses = [...this.#cache.get(host, "A"), ...this.#cache.get(host, "AAAA")].map(({ address }) => address);
    if (addresses.length === 0) missing.push({ name: host, type: "A" }, { name: host, type: "AAAA" });
    const [text] = this.#cache.get(fullName, "TXT");
    return { name: this.#ownName(fullName), type: this.#type, host, port, addresses, txt: readTxt(text?.values ?? []) };
  }

  #ownName(fullName: string): string {
    const suffix = `.${this.#type}`.toLowerCase();
    return fullName.toLowerCase().endsWith(suffix) ? fullName.slice(0, -suffix.length) : fullName;
  }
}

/** RFC 6763 §6.4: the first of equal keys counts; a string that begins with `=` is no pair. */
function readTxt(values: readonly Uint8Array[]): Readonly<Record<string, string>> {
  const pairs = new Map<string, string>();
  for (const value of values) {
    const text = new TextDecoder().decode(value);
    const at = text.indexOf("=");
    const key = (at < 0 ? text : text.slice(0, at)).toLowerCase();
    if (key !== "" && !pairs.has(key)) pairs.set(key, at < 0 ? "" : text.slice(at + 1));
  }
  return Object.fromEntries(pairs);
}
