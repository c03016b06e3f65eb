/**
 * The path matrix: every fault alone, and the variants that are to be trusted, each judged twice, by `verifyPath` and by
 * `openssl verify`. Where the two differ the row says why. docs/trust.md sums it up.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TrustStore, verifyPath } from "../../src/tls/index.ts";
import { type Made, pemOf } from "./chain-maker.ts";
import { ACCEPTED } from "./path-matrix-accepted.ts";
import { CONSTRAINTS } from "./path-matrix-constraints.ts";
import { REFUSED } from "./path-matrix-refused.ts";
import { type Chain, NOON, OPENSSL, root, type Row } from "./path-matrix.ts";

const ROWS: readonly Row[] = [...ACCEPTED, ...REFUSED, ...CONSTRAINTS];
const run = promisify(execFile);

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "spotwire-matrix-"));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
  const asked = ROWS.filter(({ openssl }) => openssl !== "-").length;
  const differ = ROWS.filter(({ why }) => why !== undefined).length - (ROWS.length - asked);
  process.stderr.write(`path matrix: ${ROWS.length} chains, ${asked} also judged by openssl, ${differ} differ\n`);
});

const derOf = (each: Made | Uint8Array): Uint8Array => (each instanceof Uint8Array ? each : each.der);

function judge({ presented, pinned = [root], at = NOON }: Chain): string {
  const trustStore = TrustStore.fromPem(...pinned.map(({ pem }) => pem));
  const verdict = verifyPath({ presented: presented.map(derOf), trustStore, at });
  return verdict.trusted ? "trusted" : verdict.reason;
}

/** Ask OpenSSL the same: the pinned certificates are all it trusts, root or not; no names; level 2 is 112 bits. */
async function judgeByOpenssl(name: string, chain: Chain): Promise<string | number> {
  const { presented, pinned = [root], at = NOON } = chain;
  const file = async (kind: string, pems: readonly string[]): Promise<string> => {
    const path = join(directory, `${name.replaceAll(/\W/g, "-")}-${kind}.pem`);
    await writeFile(path, pems.join(""));
    return path;
  };
  const [first, ...others] = presented.map(derOf).map(pemOf);
  const args = [
    ...["verify", "-no-CAfile", "-no-CApath", "-no-CAstore", "-partial_chain", "-purpose", "sslserver"],
    ...["-auth_level", "2", "-attime", String(at.getTime() / 1000)],
    "-CAfile",
    await file(
      "pinned",
      pinned.map(({ pem }) => pem),
    ),
    ...(others.length === 0 ? [] : ["-untrusted", await file("others", others)]),
    await file("leaf", first === undefined ? [] : [first]),
  ];
  try {
    await run("openssl", args);
    return "ok";
  } catch (error) {
    // Without openssl these tests fail rather than say nothing
    if (!(error instanceof Error && "stderr" in error && typeof error.stderr === "string")) throw error;
    const [, number] = /error (\d+) at/.exec(error.stderr) ?? [];
    if (number !== undefined) return Number(number);
    expect(error.stderr).toMatch(/could not (?:read|find)|unable to load/i);
    return OPENSSL.unreadable;
  }
}

describe("the path matrix", () => {
  it("has its 60 chains and more, each named once", () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(ROWS.map(({ name }) => name)).size).toBe(ROWS.length);
  });

  it("says why wherever the two judges differ, and nowhere else", () => {
    const differing = ROWS.filter(
      ({ ours, openssl }) => (ours === "trusted") !== (openssl === "ok") || openssl === "-",
    );
    expect(ROWS.filter(({ why }) => why !== undefined).map(({ name }) => name)).toEqual(
      differing.map(({ name }) => name),
    );
  });

  describe.concurrent("on", () => {
    for (const { name, chain, ours, openssl } of ROWS) {
      it(`${name}: ${ours}, openssl ${openssl}`, async ({ expect: check }) => {
        const made = chain();
        check(judge(made)).toBe(ours);
        if (openssl !== "-") check(await judgeByOpenssl(name, made)).toBe(openssl);
      });
    }
  });
});
