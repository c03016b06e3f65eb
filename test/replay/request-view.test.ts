import { describe, expect, it } from "vitest";
import { GetAuthTokenRequest } from "../../src/messages/bosdyn/api/auth.ts";
import { TimeSyncUpdateRequest } from "../../src/messages/bosdyn/api/time_sync.ts";
import { apiSchema, SchemaRegistry } from "../../src/reflect/index.ts";
import { differences, RequestViews } from "../../src/replay/request-view.ts";

const registry = new SchemaRegistry(apiSchema());
const LOGIN = "/bosdyn.api.AuthService/GetAuthToken";
const TIME_SYNC = "/bosdyn.api.TimeSyncService/TimeSyncUpdate";

describe("RequestViews", () => {
  const views = new RequestViews(registry);
  const login = (fields: Parameters<typeof GetAuthTokenRequest.encode>[0]): ReturnType<RequestViews["view"]> =>
    views.view(LOGIN, GetAuthTokenRequest.encode(fields));

  it("leaves the header and tokens out of account", () => {
    const one = login({ header: { clientName: "a" }, username: "user", token: "x" });
    expect(differences(one, login({ header: { clientName: "b" }, username: "user", token: "y" }))).toEqual([]);
    expect(one).toEqual({ username: '"user"' });
  });

  it("counts a password, and does not say it", () => {
    const found = differences(login({ password: "first" }), login({ password: "second" }));
    expect(found).toEqual(["password was (masked), and is (masked)"]);
    expect(differences(login({ password: "first" }), login({}))).toEqual(["password was (masked), and is absent"]);
  });

  it("counts fields that the schema does not know", () => {
    const plain = GetAuthTokenRequest.encode({ username: "user" });
    const strange = Uint8Array.of(...plain, 0xf8, 0x7f, 0x01);
    expect(differences(views.view(LOGIN, plain), views.view(LOGIN, strange))).toHaveLength(1);
  });

  it("compares bytes where nobody knows the method, or they cannot be read", () => {
    expect(views.view("/other.Service/Call", Uint8Array.of(1, 2))).toEqual({ bytes: "0x0102" });
    expect(views.view(LOGIN, Uint8Array.of(0xff))).toEqual({ bytes: "0xff" });
    expect(views.takesOneRequest("/other.Service/Call")).toBeUndefined();
    expect(views.takesOneRequest(LOGIN)).toBe(true);
  });

  it("leaves out fields that were named", () => {
    const field = "bosdyn.api.TimeSyncUpdateRequest.previous_round_trip";
    const request = TimeSyncUpdateRequest.encode({ clockIdentifier: "c", previousRoundTrip: {} });
    expect(views.view(TIME_SYNC, request)).toEqual({ previous_round_trip: {}, clock_identifier: '"c"' });
    expect(new RequestViews(registry, [field]).view(TIME_SYNC, request)).toEqual({ clock_identifier: '"c"' });
  });
});
