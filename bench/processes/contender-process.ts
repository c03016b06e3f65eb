/** A contender in a process of its own: its heap, its garbage and its CPU are nobody else's. */
import { fork } from "node:child_process";
import { once } from "node:events";
import type { Contender } from "../rounds.ts";
import { bundle } from "./bundle.ts";
import type { FromContender } from "./contender-program.ts";

/** A contender that has to be ended. */
export interface RunningContender extends Contender {
  readonly close: () => Promise<void>;
}

/** Who runs what. */
export interface ContenderProcess {
  readonly name: string;
  /** A module that calls `contend`. */
  readonly program: URL;
  /** What its `contend` is given. */
  readonly setup: object;
  /** For node, for example `--expose-gc`. */
  readonly flags?: readonly string[];
}

/** Start one and wait until it is ready. */
export async function startContender({
  name,
  program,
  setup,
  flags = [],
}: ContenderProcess): Promise<RunningContender> {
  const child = fork(await bundle(program), { execArgv: [...flags] });
  const exited = once(child, "exit");
  const next = async (): Promise<FromContender> => {
    const ended = exited.then(() => ({ error: "its process ended" }));
    const answered = once(child, "message").then(([message]) => message as FromContender);
    const message = await Promise.race([answered, ended]);
    if ("error" in message) throw new Error(`${name}: ${message.error}`);
    return message;
  };
  child.send(setup);
  await next();
  return {
    name,
    async round() {
      child.send("round");
      const message = await next();
      return "figures" in message ? message.figures : {};
    },
    async close() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

/** Start several, one after the other. */
export async function startContenders(
  all: readonly ContenderProcess[],
): Promise<{ readonly contenders: readonly RunningContender[]; readonly close: () => Promise<void> }> {
  const contenders: RunningContender[] = [];
  for (const each of all) contenders.push(await startContender(each));
  return {
    contenders,
    async close() {
      for (const contender of contenders) await contender.close();
    },
  };
}
