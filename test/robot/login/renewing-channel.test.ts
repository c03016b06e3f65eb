import { describe, expect, it } from "vitest";
import { RpcError } from "../../../src/grpc/index.ts";
import { RenewingChannel } from "../../../src/robot/login/renewing-channel.ts";
import { GraphNavClient, localTime, RobotStateClient, RobotStateStreamingClient } from "../../../src/services/index.ts";
import { AnsweringChannel, type Answers } from "../../services/answering-channel.ts";
import { testOptions } from "../../services/support.ts";
import { collect } from "../../support/collect.ts";
import { rejection } from "../../support/robots.ts";

const OK = { header: { error: { code: 1 } } };
const RESTAMPED_AT = localTime(1_900_000_000n * 1_000_000_000n);

/** Refuses the first tokens, whatever the call. */
function scene(
  refusals: number,
  answer: object = OK,
  canRenew = true,
  status: "UNAUTHENTICATED" | "UNAVAILABLE" = "UNAUTHENTICATED",
) {
  let left = refusals;
  const renewed: string[] = [];
  const login = {
    token: "old" as string | undefined,
    renewAfter(refused: string) {
      renewed.push(refused);
      if (canRenew) login.token = "new";
      return Promise.resolve(canRenew);
    },
  };
  const answers: Answers = ({ name }) => {
    if (left-- > 0) throw new RpcError(status, name, "no");
    return [answer, answer];
  };
  const one: Answers = (call) => answers(call).slice(0, 1);
  const unary = new AnsweringChannel(one);
  const stream = new AnsweringChannel(answers);
  const through = (channel: AnsweringChannel) => new RenewingChannel(channel, login, () => RESTAMPED_AT);
  return { unary, stream, login, renewed, through };
}

describe("RenewingChannel", () => {
  it("makes a refused call once more with a new token, its header stamped anew", async () => {
    const { unary, through, renewed } = scene(1, { ...OK, robotState: {} });
    await new RobotStateClient(through(unary), testOptions()).getRobotState();
    expect(renewed).toEqual(["old"]);
    expect(unary.calls).toHaveLength(2);
    expect(unary.lastRequest).toMatchObject({
      header: { clientName: "tester", requestTimestamp: { seconds: 1_900_000_000n } },
    });
  });

  it("takes the second refusal for an answer", async () => {
    const { unary, through } = scene(2);
    const client = new RobotStateClient(through(unary), testOptions());
    expect(await rejection(client.getRobotState())).toMatchObject({ status: "UNAUTHENTICATED" });
    expect(unary.calls).toHaveLength(2);
  });

  it("does not repeat a call that failed otherwise, or whose token cannot be renewed, or that had none", async () => {
    const lost = scene(1, OK, true, "UNAVAILABLE");
    expect(await rejection(new RobotStateClient(lost.through(lost.unary)).getRobotState())).toMatchObject({
      status: "UNAVAILABLE",
    });
    const stuck = scene(1, OK, false);
    expect(await rejection(new RobotStateClient(stuck.through(stuck.unary)).getRobotState())).toMatchObject({
      status: "UNAUTHENTICATED",
    });
    const stranger = scene(1);
    stranger.login.token = undefined;
    await rejection(new RobotStateClient(stranger.through(stranger.unary)).getRobotState());
    expect([lost.unary.calls.length, stuck.unary.calls.length, stranger.unary.calls.length]).toEqual([1, 1, 1]);
    expect([lost.renewed, stranger.renewed]).toEqual([[], []]);
  });

  it("opens a refused stream of responses once more", async () => {
    const { stream, through, renewed } = scene(1);
    const states = await collect(new RobotStateStreamingClient(through(stream), testOptions()).getRobotStateStream());
    expect([states.length, stream.calls.length, renewed]).toEqual([2, 2, ["old"]]);
  });

  it("renews for the next call where the requests stream, for they cannot be sent again", async () => {
    const { unary, through, renewed } = scene(1);
    const client = new GraphNavClient(through(unary), testOptions());
    expect(await rejection(client.uploadSnapshots([{}]))).toMatchObject({ status: "UNAUTHENTICATED" });
    expect([unary.calls.length, renewed]).toEqual([1, ["old"]]);
  });

  it("ends with its deadline and its signal, though a renewal is under way", async () => {
    for (const options of [{ timeoutMs: 20 }, { signal: AbortSignal.timeout(20) }]) {
      const { unary, login, through } = scene(1);
      login.renewAfter = () => new Promise(() => undefined);
      const call = new RobotStateClient(through(unary), testOptions()).getRobotState(options);
      expect(await rejection(call)).toMatchObject({ status: "UNAUTHENTICATED" });
      expect(unary.calls).toHaveLength(1);
    }
  });

  it("leaves the repeated call no more time than there was", async () => {
    const { unary, through } = scene(1, { ...OK, robotState: {} });
    await new RobotStateClient(through(unary), testOptions()).getRobotState({ timeoutMs: 5000 });
    const left = unary.calls[1]?.options?.timeoutMs ?? Infinity;
    expect(left).toBeLessThanOrEqual(5000);
    expect(left).toBeGreaterThan(0);
  });

  it("leaves a stream that its reader leaves", async () => {
    const { stream, through } = scene(0);
    const states = new RobotStateStreamingClient(through(stream), testOptions()).getRobotStateStream();
    await states.next();
    expect(await states.return(undefined)).toEqual({ done: true, value: undefined });
    expect(await states.next()).toEqual({ done: true, value: undefined });
  });
});
