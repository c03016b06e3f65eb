/** Whole things in many messages: what `send…`, `fetch…` and `run…` make of the streams beneath them. */
import { describe, expect, it } from "vitest";
import { RpcError } from "../../src/grpc/index.ts";
import {
  CompileAutowalkRequest,
  CompileAutowalkResponse,
  LoadAutowalkRequest,
  LoadAutowalkResponse,
} from "../../src/messages/bosdyn/api/autowalk/autowalk.ts";
import { QueryStoredCapturesResponse } from "../../src/messages/bosdyn/api/data_acquisition_store.ts";
import {
  DownloadGraphResponse,
  UploadGraphRequest,
  UploadSnapshotsRequest_Snapshots,
} from "../../src/messages/bosdyn/api/graph_nav/graph_nav.ts";
import { EdgeSnapshot, WaypointSnapshot } from "../../src/messages/bosdyn/api/graph_nav/map.ts";
import {
  GetInfoResponse,
  GetMissionResponse,
  LoadMissionRequest,
  LoadMissionResponse,
} from "../../src/messages/bosdyn/api/mission/mission.ts";
import { ChoreographyStateLog } from "../../src/messages/bosdyn/api/spot/choreography_sequence.ts";
import { splitIntoChunks } from "../../src/services/data-chunks.ts";
import {
  AudioVisualClient,
  AutowalkClient,
  AutowalkValidationError,
  ChoreographyClient,
  DataAcquisitionStoreClient,
  DataBufferClient,
  GraphNavClient,
  InternalServerError,
  type LeaseProvider,
  LeaseUseError,
  LogStatusClient,
  MapProcessingClient,
  MissionClient,
  MissionCompilationError,
  MissingSnapshotsError,
  PayloadRegistrationClient,
  type ServiceClientClass,
  SpotCamAudioClient,
  SpotCamHealthClient,
  SpotCamMediaLogClient,
  TimedOutError,
  UnimplementedError,
  UnsetStatusError,
} from "../../src/services/index.ts";
import { rejection } from "../support/robots.ts";
import { AnsweringChannel, type Received } from "./answering-channel.ts";
import { testOptions } from "./support.ts";

const HEADER = { error: { code: 1 } };
const OK = { header: HEADER, status: 1 };
type ByName = Readonly<Record<string, readonly object[] | "UNIMPLEMENTED" | "DEADLINE_EXCEEDED">>;

/** A client whose channel answers by RPC name. */
function make<Client>(
  clientClass: ServiceClientClass<Client>,
  answers: ByName,
  leases?: LeaseProvider,
): { client: Client; channel: AnsweringChannel } {
  const channel = new AnsweringChannel(({ name }) => {
    const answer = answers[name] ?? [];
    if (typeof answer === "string") throw new RpcError(answer, name, "no");
    return answer;
  });
  return { channel, client: new clientClass(channel, { ...testOptions(), leases }) };
}

/** The responses of a stream of chunks. */
function chunks(bytes: Uint8Array, piece = 3): object[] {
  return [...splitIntoChunks(bytes, piece)];
}

/** The bytes that a stream of requests carried, and how long each piece was. */
function carried(requests: readonly Received[], field?: string): { bytes: Uint8Array; pieces: number[] } {
  const pieces = requests.map(
    (each) => (field === undefined ? each : each[field]) as { data: Uint8Array; totalSize: bigint },
  );
  const bytes = Buffer.concat(pieces.map(({ data }) => data));
  expect(pieces.map(({ totalSize }) => totalSize)).toEqual(pieces.map(() => BigInt(bytes.length)));
  return { bytes: new Uint8Array(bytes), pieces: pieces.map(({ data }) => data.length) };
}

const names = (channel: AnsweringChannel): string[] => channel.calls.map(({ name }) => name);
const LENT = { resource: "body", sequence: [8, 1] };
const leases: LeaseProvider = { attach: () => LENT, observe: () => undefined };
/** Long enough for three pieces of 1 MiB. */
const LONG = "x".repeat(2_500_000);

describe("GraphNavClient", () => {
  it("sends a graph in pieces of 1 MiB, with a header and lease inside and only a header outside", async () => {
    const { client, channel } = make(GraphNavClient, { UploadGraphStreaming: [OK] }, leases);
    await client.sendGraph({ graph: { waypoints: [{ id: LONG }] }, generateNewAnchoring: true });
    expect(names(channel)).toEqual(["UploadGraphStreaming"]);
    const { bytes, pieces } = carried(channel.lastRequests, "chunk");
    expect(pieces.slice(0, -1)).toEqual([1_048_576, 1_048_576]);
    expect(channel.lastRequests.every((each) => each["header"] !== undefined)).toBe(true);
    const inner = UploadGraphRequest.decode(bytes);
    expect(inner).toMatchObject({ header: { clientName: "tester" }, lease: LENT, generateNewAnchoring: true });
    expect(inner.graph?.waypoints[0]?.id).toBe(LONG);
  });

  it("falls back on the older RPCs where the newer are not there, and only then", async () => {
    const { client, channel } = make(
      GraphNavClient,
      {
        UploadGraphStreaming: "UNIMPLEMENTED",
        UploadGraph: [OK],
        DownloadGraphStreaming: "UNIMPLEMENTED",
        DownloadGraph: [{ header: HEADER, graph: { waypoints: [{ id: "w" }] } }],
        UploadSnapshots: "UNIMPLEMENTED",
        UploadWaypointSnapshot: [OK],
        UploadEdgeSnapshot: [{ header: HEADER, mapStats: {} }],
      },
      leases,
    );
    await client.sendGraph({ replaceGraph: true });
    expect(channel.lastRequest).toMatchObject({ replaceGraph: true, lease: LENT });
    expect((await client.fetchGraph()).waypoints[0]?.id).toBe("w");
    expect(
      await client.sendSnapshots({ waypointSnapshots: [{ id: "a" }], edgeSnapshots: [{ id: "b" }] }),
    ).toBeDefined();
    expect(names(channel)).toEqual([
      "UploadGraphStreaming",
      "UploadGraph",
      "DownloadGraphStreaming",
      "DownloadGraph",
      "UploadSnapshots",
      "UploadWaypointSnapshot",
      "UploadEdgeSnapshot",
    ]);
    const late = make(GraphNavClient, { DownloadGraphStreaming: "DEADLINE_EXCEEDED" });
    expect(await rejection(late.client.fetchGraph())).toBeInstanceOf(TimedOutError);
    expect(names(late.channel)).toEqual(["DownloadGraphStreaming"]);
    const neither = make(GraphNavClient, { DownloadGraphStreaming: "UNIMPLEMENTED", DownloadGraph: "UNIMPLEMENTED" });
    expect(await rejection(neither.client.fetchGraph())).toBeInstanceOf(UnimplementedError);
  });

  it("fetches a graph from a streamed response, and an empty one of an empty stream", async () => {
    const bytes = DownloadGraphResponse.encode({
      header: HEADER,
      graph: { waypoints: [{ id: "one" }, { id: "two" }] },
    });
    const answers = chunks(bytes).map((chunk) => ({ header: HEADER, chunk }));
    const { client } = make(GraphNavClient, { DownloadGraphStreaming: answers });
    expect((await client.fetchGraph()).waypoints.map(({ id }) => id)).toEqual(["one", "two"]);
    expect((await make(GraphNavClient, { DownloadGraphStreaming: [] }).client.fetchGraph()).waypoints).toEqual([]);
  });

  it("sends and fetches snapshots", async () => {
    const { client, channel } = make(GraphNavClient, {
      UploadSnapshots: [{ ...OK, mapStats: {} }],
      UploadWaypointSnapshot: [OK],
      UploadEdgeSnapshot: [OK],
      DownloadWaypointSnapshot: chunks(WaypointSnapshot.encode({ id: "way" })).map((chunk) => ({ ...OK, chunk })),
      DownloadEdgeSnapshot: chunks(EdgeSnapshot.encode({ id: "edge" })).map((chunk) => ({ ...OK, chunk })),
    });
    await client.sendSnapshots({ edgeSnapshots: [{ id: LONG }] });
    const snapshots = UploadSnapshotsRequest_Snapshots.decode(carried(channel.lastRequests, "chunk").bytes);
    expect(snapshots.edgeSnapshots[0]?.id).toBe(LONG);
    await client.sendWaypointSnapshot({ id: "w" }, { lease: {} });
    expect(WaypointSnapshot.decode(carried(channel.lastRequests, "chunk").bytes).id).toBe("w");
    expect(channel.lastRequest["lease"]).toMatchObject({ resource: "" });
    await client.sendEdgeSnapshot({ id: "e" });
    expect(EdgeSnapshot.decode(carried(channel.lastRequests, "chunk").bytes).id).toBe("e");
    expect(channel.lastRequest["lease"]).toBeUndefined();
    expect((await client.fetchWaypointSnapshot({ waypointSnapshotId: "way" })).id).toBe("way");
    expect((await client.fetchEdgeSnapshot("edge")).id).toBe("edge");
  });

  it("asks with one message without a chunk whether snapshots may go together", async () => {
    const { client, channel } = make(GraphNavClient, { UploadSnapshots: [OK] });
    await client.sendSnapshots({});
    expect(channel.lastRequests).toMatchObject([{ header: { clientName: "tester" }, chunk: undefined }]);
  });
});

describe("MapProcessingClient", () => {
  it("merges the results of a stream as protobuf does", async () => {
    const { client } = make(MapProcessingClient, {
      ProcessAnchoring: [
        { ...OK, waypointResults: [{ id: "a" }], iteration: 1, cost: 9, gpsResult: { status: 1 } },
        { ...OK, waypointResults: [{ id: "b" }], iteration: 2, anchoringOnServerWasModified: true },
        { ...OK, finalIteration: true, gpsResult: { numMeasurementsUsed: 3 } },
      ],
      ProcessTopology: [
        { ...OK, newSubgraph: { waypoints: [{ id: "a" }] } },
        { ...OK, newSubgraph: { edges: [{}] } },
      ],
    });
    const anchoring = await client.runAnchoring();
    expect(anchoring).toMatchObject({
      iteration: 2,
      cost: 9,
      finalIteration: true,
      anchoringOnServerWasModified: true,
    });
    expect(anchoring.waypointResults.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(anchoring.gpsResult).toMatchObject({ status: 1 });
    const { newSubgraph } = await client.runTopology();
    expect([newSubgraph?.waypoints.length, newSubgraph?.edges.length]).toEqual([1, 1]);
  });

  it("throws the first status that is an error, wherever in the stream", async () => {
    const { client } = make(MapProcessingClient, {
      ProcessTopology: [OK, { ...OK, status: 2, missingSnapshotIds: ["s"] }],
    });
    const error = await rejection(client.runTopology());
    expect(error).toBeInstanceOf(MissingSnapshotsError);
    expect(error).toMatchObject({ response: { missingSnapshotIds: ["s"] } });
  });
});

describe("MissionClient", () => {
  const loaded = { ...OK, missionInfo: { id: 4n } };

  it("sends a mission in pieces of 1 000 000 bytes and checks what comes back", async () => {
    const { client, channel } = make(
      MissionClient,
      { LoadMissionAsChunks2: chunks(LoadMissionResponse.encode(loaded)) },
      leases,
    );
    expect((await client.sendMission({ root: { name: LONG } })).missionInfo?.id).toBe(4n);
    const { bytes, pieces } = carried(channel.lastRequests);
    expect(pieces.slice(0, 2)).toEqual([1_000_000, 1_000_000]);
    const inner = LoadMissionRequest.decode(bytes);
    expect(inner).toMatchObject({ header: { clientName: "tester" }, leases: [LENT] });
    expect(inner.root?.name).toBe(LONG);
  });

  it("falls back twice, each time with a request made anew", async () => {
    const { client, channel } = make(
      MissionClient,
      { LoadMissionAsChunks2: "UNIMPLEMENTED", LoadMissionAsChunks: "UNIMPLEMENTED", LoadMission: [loaded] },
      leases,
    );
    expect((await client.sendMission({})).missionInfo?.id).toBe(4n);
    expect(names(channel)).toEqual(["LoadMissionAsChunks2", "LoadMissionAsChunks", "LoadMission"]);
    const stamps = channel.calls.map(({ requests }, index) => {
      const header = index < 2 ? LoadMissionRequest.decode(carried(requests).bytes).header : requests[0]?.["header"];
      return (header as { requestTimestamp: { seconds: bigint } }).requestTimestamp.seconds;
    });
    expect(new Set(stamps).size).toBe(3);
  });

  for (const [what, response, errorClass] of [
    ["header", { header: { error: { code: 2 } }, status: 2 }, InternalServerError],
    ["unset status, before its leases", { header: HEADER, leaseUseResults: [{ status: 3 }] }, UnsetStatusError],
    ["leases", { ...OK, status: 2, leaseUseResults: [{ status: 3 }] }, LeaseUseError],
    ["status", { ...OK, status: 2 }, MissionCompilationError],
  ] as const) {
    it(`judges a joined response by its ${what}`, async () => {
      const { client } = make(MissionClient, { LoadMissionAsChunks2: chunks(LoadMissionResponse.encode(response)) });
      expect(await rejection(client.sendMission({}))).toBeInstanceOf(errorClass);
    });
  }

  it("fetches info and mission in chunks, or in one piece from an older robot", async () => {
    const info = GetInfoResponse.encode({ header: HEADER, missionInfo: { id: 7n } });
    const mission = GetMissionResponse.encode({ header: HEADER, id: 7n, root: { name: "r" } });
    const { client, channel } = make(MissionClient, {
      GetInfoAsChunks: chunks(info),
      GetMissionAsChunks: chunks(mission),
    });
    const options = { timeoutMs: 77 };
    expect((await client.fetchInfo(options))?.id).toBe(7n);
    expect((await client.fetchMission()).root?.name).toBe("r");
    expect(channel.calls[0]?.options).toBe(options);
    const old = make(MissionClient, {
      GetInfoAsChunks: "UNIMPLEMENTED",
      GetInfo: [{ header: HEADER }],
      GetMissionAsChunks: "UNIMPLEMENTED",
      GetMission: [{ header: HEADER, id: 1n }],
    });
    expect(await old.client.fetchInfo(options)).toBeUndefined();
    expect((await old.client.fetchMission()).id).toBe(1n);
    expect(old.channel.calls[1]?.options).toBe(options);
  });

  it("looks at the header of what the chunks make", async () => {
    const bad = GetInfoResponse.encode({ header: { error: { code: 2 } } });
    expect(await rejection(make(MissionClient, { GetInfoAsChunks: chunks(bad) }).client.fetchInfo())).toBeInstanceOf(
      InternalServerError,
    );
  });
});

describe("AutowalkClient", () => {
  it("compiles and loads in chunks both ways", async () => {
    const { client, channel } = make(
      AutowalkClient,
      {
        CompileAutowalk: chunks(CompileAutowalkResponse.encode({ ...OK, root: { name: "n" } })),
        LoadAutowalk: chunks(LoadAutowalkResponse.encode({ ...OK, missionId: 5n })),
      },
      leases,
    );
    expect((await client.sendForCompilation({ walk: { missionName: LONG } })).root?.name).toBe("n");
    const compile = carried(channel.lastRequests);
    expect(compile.pieces.slice(0, 2)).toEqual([1_000_000, 1_000_000]);
    expect(CompileAutowalkRequest.decode(compile.bytes).header?.clientName).toBe("tester");
    expect((await client.sendWalk({ treatWarningsAsErrors: true })).missionId).toBe(5n);
    expect(LoadAutowalkRequest.decode(carried(channel.lastRequests).bytes)).toMatchObject({
      header: { clientName: "tester" },
      leases: [LENT],
      treatWarningsAsErrors: true,
    });
  });

  it("looks at the header too, which the reference client does not", async () => {
    const answers = {
      LoadAutowalk: chunks(LoadAutowalkResponse.encode({ ...OK, status: 3 })),
      CompileAutowalk: chunks(CompileAutowalkResponse.encode({ header: { error: { code: 2 } }, status: 1 })),
    };
    const { client } = make(AutowalkClient, answers);
    expect(await rejection(client.sendWalk({}))).toBeInstanceOf(AutowalkValidationError);
    expect(await rejection(client.sendForCompilation({}))).toBeInstanceOf(InternalServerError);
  });
});

describe("DataAcquisitionStoreClient", () => {
  it("sends data with its name on each piece, and a name without data too", async () => {
    const { client, channel } = make(DataAcquisitionStoreClient, { StoreDataStream: [{ header: HEADER, id: 3n }] });
    const data = new Uint8Array(1000).fill(7);
    const dataId = { channel: "c" };
    expect(await client.sendData({ data, dataId, fileExtension: ".bin" })).toBe(3n);
    expect(carried(channel.lastRequests, "chunk").bytes).toEqual(data);
    expect(channel.lastRequests).toMatchObject([{ dataId, fileExtension: ".bin" }]);
    await client.sendData({ data: new Uint8Array(0), dataId });
    expect(channel.lastRequests).toMatchObject([{ dataId, chunk: undefined }]);
  });

  it("fetches captures", async () => {
    const bytes = QueryStoredCapturesResponse.encode({ header: HEADER, maxCaptureId: 12n });
    const { client, channel } = make(DataAcquisitionStoreClient, { QueryStoredCaptures: chunks(bytes) });
    expect((await client.fetchCaptures({ includeImages: true })).maxCaptureId).toBe(12n);
    expect(channel.lastRequest["query"]).toMatchObject({ includeImages: true });
  });
});

describe("Spot CAM clients", () => {
  const data = Uint8Array.from({ length: 10 }, (_, index) => index);

  it("send a sound in pieces of 1 MiB", async () => {
    const { client, channel } = make(SpotCamAudioClient, { LoadSound: [{ header: HEADER }] });
    const sound = new Uint8Array(2_000_000).fill(1);
    await client.sendSound({ name: "bark" }, sound);
    expect(carried(channel.lastRequests, "data").pieces).toEqual([1_048_576, 951_424]);
    expect(channel.lastRequests).toMatchObject([{ sound: { name: "bark" } }, { sound: { name: "bark" } }]);
  });

  it("join what comes in pieces", async () => {
    const parts = chunks(data).map((chunk) => ({ header: HEADER, data: chunk }));
    const { client: health } = make(SpotCamHealthClient, { GetSystemLog: parts });
    expect(await health.fetchSystemLog()).toEqual(data);
    const { client: log } = make(SpotCamMediaLogClient, {
      Retrieve: [{ header: HEADER, logpoint: { name: "p" } }, ...parts],
      RetrieveRawData: parts,
      ListLogpoints: [
        { header: HEADER, logpoints: [{ name: "a" }] },
        { header: HEADER, logpoints: [{ name: "b" }, { name: "c" }] },
      ],
    });
    expect(await log.fetchData({ name: "p" })).toMatchObject({ logpoint: { name: "p" }, data });
    expect(await log.fetchRawData({ name: "p" })).toEqual({ logpoint: undefined, data });
    expect((await log.fetchLogpoints()).map(({ name }) => name)).toEqual(["a", "b", "c"]);
  });
});

describe("clients with a method of their own", () => {
  it("ChoreographyClient keeps the first status of a recording and joins the rest; it uploads leniently", async () => {
    const parts = chunks(ChoreographyStateLog.encode({ keyFrames: [{ timestamp: { seconds: 1n } }] }));
    const { client, channel } = make(ChoreographyClient, {
      DownloadRobotStateLog: parts.map((chunk, index) => ({ header: HEADER, status: index === 0 ? 3 : 1, chunk })),
      UploadChoreography: [{ header: HEADER }],
    });
    const { status, log } = await client.fetchRobotStateLog(1);
    expect([status, log.keyFrames.length]).toEqual([3, 1]);
    await client.sendChoreography({ name: "dance" });
    expect(channel.lastRequest).toMatchObject({ nonStrictParsing: true, choreographySequence: { name: "dance" } });
    await client.sendChoreography({}, { nonStrictParsing: false });
    expect(channel.lastRequest["nonStrictParsing"]).toBe(false);
  });

  it("PayloadRegistrationClient says its credentials in the old way too", async () => {
    const answers = { GetPayloadAuthToken: [{ ...OK, token: "t" }], UpdatePayloadVersion: [OK] };
    const { client, channel } = make(PayloadRegistrationClient, answers);
    const credentials = { guid: "g", secret: "s" };
    expect(await client.login(credentials)).toBe("t");
    expect(channel.lastRequest).toMatchObject({
      payloadCredentials: credentials,
      payloadGuid: "g",
      payloadSecret: "s",
    });
    await client.setVersion(credentials, { majorVersion: 2 });
    expect(channel.lastRequest).toMatchObject({ payloadGuid: "g", updatedVersion: { majorVersion: 2 } });
  });

  it("LogStatusClient sends how far back as a negative duration unless told otherwise", async () => {
    const { client, channel } = make(LogStatusClient, { StartRetroLog: [OK] });
    await client.startLogOfPast(1_500_000_000n);
    expect(channel.lastRequest["pastDuration"]).toMatchObject({ seconds: -1n, nanos: -500_000_000 });
    await client.startLogOfPast(1_500_000_000n, { sign: "positive" });
    expect(channel.lastRequest["pastDuration"]).toMatchObject({ seconds: 1n, nanos: 500_000_000 });
  });

  it("DataBufferClient records ticks of schemas that it registered, and no others", async () => {
    const { client, channel } = make(DataBufferClient, {
      RegisterSignalSchema: [{ header: HEADER, schemaId: 2n ** 63n }],
      RecordSignalTicks: [{ header: HEADER }],
    });
    const schema = { schemaName: "s" };
    const schemaId = await client.registerSchema(schema);
    expect(client.schema(schemaId)).toBe(schema);
    await client.recordTicks([{ schemaId }]);
    expect(channel.lastRequest["tickData"]).toMatchObject([{ schemaId: 2n ** 63n }]);
    expect(await rejection(client.recordTicks([{ schemaId }, { schemaId: 1n }]))).toBeInstanceOf(RangeError);
  });

  it("AudioVisualClient scales colours down to what the lights can show, at any depth", async () => {
    const { client, channel } = make(AudioVisualClient, { AddOrModifyBehavior: [OK] });
    const bright = { rgb: { r: 255, g: 255, b: 0 } };
    const behavior = {
      ledSequenceGroup: {
        frontLeft: { animationSequence: { frames: [{ color: bright }, { color: { preset: 1 } }] } },
        frontRight: { solidColorSequence: { color: { rgb: { r: 255 } } } },
        statusLights: { frames: [{ topLeft: bright }] },
        spotCam: { fixedBrightnessSequence: { brightnesses: new Map([[0, 1]]) } },
      },
    };
    const before = structuredClone(behavior);
    await client.defineBehavior("b", behavior);
    const dimmed = { rgb: { r: 180, g: 180, b: 0 } };
    expect(channel.lastRequest["behavior"]).toMatchObject({
      ledSequenceGroup: {
        frontLeft: { animationSequence: { frames: [{ color: dimmed }, { color: { preset: 1 } }] } },
        frontRight: { solidColorSequence: { color: { rgb: { r: 255 } } } },
        statusLights: { frames: [{ topLeft: dimmed }] },
        spotCam: { fixedBrightnessSequence: { brightnesses: new Map([[0, 1]]) } },
      },
    });
    expect(behavior).toEqual(before);
  });
});
