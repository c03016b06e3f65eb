/**
 * Hosted services judged by strangers: gRPC by @grpc/grpc-js, messages by protobufjs reading protos/ itself. Nothing of
 * our client takes part.
 */
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import protobuf from "protobufjs";
import { describe, expect, it, onTestFinished } from "vitest";
import { hostSurvey, Survey } from "./survey-service.ts";

const PROTOS = join(import.meta.dirname, "../../protos");
const root = new protobuf.Root();
root.resolvePath = (_origin, target) => (target.startsWith("google/") ? target : join(PROTOS, target));
root.loadSync("bosdyn/api/directory.proto");

interface Answer {
  readonly header?: {
    readonly requestHeader?: { readonly clientName?: string };
    readonly requestReceivedTimestamp?: { readonly seconds: string };
    readonly responseTimestamp?: { readonly seconds: string };
    readonly error?: { readonly code?: string; readonly message?: string };
    readonly request?: { readonly type_url?: string; readonly value?: Buffer };
  };
  readonly serviceEntry?: { readonly name?: string };
}

const Request = root.lookupType("bosdyn.api.GetServiceEntryRequest");
const Response = root.lookupType("bosdyn.api.GetServiceEntryResponse");
const encode = (request: object): Buffer => Buffer.from(Request.encode(Request.fromObject(request)).finish());
const decode = (bytes: Buffer): Answer => Response.toObject(Response.decode(bytes), { longs: String, enums: String });

/** A stranger's client of a host, closed after the test. */
async function stranger(...host: Parameters<typeof hostSurvey>): Promise<grpc.Client> {
  const { host: served } = await hostSurvey(...host);
  const client = new grpc.Client(`127.0.0.1:${served.port}`, grpc.credentials.createInsecure());
  onTestFinished(() => client.close());
  return client;
}

/** The same request in the stranger's spelling. */
const question = (serviceName: string): object => ({ header: { clientName: "stranger" }, serviceName });

/** The one response of a call that begins with `start`. */
function one(start: (callback: grpc.requestCallback<Answer>) => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    start((error, answer) => (answer === undefined ? reject(error ?? new Error("no answer")) : resolve(answer)));
  });
}

/** Every response of a stream. */
async function all(stream: AsyncIterable<unknown>): Promise<Answer[]> {
  const answers: Answer[] = [];
  for await (const answer of stream) answers.push(answer as Answer);
  return answers;
}

describe("a grpc-js client", () => {
  it("gets a unary answer with a complete header", async () => {
    const client = await stranger(undefined, { echoRequests: true });
    const answer = await one((callback) =>
      client.makeUnaryRequest(Survey.once.path, encode, decode, question("spot"), callback),
    );
    expect(answer).toMatchObject({
      header: {
        requestHeader: { clientName: "stranger" },
        requestReceivedTimestamp: { seconds: "1001" },
        responseTimestamp: { seconds: "1002" },
        error: { code: "CODE_OK" },
        request: { type_url: "type.googleapis.com/bosdyn.api.GetServiceEntryRequest" },
      },
      serviceEntry: { name: "SPOT" },
    });
    const echoed = Request.decode(answer.header?.request?.value ?? Buffer.alloc(0));
    expect(Request.toObject(echoed)).toEqual(question("spot"));
  });

  it("gets each answer of a server stream", async () => {
    const client = await stranger();
    const answers = await all(client.makeServerStreamRequest(Survey.letters.path, encode, decode, question("ab")));
    expect(answers.map(({ serviceEntry, header }) => [serviceEntry?.name, header?.error?.code])).toEqual([
      ["a", "CODE_OK"],
      ["b", "CODE_OK"],
    ]);
  });

  it("gets the answer to a client stream", async () => {
    const client = await stranger();
    const answer = await one((callback) => {
      const call = client.makeClientStreamRequest(Survey.join.path, encode, decode, callback);
      call.write(question("a"));
      call.end(question("b"));
    });
    expect(answer.serviceEntry?.name).toBe("a+b");
    expect(answer.header?.error?.code).toBe("CODE_OK");
  });

  it("gets an answer to each request of a dialogue", async () => {
    const client = await stranger();
    const call = client.makeBidiStreamRequest(Survey.each.path, encode, decode);
    call.write(question("a"));
    call.end(question("b"));
    expect((await all(call)).map(({ serviceEntry }) => serviceEntry?.name)).toEqual(["A", "B"]);
  });

  it("reads a handler's failure in the header, under status OK", async () => {
    const client = await stranger({
      once() {
        throw new TypeError("a bug");
      },
    });
    const answer = await one((callback) =>
      client.makeUnaryRequest(Survey.once.path, encode, decode, question("spot"), callback),
    );
    expect(answer.header?.error).toEqual({ code: "CODE_INTERNAL_SERVER_ERROR", message: "[TypeError] a bug" });
  });

  it("is told UNIMPLEMENTED of an RPC without a handler", async () => {
    const client = await stranger({});
    const answer = one((callback) =>
      client.makeUnaryRequest(Survey.once.path, encode, decode, question("spot"), callback),
    );
    await expect(answer).rejects.toMatchObject({ code: grpc.status.UNIMPLEMENTED });
  });
});
