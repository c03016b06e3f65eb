import { describe, expect, it } from "vitest";
import { LeaseUseResult_Status as Status } from "../../../src/messages/bosdyn/api/lease.ts";
import {
  type LeaseComparison,
  leaseUseStatus,
  LeaseValidator,
  ResourceHierarchy,
} from "../../../src/services/index.ts";
import { RESOURCE_TREE } from "./resource-tree.ts";

interface TestLease {
  readonly resource: string;
  readonly epoch: string;
  readonly sequence: number[];
}

function lease(resource: string, ...sequence: number[]): TestLease {
  return { resource, epoch: "boot-1", sequence };
}

function validator(...active: TestLease[]): LeaseValidator {
  const made = new LeaseValidator(new ResourceHierarchy(RESOURCE_TREE));
  for (const each of active) made.setActive(each);
  return made;
}

describe("the status of a lease", () => {
  it.each<[LeaseComparison, number, number, number]>([
    ["same", Status.STATUS_OK, Status.STATUS_OK, Status.STATUS_OK],
    ["newer", Status.STATUS_OK, Status.STATUS_OK, Status.STATUS_OK],
    ["sub-lease", Status.STATUS_OK, Status.STATUS_OK, Status.STATUS_OK],
    ["super-lease", Status.STATUS_OLDER, Status.STATUS_OK, Status.STATUS_OLDER],
    ["older", Status.STATUS_OLDER, Status.STATUS_OLDER, Status.STATUS_OLDER],
    ["different-epochs", Status.STATUS_WRONG_EPOCH, Status.STATUS_WRONG_EPOCH, Status.STATUS_OK],
    ["different-resources", Status.STATUS_UNMANAGED, Status.STATUS_UNMANAGED, Status.STATUS_UNMANAGED],
  ])("that is %s follows from the comparison and what is allowed", (comparison, plain, supers, epochs) => {
    expect(leaseUseStatus(comparison)).toBe(plain);
    expect(leaseUseStatus(comparison, { allowSuperLeases: true })).toBe(supers);
    expect(leaseUseStatus(comparison, { allowDifferentEpochs: true })).toBe(epochs);
  });
});

describe("a lease validator", () => {
  it("refuses a request without a usable lease", () => {
    for (const bad of [undefined, {}, { resource: "body" }, { sequence: [8] }]) {
      expect(validator(lease("body", 8)).test(bad).status).toBe(Status.STATUS_INVALID_LEASE);
    }
  });

  it("refuses a resource that the robot does not have", () => {
    const result = validator(lease("body", 8)).test(lease("tail", 9));
    expect(result).toMatchObject({ status: Status.STATUS_UNMANAGED, latestResources: [] });
    expect(result.latestKnownLease).toBeUndefined();
  });

  it("takes the first lease that it sees", () => {
    const judge = validator();
    expect(judge.test(lease("body", 3)).status).toBe(Status.STATUS_OK);
    expect(judge.newest("body")).toBeUndefined();
    expect(judge.use(lease("body", 3)).status).toBe(Status.STATUS_OK);
    expect(judge.newest("body")).toMatchObject(lease("body", 3));
  });

  it("refuses an older lease, names the newest, and keeps to it", () => {
    const judge = validator(lease("body", 8, 2));
    const result = judge.use(lease("body", 8, 1));
    expect(result).toMatchObject({
      status: Status.STATUS_OLDER,
      attemptedLease: lease("body", 8, 1),
      previousLease: lease("body", 8, 2),
      latestKnownLease: lease("body", 8, 2),
      latestResources: [lease("arm", 8, 2), lease("gripper", 8, 2), lease("mobility", 8, 2)],
    });
    expect(judge.newest("body")).toMatchObject(lease("body", 8, 2));
  });

  it("reports the newest before and after a lease that it takes into use", () => {
    const judge = validator(lease("body", 8, 2));
    expect(judge.use(lease("body", 8, 3))).toMatchObject({
      status: Status.STATUS_OK,
      previousLease: lease("body", 8, 2),
      latestKnownLease: lease("body", 8, 3),
      latestResources: [lease("arm", 8, 3), lease("gripper", 8, 3), lease("mobility", 8, 3)],
    });
  });

  it("remembers nothing of a lease that is only tested", () => {
    const judge = validator(lease("body", 8));
    expect(judge.test(lease("body", 9))).toMatchObject({
      status: Status.STATUS_OK,
      latestKnownLease: lease("body", 8),
    });
    expect(judge.use(lease("body", 8, 0)).status).toBe(Status.STATUS_OK);
  });

  it("lets a super lease pass where it is told to", () => {
    const judge = validator(lease("body", 8, 2));
    expect(judge.use(lease("body", 8)).status).toBe(Status.STATUS_OLDER);
    expect(judge.use(lease("body", 8), { allowSuperLeases: true }).status).toBe(Status.STATUS_OK);
    expect(judge.use(lease("body", 8, 0)).status).toBe(Status.STATUS_OK);
  });

  it("lets another epoch pass where it is told to, and then keeps to that one", () => {
    const judge = validator(lease("body", 8));
    const restarted = { ...lease("body", 1), epoch: "boot-2" };
    expect(judge.use(restarted).status).toBe(Status.STATUS_WRONG_EPOCH);
    expect(judge.use(restarted, { allowDifferentEpochs: true }).status).toBe(Status.STATUS_OK);
    expect(judge.use(lease("body", 9)).status).toBe(Status.STATUS_WRONG_EPOCH);
  });

  it("holds the lease of the whole against the newest of its parts", () => {
    const judge = validator(lease("body", 8), lease("gripper", 8, 4));
    expect(judge.test(lease("body", 8, 3)).status).toBe(Status.STATUS_OLDER);
    expect(judge.test(lease("full-arm", 8, 3)).status).toBe(Status.STATUS_OLDER);
    expect(judge.test(lease("mobility", 8, 3)).status).toBe(Status.STATUS_OK);
    expect(judge.newest("body")).toMatchObject(lease("body", 8, 4));
    expect(judge.newest("arm")).toMatchObject(lease("arm", 8));
  });

  it("touches nothing outside of a lease's resource", () => {
    const judge = validator(lease("body", 8));
    expect(judge.use(lease("full-arm", 8, 9)).status).toBe(Status.STATUS_OK);
    expect(judge.use(lease("mobility", 8, 1)).status).toBe(Status.STATUS_OK);
    expect(judge.use(lease("arm", 8, 1)).status).toBe(Status.STATUS_OLDER);
  });

  it("takes the epoch that came last as the present one where its parts have several", () => {
    const judge = validator(lease("body", 8), { ...lease("arm", 1), epoch: "boot-2" });
    expect(judge.newest("full-arm")).toMatchObject({ ...lease("full-arm", 1), epoch: "boot-2" });
    expect(judge.test(lease("full-arm", 9)).status).toBe(Status.STATUS_WRONG_EPOCH);
    expect(judge.test(lease("gripper", 9)).status).toBe(Status.STATUS_OK);
  });

  it("cannot be told to use a lease that is none", () => {
    expect(() => validator(lease("body"))).toThrow(TypeError);
    expect(() => validator(lease("tail", 8))).toThrow(RangeError);
  });
});
