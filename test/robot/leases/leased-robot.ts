/**
 * A robot over TLS with three services: a directory, leases that are given to whoever asks first, and power that obeys
 * the newest lease alone.
 */
import { onTestFinished } from "vitest";
import { hostServices, serve } from "../../../src/hosting/index.ts";
import { DirectoryService } from "../../../src/messages/bosdyn/api/directory_service.ts";
import type { LeaseUseResultInit } from "../../../src/messages/bosdyn/api/lease.ts";
import { LeaseService } from "../../../src/messages/bosdyn/api/lease_service.ts";
import { PowerService } from "../../../src/messages/bosdyn/api/power_service.ts";
import { LeaseValidator, ResourceHierarchy } from "../../../src/services/index.ts";
import { mintAuthority } from "../../../src/tls/mint.ts";
import { RESOURCE_TREE } from "../../services/leases/resource-tree.ts";

/** What a test sees of it. */
export interface LeasedRobotPeer {
  readonly port: number;
  readonly rootsPem: string;
  /** What became of the lease of each power command. */
  readonly results: readonly LeaseUseResultInit[];
  readonly returned: readonly (readonly number[])[];
}

/** Start one on a free loopback port, closed after the test. */
export async function startLeasedRobot(): Promise<LeasedRobotPeer> {
  const root = await mintAuthority({ commonName: "Test root" });
  const { certificatePem, privateKeyPem } = await root.issue({ commonName: "test.spot.robot" });
  const validator = new LeaseValidator(new ResourceHierarchy(RESOURCE_TREE));
  const results: LeaseUseResultInit[] = [];
  const returned: (readonly number[])[] = [];
  let number = 7;
  const grant = (resource: string): object => {
    const lease = { resource, epoch: "boot-1", sequence: [++number], clientNames: ["root"] };
    validator.setActive(lease);
    return { status: 1, lease };
  };
  const entry = (name: string, type: string): object => ({ name, type, authority: "api.spot.robot" });
  const host = await hostServices(
    [
      serve(DirectoryService, {
        listServiceEntries: () => ({
          serviceEntries: [entry("lease", LeaseService.typeName), entry("power", PowerService.typeName)],
        }),
      }),
      serve(LeaseService, {
        acquireLease: ({ resource }) => grant(resource),
        takeLease: ({ resource }) => grant(resource),
        retainLease: ({ lease }) => ({ leaseUseResult: validator.test(lease) }),
        returnLease: ({ lease }) => {
          returned.push(lease?.sequence ?? []);
          return { status: 1 };
        },
        listLeases: () => ({ resourceTree: RESOURCE_TREE }),
      }),
      serve(PowerService, {
        powerCommand: ({ lease }) => {
          const leaseUseResult = validator.use(lease);
          results.push(leaseUseResult);
          return { status: 1, leaseUseResult };
        },
      }),
    ],
    { credentials: { certificatePem, privateKeyPem } },
  );
  onTestFinished(() => host.close());
  return { port: host.port, rootsPem: root.certificatePem, results, returned };
}
