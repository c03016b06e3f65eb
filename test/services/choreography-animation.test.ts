/** Uploading animations that the robot does not have. */
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Animation } from "../../src/messages/bosdyn/api/spot/choreography_sequence.ts";
import {
  AnimationValidationFailedError,
  animationId,
  ChoreographyClient,
  uploadAnimation,
} from "../../src/services/index.ts";
import { rejection } from "../support/robots.ts";
import { scripted } from "./scripted-answers.ts";

const ANIMATION = { name: "wave", bpm: 60, controlsArm: true };
const ID = createHash("sha1").update(Animation.encode(ANIMATION)).digest("hex");
const OTHER = { name: "animation::bow", animatedMoveGeneratedId: { value: "0".repeat(40) } };

describe("an animation", () => {
  it("is named by the SHA-1 of its encoding", async () => {
    expect(await animationId(ANIMATION)).toBe(ID);
    expect(await animationId({ ...ANIMATION, bpm: 61 })).not.toBe(ID);
    // The empty message: SHA-1 of no bytes.
    expect(await animationId({})).toBe("da39a3ee5e6b4b0d3255bfef95601890afd80709");
  });

  it("is uploaded under its name, where the robot has another or none", async () => {
    const moves = [OTHER, { name: "bow", animatedMoveGeneratedId: { value: ID } }, { name: "animation::old" }];
    const { client, channel } = scripted(ChoreographyClient, {
      ListAllMoves: [{ moves }],
      UploadAnimatedMove: [{ status: 1 }],
    });
    expect(await uploadAnimation(client, ANIMATION)).toMatchObject({ status: 1 });
    expect(channel.lastRequest).toMatchObject({ animatedMove: ANIMATION, animatedMoveGeneratedId: { value: ID } });
  });

  it("is not uploaded where the robot has it", async () => {
    const moves = [OTHER, { name: "animation::wave", animatedMoveGeneratedId: { value: ID } }];
    const { client, names } = scripted(ChoreographyClient, { ListAllMoves: [{ moves }] });
    expect(await uploadAnimation(client, ANIMATION)).toBeUndefined();
    expect(names()).toEqual(["ListAllMoves"]);
  });

  it("that the robot finds wrong is an error", async () => {
    const { client } = scripted(ChoreographyClient, { ListAllMoves: [{}], UploadAnimatedMove: [{ status: 2 }] });
    expect(await rejection(uploadAnimation(client, ANIMATION))).toBeInstanceOf(AnimationValidationFailedError);
  });
});
