/** What a process asks the first one: each question has a number, which its answer names. */
import type { FromProcess } from './messages.ts';

type WithoutNumber<Message> = Message extends { ask: number } ? Omit<Message, 'ask'> : never;
export type Ask = WithoutNumber<Extract<FromProcess, { ask: number }>>;

export class Asks {
  readonly #send: (message: FromProcess) => void;
  /** Bounded by the handshakes under way, and by the looks of operators. */
  readonly #waiting = new Map<number, (value: unknown) => void>();
  #count = 0;

  /** @param send to the first process */
  constructor(send: (message: FromProcess) => void) {
    this.#send = send;
  }

  /** @typeParam Value what the first process answers to such a question */
  ask<Value>(question: Ask): Promise<Value> {
    const ask = ++this.#count;
    return new Promise((resolve) => {
      this.#waiting.set(ask, (value) => resolve(value as Value));
      this.#send({ ...question, ask });
    });
  }

  answered(ask: number, value: unknown): void {
    this.#waiting.get(ask)?.(value);
    this.#waiting.delete(ask);
  }
}
