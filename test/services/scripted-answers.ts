/** Clients whose robot answers by a script: a list per RPC, one answer a call, the last one again and again. */
import { RpcError, type StatusName } from "../../src/grpc/index.ts";
import type { ServiceClientClass, ServiceClientOptions } from "../../src/services/index.ts";
import { AnsweringChannel } from "./answering-channel.ts";
import { SAME_CLOCK, testOptions } from "./support.ts";

/** A response, its header put in; the status that the call ends with; or a function that makes one, while time passes. */
export type ScriptedAnswer = object | Failure | (() => object | Failure);
type Failure = Exclude<StatusName, "OK">;

/** What a client is asked through, and how it went. */
export interface Scripted<Client> {
  readonly client: Client;
  readonly channel: AnsweringChannel;
  /** The names of the RPCs that were called, in order. */
  readonly names: () => string[];
}

/** Make a client of a script by RPC name. Its robot clock is this machine's unless the options say otherwise. */
export function scripted<Client>(
  clientClass: ServiceClientClass<Client>,
  script: Readonly<Record<string, readonly ScriptedAnswer[]>>,
  options: ServiceClientOptions = {},
): Scripted<Client> {
  const taken = new Map<string, number>();
  const channel = new AnsweringChannel(({ name }) => {
    const index = taken.get(name) ?? 0;
    taken.set(name, index + 1);
    const answers = script[name] ?? [];
    const scriptedAnswer = answers[Math.min(index, answers.length - 1)];
    if (scriptedAnswer === undefined) throw new Error(`${name} has no answer`);
    const answer: object | Failure =
      typeof scriptedAnswer === "function" ? (scriptedAnswer as () => object | Failure)() : scriptedAnswer;
    if (typeof answer === "string") throw new RpcError(answer, name, "no");
    return [{ header: { error: { code: 1 } }, ...answer }];
  });
  const client = new clientClass(channel, { ...testOptions(), robotClock: SAME_CLOCK, ...options });
  return { client, channel, names: () => channel.calls.map(({ name }) => name) };
}
