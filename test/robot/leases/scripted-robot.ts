/** A robot that leases can be acquired of, whose lease service answers by a script. */
import { onTestFinished } from "vitest";
import { LeaseSlot, type LeasedRobot, leasesOf, type RobotLeases } from "../../../src/robot/index.ts";
import type { ServiceClientClass } from "../../../src/services/index.ts";
import { LeaseClient } from "../../../src/services/control/lease.ts";
import { settle } from "../../support/settle.ts";
import { type Scripted, type ScriptedAnswer, scripted } from "../../services/scripted-answers.ts";

/** A robot and what a test does with it. */
export interface ScriptedRobot {
  readonly leases: RobotLeases;
  readonly robot: LeasedRobot;
  /** Calls of the lease service. */
  readonly lease: Scripted<LeaseClient>;
  readonly close: () => void;
}

/** Its first lease, `[8]`. */
export const FIRST_LEASE = { resource: "body", epoch: "boot-1", sequence: [8], clientNames: ["root"] };

/** Answers that are good, where the script has none. */
export function scriptedRobot(script: Readonly<Record<string, readonly ScriptedAnswer[]>> = {}): ScriptedRobot {
  const closing = new AbortController();
  const leaseSlot = new LeaseSlot();
  const lease = scripted(
    LeaseClient,
    {
      AcquireLease: [{ status: 1, lease: FIRST_LEASE }],
      TakeLease: [{ status: 1, lease: FIRST_LEASE }],
      RetainLease: [{ leaseUseResult: { status: 1 } }],
      ReturnLease: [{ status: 1 }],
      ...script,
    },
    { leases: leaseSlot },
  );
  const robot: LeasedRobot = {
    client: <Client>(clientClass: ServiceClientClass<Client>) => {
      if ((clientClass as unknown) !== LeaseClient) throw new Error("only leases are scripted");
      return lease.client as Client;
    },
    leaseSlot,
    clientName: "me",
    closed: closing.signal,
  };
  const close = (): void => closing.abort();
  onTestFinished(close);
  return { leases: leasesOf(robot), robot, lease, close };
}

/** Let everything run until the lease service has had so many calls of one name, and has answered them. */
export async function untilCalls({ lease }: ScriptedRobot, name: string, count: number): Promise<void> {
  // Codecs are loaded at the first call, which takes many turns.
  for (let turn = 0; turn < 10_000; turn++) {
    if (lease.names().filter((each) => each === name).length >= count) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await settle();
}
