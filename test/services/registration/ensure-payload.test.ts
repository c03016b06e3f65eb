/** Introducing a payload that the robot may know already. */
import { describe, expect, it } from "vitest";
import { ensurePayloadRegistered, PayloadRegistrationClient } from "../../../src/services/index.ts";
import { rejection } from "../../support/robots.ts";
import { scripted } from "../scripted-answers.ts";

const PAYLOAD = { GUID: "78B076A2-B4BA-491D-A099-738928C4410C", name: "camera", isAuthorized: true, isEnabled: true };

describe("a payload", () => {
  it("is registered with its GUID in lower case, and authorised by nobody", async () => {
    const { client, channel } = scripted(PayloadRegistrationClient, { RegisterPayload: [{ status: 1 }] });
    expect(await ensurePayloadRegistered(client, PAYLOAD, "s")).toBe(true);
    const GUID = "78b076a2-b4ba-491d-a099-738928c4410c";
    expect(channel.lastRequest).toMatchObject({
      payload: { GUID, name: "camera", isAuthorized: false, isEnabled: false },
      payloadSecret: "s",
    });
  });

  it("may be there already", async () => {
    const { client } = scripted(PayloadRegistrationClient, { RegisterPayload: [{ status: 2 }] });
    expect(await ensurePayloadRegistered(client, PAYLOAD, "s")).toBe(false);
  });

  it("needs a GUID, and any other refusal is passed on", async () => {
    const { client } = scripted(PayloadRegistrationClient, { RegisterPayload: [{ status: 9 }] });
    expect(await rejection(ensurePayloadRegistered(client, { name: "camera" }, "s"))).toBeInstanceOf(TypeError);
    expect(await rejection(ensurePayloadRegistered(client, PAYLOAD, "s"))).toMatchObject({ status: 9 });
  });
});
