/** A registration client whose answers a test writes beforehand, and the calls that it took. */
import { type CallOptions, RpcError } from "../../src/grpc/index.ts";
import {
  registerService,
  type RegisterServiceOptions,
  type RegistrationClient,
  type ServiceRegistration,
} from "../../src/hosting/index.ts";
import { UnauthenticatedError } from "../../src/services/errors/rpc-errors.ts";
import { ManualClock } from "../support/manual-clock.ts";
import {
  ServiceAlreadyExistsError,
  ServiceDoesNotExistError,
} from "../../src/services/registration/directory-registration.ts";

/** One call: which, of what, and with which options. */
export interface RegistrationCall {
  readonly rpc: "register" | "update" | "unregister";
  readonly request: unknown;
  readonly options: CallOptions | undefined;
}

/** What a call comes to: an error to throw, something to wait for first, or nothing for OK. */
export type Answer = Error | (() => Promise<void>) | undefined;

const facts = { method: "/x/Y", response: undefined, detail: "scripted", status: 2 };

/** The directory has the name already. */
export const alreadyExists = (): Error => new ServiceAlreadyExistsError(facts);
/** The directory has no such name. */
export const doesNotExist = (): Error => new ServiceDoesNotExistError(facts);

/** Answers calls in the order of its script, and OK after the last. */
export class RegistrationScript {
  readonly calls: RegistrationCall[] = [];
  readonly #answers: Answer[];
  readonly client: RegistrationClient;

  constructor(...answers: Answer[]) {
    this.#answers = answers;
    const take = (rpc: RegistrationCall["rpc"]) => async (request?: object, options?: CallOptions) => {
      this.calls.push({ rpc, request, options });
      const answer = this.#answers.shift();
      if (answer instanceof Error) throw answer;
      await answer?.();
      return {} as never;
    };
    this.client = {
      registerService: take("register"),
      updateService: take("update"),
      unregisterService: take("unregister"),
    };
  }

  /** Which RPCs were called, in order. */
  get rpcs(): string[] {
    return this.calls.map(({ rpc }) => rpc);
  }

  /** Add to the script. */
  expect(...answers: Answer[]): void {
    this.#answers.push(...answers);
  }
}

/** The entry that the tests register. */
export const entry = { name: "my-camera", type: "bosdyn.api.ImageService", authority: "my-camera.spot.robot" };
/** Where its service is. */
export const endpoint = { hostIp: "192.168.50.5", port: 21_000 };
/** A failed call. */
export const rpcError = (status: "UNAVAILABLE" | "UNAUTHENTICATED" | "DEADLINE_EXCEEDED"): RpcError =>
  new RpcError(status, "/x/Y", "?");
/** An error that does not pass by itself. */
export const unauthenticated = (): Error => new UnauthenticatedError(rpcError("UNAUTHENTICATED"));

/** Let everything run that is ready to. */
export const settle = (): Promise<void> => new Promise<void>((resolve) => setImmediate(resolve));

/** A registration and what belongs to it. */
export interface Begun {
  readonly clock: ManualClock;
  readonly script: RegistrationScript;
  readonly warnings: unknown[];
  readonly registration: ServiceRegistration;
  readonly untilCall: (count: number) => Promise<number>;
}

/** A registration that has begun, after `answers`, and what it met with since. */
export async function begun(options: Partial<RegisterServiceOptions> = {}, ...answers: Answer[]): Promise<Begun> {
  const clock = new ManualClock();
  const script = new RegistrationScript(...answers);
  const warnings: unknown[] = [];
  const registration = await registerService({
    client: script.client,
    entry,
    endpoint,
    clock,
    onWarning: (error) => warnings.push(error),
    ...options,
  });
  const begin = clock.now();
  /** Move on second by second until there are `count` calls; when the last was made, in seconds from the start. */
  const untilCall = async (count: number): Promise<number> => {
    for (let second = 0; second < 1000 && script.calls.length < count; second++) {
      clock.advance(second === 0 ? 0 : 1000);
      await settle();
    }
    return (clock.now() - begin) / 1000;
  };
  return { clock, script, warnings, registration, untilCall };
}
