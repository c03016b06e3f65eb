/** A tap before a robot, or before whatever stands for one; both are closed after the test. */
import { onTestFinished } from "vitest";
import type { ConnectionRecord } from "../../src/recording/index.ts";
import { startTap, type Tap, type TapOptions } from "../../src/tap/index.ts";
import { connectTls, TrustStore } from "../../src/tls/index.ts";
import { concat } from "../support/hex.ts";

/** A tap that remembers what it told. */
export class TapScene {
  readonly tap: Tap;
  readonly records: readonly ConnectionRecord[];

  private constructor(tap: Tap, records: readonly ConnectionRecord[]) {
    this.tap = tap;
    this.records = records;
  }

  /** Tap a port of this machine. */
  static async start(robotPort: number, rootsPem: string, options: Partial<TapOptions> = {}): Promise<TapScene> {
    const records: ConnectionRecord[] = [];
    const trustStore = TrustStore.fromPem(rootsPem);
    const tap = await startTap({
      dial: (request) => connectTls({ host: "127.0.0.1", port: robotPort, trustStore, ...request }),
      observe: (record) => {
        // Their own copies: what passes later must not change them.
        records.push(record.kind === "bytes" ? { ...record, bytes: record.bytes.slice() } : record);
      },
      ...options,
    });
    onTestFinished(() => tap.close());
    return new TapScene(tap, records);
  }

  /** Records of one kind. */
  of<Kind extends ConnectionRecord["kind"]>(kind: Kind): Extract<ConnectionRecord, { kind: Kind }>[] {
    return this.records.filter((record) => record.kind === kind) as Extract<ConnectionRecord, { kind: Kind }>[];
  }

  /** What a side of a connection sent. */
  sent(side: "client" | "server", connection = 1): Uint8Array {
    const mine = this.of("bytes").filter((record) => record.connection === connection && record.side === side);
    return concat(...mine.map(({ bytes }) => bytes));
  }

  /** Wait until so many connections are over. */
  async closed(count = 1): Promise<void> {
    while (this.of("closed").length < count) await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
