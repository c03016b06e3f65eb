/** What the tests use of Node's `Buffer`, for a page. The library itself uses none of it there. */
// @ts-expect-error -- as in Node: `from` takes an encoding where that of Uint8Array takes a function
export class Buffer extends Uint8Array {
  static override from(source: string | ArrayLike<number>, encoding = "utf8"): Buffer {
    if (typeof source !== "string") return new Buffer(Array.from(source));
    if (encoding === "hex") {
      return new Buffer((source.match(/../g) ?? []).map((digits) => Number.parseInt(digits, 16)));
    }
    return new Buffer(new TextEncoder().encode(source));
  }

  static compare(a: Uint8Array, b: Uint8Array): number {
    const differs = a.findIndex((byte, at) => byte !== b[at]);
    return differs < 0 || differs >= b.length ? a.length - b.length : (a[differs] ?? 0) - (b[differs] ?? 0);
  }

  equals(other: Uint8Array): boolean {
    return Buffer.compare(this, other) === 0;
  }

  override toString(encoding = "utf8"): string {
    if (encoding !== "hex") return new TextDecoder().decode(this);
    return Array.from(this, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
}
