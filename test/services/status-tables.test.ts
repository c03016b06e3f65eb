/** Every status of every RPC becomes the error that it means, and the checks decide in the order of the protocol. */
import { describe, expect, it } from "vitest";
import { clientClassOf } from "./catalog.ts";
import * as everything from "../../src/services/index.ts";
import {
  CustomParamError,
  DataChunkError,
  InternalServerError,
  LeaseUseError,
  LicenseError,
  ResponseError,
  UnsetStatusError,
} from "../../src/services/index.ts";
import { rejection } from "../support/robots.ts";
import { AnsweringChannel } from "./answering-channel.ts";
import { generatedServices, rpcOf, rpcs } from "./api.ts";
import { STATUS_ROWS } from "./status-rows.ts";
import { SAME_CLOCK, testOptions } from "./support.ts";

const services = await generatedServices();
const OK = { error: { code: 1 } };
const BAD_HEADER = { error: { code: 2, message: "boom" } };
/** Older, which is not OK. */
const BAD_LEASE = { status: 3, owner: { clientName: "tablet" } };
const GOOD_LEASE = { status: 1 };
const BAD_PARAMS = { status: 4, errorMessages: ["x: too big"] };

/** The list of a response whose elements each have a status. */
const ELEMENTS: Readonly<Record<string, string>> = {
  GetImage: "imageResponses",
  GetPointCloud: "pointCloudResponses",
  AddHazards: "addHazardResults",
  GetLiveData: "liveData",
};

/** RPCs whose unmapped statuses are data. */
const DATA =
  /PowerCommandFeedback|NavigationFeedback|keepalive|ProcessTopology|ProcessAnchoring|\/GetStatus|CancelAcq|LiveData/;
/** RPCs whose status 0 is a success. */
const UNSET_IS_OK = /ClearGraph|UploadWaypointSnapshot|UploadSnapshots|SpotCheckFeedback|GetLiveData/;

/** A response with a status, wherever its RPC has it. */
function withStatus(name: string, status: number): object {
  if (name === "SpotCheckFeedback") return { state: 9, error: status };
  const list = ELEMENTS[name];
  return list === undefined ? { status } : { [list]: [{ status: 1 }, { status }] };
}

/** Call an RPC through its client with the least of requests, and let the channel answer. */
async function call(path: string, response: object): Promise<unknown> {
  const rpc = rpcOf(path);
  const clientClass = clientClassOf(rpc.service);
  if (clientClass === undefined) throw new Error(`${rpc.service} has no client`);
  const client = new clientClass(new AnsweringChannel(() => [response]), { ...testOptions(), robotClock: SAME_CLOCK });
  if (rpc.service === "bosdyn.api.AuthService") return (client as everything.AuthClient).login("u", "p");
  if (path.endsWith("/GetServiceEntry")) return (client as everything.DirectoryClient).getEntry("x");
  const methods = services.find(({ typeName }) => typeName === rpc.service)?.methods ?? {};
  const property = Object.keys(methods).find((each) => methods[each]?.path === path) ?? "";
  const result = (client as Record<string, (input: object) => unknown>)[property]?.(rpc.requestStream ? [{}] : {});
  if (!rpc.responseStream) return result;
  let last: unknown;
  for await (const each of result as AsyncIterable<unknown>) last = each;
  return last;
}

describe("the status table of", () => {
  for (const [path, rows] of Object.entries(STATUS_ROWS)) {
    const { name } = rpcOf(path);
    describe(path, () => {
      for (const [status, errorName] of Object.entries(rows)) {
        it(`makes ${status} ${errorName}`, async () => {
          const error = await rejection(call(path, { header: OK, ...withStatus(name, Number(status)) }));
          expect(error).toBeInstanceOf((everything as Record<string, unknown>)[errorName]);
          expect(error).toMatchObject({ name: errorName, status: Number(status), method: path });
        });
      }

      it("comes after the header", async () => {
        const status = Object.keys(rows)[0] ?? 0;
        const error = await rejection(call(path, { header: BAD_HEADER, ...withStatus(name, Number(status)) }));
        expect((error as Error).constructor).toBe(InternalServerError);
      });

      it("knows what a status of 0 is worth", async () => {
        const answer = call(path, { header: OK, ...withStatus(name, 0) });
        if (UNSET_IS_OK.test(path)) await answer;
        else expect(await rejection(answer)).toBeInstanceOf(UnsetStatusError);
      });

      it("knows what a status of a newer robot is worth", async () => {
        const answer = call(path, { header: OK, ...withStatus(name, 249) });
        if (DATA.test(path)) await answer;
        else expect(((await rejection(answer)) as Error).constructor).toBe(ResponseError);
      });
    });
  }
});

/** By the facts of the protocol: RPCs whose lease results are judged. Feedback and recording RPCs are not among them. */
const LEASED = [
  "LeaseService/RetainLease",
  "PowerService/PowerCommand",
  "PowerService/FanPowerCommand",
  "PowerService/ResetSafetyStop",
  "RobotCommandService/RobotCommand",
  "RobotCommandService/ClearBehaviorFault",
  "GraphNavService/SetLocalization",
  "GraphNavService/NavigateTo",
  "GraphNavService/NavigateRoute",
  "GraphNavService/NavigateToAnchor",
  "GraphNavService/ClearGraph",
  "GraphNavService/UploadGraph",
  "GraphNavService/UploadGraphStreaming",
  "GraphNavService/UploadWaypointSnapshot",
  "GraphNavService/UploadEdgeSnapshot",
  "GraphNavService/UploadSnapshots",
  "AreaCallbackService/BeginControl",
  "MissionService/LoadMission",
  "MissionService/LoadMissionAsChunks",
  "MissionService/PlayMission",
  "MissionService/PauseMission",
  "MissionService/StopMission",
  "MissionService/RestartMission",
  "RemoteMissionService/EstablishSession",
  "RemoteMissionService/Tick",
  "DockingService/DockingCommand",
  "DoorService/OpenDoor",
  "ManipulationApiService/ManipulationApi",
  "SpotCheckService/SpotCheckCommand",
  "SpotCheckService/CameraCalibrationCommand",
  "ChoreographyService/ExecuteChoreography",
  "ChoreographyService/ChoreographyCommand",
];

function leaseResults(path: string, bad: object): object {
  return "lease_use_results" in rpcOf(path).response.fields
    ? { leaseUseResults: [GOOD_LEASE, bad] }
    : { leaseUseResult: bad };
}

describe("the lease result of", () => {
  const withResult = rpcs.filter(({ response }) =>
    Object.keys(response.fields).some((f) => /^lease_use_result/.test(f)),
  );
  const judged = withResult.filter(({ path }) => LEASED.some((each) => path.endsWith(`.${each}`)));

  it("every RPC of the list is there", () => {
    expect(judged).toHaveLength(LEASED.length);
  });

  for (const { path, response } of judged) {
    const hasStatus = response.fields["status"]?.repeated === false;
    it(`${path} comes after the header and before its status`, async () => {
      const bad = { ...leaseResults(path, BAD_LEASE), ...(hasStatus ? { status: 2 } : {}) };
      expect(await rejection(call(path, { header: BAD_HEADER, ...bad }))).toBeInstanceOf(InternalServerError);
      const error = await rejection(call(path, { header: OK, ...bad }));
      expect(error).toBeInstanceOf(LeaseUseError);
      expect(error).toMatchObject({ code: "LEASE_USE", status: 3, leaseUseResult: BAD_LEASE });
      expect((error as Error).message).toContain("tablet");
    });

    if (hasStatus && STATUS_ROWS[path] !== undefined && !UNSET_IS_OK.test(path)) {
      const isMission = path.startsWith("/bosdyn.api.mission.MissionService/");
      it(`${path} comes ${isMission ? "after" : "before"} a status of 0`, async () => {
        const error = await rejection(call(path, { header: OK, ...leaseResults(path, BAD_LEASE), status: 0 }));
        expect(error).toBeInstanceOf(isMission ? UnsetStatusError : LeaseUseError);
      });
    }
  }

  for (const { path, name } of withResult.filter((rpc) => !judged.includes(rpc))) {
    it(`${path} is for the caller to read`, async () => {
      const feedback = name === "RobotCommandFeedback" ? { feedback: { fullBodyFeedback: { status: 1 } } } : {};
      await call(path, { header: OK, status: 1, ...feedback, ...leaseResults(path, BAD_LEASE) });
    });
  }
});

describe("the licence of", () => {
  for (const path of [
    "/bosdyn.api.graph_nav.GraphNavService/UploadGraph",
    "/bosdyn.api.graph_nav.GraphNavService/UploadGraphStreaming",
    "/bosdyn.api.graph_nav.GraphNavRecordingService/StartRecording",
    "/bosdyn.api.graph_nav.GraphNavRecordingService/CreateWaypoint",
  ]) {
    it(`${path} decides before its status, unless it is unset or valid`, async () => {
      const error = await rejection(call(path, { header: OK, licenseStatus: 2, status: 3 }));
      expect(error).toBeInstanceOf(LicenseError);
      expect(error).toMatchObject({ code: "LICENSE_INVALID", licenseStatus: 2 });
      for (const licenseStatus of [0, 1]) await call(path, { header: OK, licenseStatus, status: 1 });
    });
  }

  it("a power command is said with the status that means it", async () => {
    const response = { header: OK, status: 9, licenseStatus: 6 };
    const error = await rejection(call("/bosdyn.api.PowerService/PowerCommand", response));
    expect(error).toMatchObject({ name: "LicenseError", licenseStatus: 6 });
    await call("/bosdyn.api.PowerService/PowerCommand", { header: OK, status: 2, licenseStatus: 6 });
  });
});

describe("the custom parameters of", () => {
  for (const path of [
    "/bosdyn.api.NetworkComputeBridge/NetworkCompute",
    "/bosdyn.api.DataAcquisitionPluginService/AcquirePluginData",
    "/bosdyn.api.graph_nav.AreaCallbackService/BeginCallback",
    "/bosdyn.api.mission.RemoteMissionService/Tick",
  ]) {
    it(`${path} decide before its status`, async () => {
      const error = await rejection(call(path, { header: OK, customParamError: BAD_PARAMS, status: 0 }));
      expect(error).toBeInstanceOf(CustomParamError);
      expect(error).toMatchObject({ code: "CUSTOM_PARAM_REJECTED", errorMessages: ["x: too big"], status: 4 });
      expect((error as Error).message).toContain("x: too big");
      await call(path, { header: OK, customParamError: {}, status: 1 });
      await call(path, { header: OK, customParamError: { status: 1, errorMessages: ["fine"] }, status: 1 });
    });
  }

  for (const path of ["/bosdyn.api.ImageService/GetImage", "/bosdyn.api.DataAcquisitionService/GetLiveData"]) {
    it(`${path} decide element by element, and say which`, async () => {
      const list = ELEMENTS[rpcOf(path).name] as string;
      const elements = [{ status: 1 }, { status: 2, customParamError: BAD_PARAMS }];
      const error = await rejection(call(path, { header: OK, [list]: elements }));
      expect(error).toMatchObject({ name: "CustomParamError", errorMessages: ["x: too big"] });
      expect((error as Error).message).toContain(`${list}[1]: `);
    });
  }

  it("an answer to a question are read from the response where only the status tells", async () => {
    const response = { header: OK, status: 5, customParamError: { errorMessages: ["y: unknown"] } };
    const error = await rejection(call("/bosdyn.api.mission.MissionService/AnswerQuestion", response));
    expect(error).toMatchObject({ name: "CustomParamError", errorMessages: ["y: unknown"] });
  });
});

describe("the header of", () => {
  const streamsOfHeaderless =
    /AsChunks|Autowalk\/|CompileAutowalk|LoadAutowalk|QueryStoredCaptures|SoftwareUpdateInitiation/;
  const exempt = /RobotStateStreaming|Directory|Auth|RobotIdService|RobotStateService|TimeSync|BridgeWorker/;
  const checked = rpcs.filter(({ response, path }) => "header" in response.fields && !exempt.test(path));

  it("is looked at wherever there is one", () => {
    expect(checked.length).toBeGreaterThan(230);
    expect(
      rpcs.filter(({ response }) => !("header" in response.fields)).every(({ path }) => streamsOfHeaderless.test(path)),
    ).toBe(true);
  });

  for (const { path } of checked) {
    it(`${path} decides first`, async () => {
      const error = await rejection(call(path, { header: { error: { code: 3 } } }));
      expect(error).toMatchObject({ name: "InvalidRequestError", code: "RESPONSE_INVALID_REQUEST", method: path });
    });
  }
});

describe("feedback", () => {
  const COMMAND = "/bosdyn.api.RobotCommandService/RobotCommandFeedback";

  it("of a robot command needs one part with a status", async () => {
    for (const feedback of [
      undefined,
      {},
      { fullBodyFeedback: {} },
      { synchronizedFeedback: { armCommandFeedback: {} } },
    ])
      expect(await rejection(call(COMMAND, { header: OK, feedback }))).toBeInstanceOf(UnsetStatusError);
    for (const part of ["mobilityCommandFeedback", "armCommandFeedback", "gripperCommandFeedback"])
      await call(COMMAND, { header: OK, feedback: { synchronizedFeedback: { [part]: { status: 1 } } } });
  });

  it("of a spot check needs a state", async () => {
    for (const error of [0, 1, 4]) {
      const path = "/bosdyn.api.spot.SpotCheckService/SpotCheckFeedback";
      expect(await rejection(call(path, { header: OK, error }))).toBeInstanceOf(UnsetStatusError);
    }
  });
});

describe("errors with facts of their own", () => {
  const NAVIGATE = "/bosdyn.api.graph_nav.GraphNavService/NavigateToAnchor";

  it("read them from the response", async () => {
    const impaired = { impairedStatus: 2 };
    expect(await rejection(call(NAVIGATE, { header: OK, status: 5, impairedState: impaired }))).toMatchObject({
      impairedState: impaired,
    });
    expect(await rejection(call(NAVIGATE, { header: OK, status: 18, gpsStatus: 2 }))).toMatchObject({ gpsStatus: 2 });
    const failedNodes = [{ name: "n", error: "e" }];
    expect(
      await rejection(call("/bosdyn.api.mission.MissionService/LoadMission", { header: OK, status: 3, failedNodes })),
    ).toMatchObject({ failedNodes });
  });

  it("call retryable only what time alone may mend", () => {
    type ErrorClass = new (init: object) => ResponseError;
    const classes = (Object.values(everything) as unknown[]).filter(
      (each): each is ErrorClass =>
        typeof each === "function" && each.prototype instanceof ResponseError && each !== DataChunkError,
    );
    expect(classes.length).toBeGreaterThan(150);
    const init = { method: "/a.B/C", response: {}, status: 0, detail: "" };
    const retryable = classes.filter((each) => new each(init).retryable).map(({ name }) => name);
    expect(retryable.sort()).toEqual(["NotReadyYetError", "PayloadNotAuthorizedError", "TemporarilyLockedOutError"]);
  });
});
