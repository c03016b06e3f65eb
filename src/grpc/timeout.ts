/** The `grpc-timeout` header (gRPC over HTTP/2, "Requests", Timeout): at most eight digits and a unit. */

const MAX_VALUE = 99_999_999;

/** Milliseconds in each unit of the header. */
const UNIT_MS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/**
 * Write a timeout, rounded up to whole milliseconds: whole seconds as `30S`, others as `30100m`, longer ones in a
 * coarser unit. Rounding first keeps the field the same from call to call, which header compression rewards.
 * @param timeoutMs milliseconds, finite; zero and less become the shortest timeout there is, `1n`
 */
export function formatTimeout(timeoutMs: number): string {
  if (timeoutMs <= 0) return "1n";
  const wholeMs = Math.ceil(timeoutMs);
  if (wholeMs % 1000 === 0 && wholeMs / 1000 <= MAX_VALUE) return `${wholeMs / 1000}S`;
  for (const unit of ["m", "S", "M", "H"]) {
    const value = Math.ceil(wholeMs / (UNIT_MS[unit] as number));
    if (value <= MAX_VALUE) return `${value}${unit}`;
  }
  return `${MAX_VALUE}H`;
}

/** Read a timeout in milliseconds, or `undefined` if the header is not a timeout. */
export function parseTimeout(header: string): number | undefined {
  const match = /^([0-9]{1,8})([HMSmun])$/.exec(header);
  if (match === null) return undefined;
  return Number(match[1]) * (UNIT_MS[match[2] as string] as number);
}
