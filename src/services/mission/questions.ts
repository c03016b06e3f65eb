/**
 * The questions of a mission that is being played: each is put to the caller once, and its answer is sent when there is
 * one. Others may answer too; who is first is right.
 */
import type { CallOptions } from "../../grpc/index.ts";
import type { Question } from "../../messages/bosdyn/api/mission/mission.ts";
import type { DictParamInit } from "../../messages/bosdyn/api/service_customization.ts";
import { InvalidQuestionIdError, type MissionClient, QuestionAlreadyAnsweredError } from "./client.ts";

/** An answer: the code of one of the question's options, or custom parameters where it asks for those. */
export type MissionAnswer = bigint | { readonly customParams: DictParamInit };

/** Answers a question; `undefined` leaves it to somebody else. Its signal ends when nobody waits for the answer any more. */
export type QuestionHandler = (
  question: Question,
  options: { readonly signal: AbortSignal },
) => MissionAnswer | undefined | Promise<MissionAnswer | undefined>;

/** The questions of one mission, from look to look. */
export class Questions {
  readonly #client: Pick<MissionClient, "answerQuestion">;
  readonly #handler: QuestionHandler | undefined;
  readonly #over = new AbortController();
  /** Asked of the handler, and still asked by the mission. */
  readonly #put = new Set<bigint>();
  readonly #answers = new Map<bigint, MissionAnswer>();
  #failure: { readonly error: unknown } | undefined;

  constructor(client: Pick<MissionClient, "answerQuestion">, handler: QuestionHandler | undefined) {
    this.#client = client;
    this.#handler = handler;
  }

  /**
   * Send the answers that have come, and put the new ones of the questions to the handler.
   * @throws {ResponseError | RpcError} the answer could not be sent; it is kept for the next look
   */
  async see(questions: readonly Question[], call: CallOptions): Promise<void> {
    if (this.#handler === undefined) return;
    const asked = new Set(questions.map(({ id }) => id));
    for (const id of this.#put) if (!asked.has(id)) this.#forget(id);
    for (const [questionId, answer] of this.#answers) {
      await this.#send(questionId, answer, call);
      this.#answers.delete(questionId);
    }
    for (const question of questions) {
      if (this.#put.has(question.id)) continue;
      this.#put.add(question.id);
      void this.#ask(this.#handler, question);
    }
  }

  /** @throws what the handler threw, whatever it is */
  throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** Nobody waits for answers any more. */
  end(): void {
    this.#over.abort();
    this.#answers.clear();
  }

  async #ask(handler: QuestionHandler, question: Question): Promise<void> {
    try {
      const answer = await handler(question, { signal: this.#over.signal });
      if (answer !== undefined && this.#put.has(question.id)) this.#answers.set(question.id, answer);
    } catch (error) {
      this.#failure ??= { error };
    }
  }

  async #send(questionId: bigint, answer: MissionAnswer, call: CallOptions): Promise<void> {
    const request = typeof answer === "bigint" ? { questionId, code: answer } : { questionId, ...answer };
    try {
      await this.#client.answerQuestion(request, call);
    } catch (error) {
      const isAnswered = error instanceof QuestionAlreadyAnsweredError || error instanceof InvalidQuestionIdError;
      if (!isAnswered) throw error;
    }
  }

  #forget(id: bigint): void {
    this.#put.delete(id);
    this.#answers.delete(id);
  }
}
