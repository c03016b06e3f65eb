import { describe, expect, it } from "vitest";
import { fiducialFrameName, filteredFiducialFrameName, FrameName, isGravityAligned } from "../../src/geometry/index.ts";

describe("frame names", () => {
  it("are those of the robot", () => {
    expect(Object.values(FrameName)).toEqual([
      ...["vision", "odom", "body", "flat_body", "seed", "gpe", "hand", "unknown", "feet_center"],
      ...["walkto_raycast_intersection", "tool", "desired_tool", "task", "desired_tool_at_end"],
      ...["measured_tool_at_start", "gaze_target", "fl_foot", "fr_foot", "hl_foot", "hr_foot"],
      ...["arm0.link_wr1", "waypoint"],
    ]);
  });

  it("are made for fiducials", () => {
    expect(fiducialFrameName(520)).toBe("fiducial_520");
    expect(filteredFiducialFrameName(520n)).toBe("filtered_fiducial_520");
  });

  it("are gravity-aligned for three frames", () => {
    expect(Object.values(FrameName).filter(isGravityAligned)).toEqual(["vision", "odom", "flat_body"]);
  });
});
