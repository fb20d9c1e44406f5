/** The status page of a bridge with several processes: any of them answers an operator, for all. */
import { createHash } from 'node:crypto';
import type { StatusSnapshot } from '../status/answers.ts';
import type { SharedStatus, StatusQuery, StatusSource } from '../status/snapshot.ts';
import type { Asks } from './asks.ts';
import type { StatusQuestion } from './messages.ts';

export class AllStatus implements SharedStatus, StatusSource {
  /** The same in all processes: an operator may come to another one with each request. */
  readonly key: Buffer;
  readonly #asks: Asks;
  #own: StatusSource | null = null;

  /** @param key a secret of all processes */
  constructor(key: string, asks: Asks) {
    this.key = createHash('sha256').update(`status ${key}`).digest();
    this.#asks = asks;
  }

  of(own: StatusSource): StatusSource {
    this.#own = own;
    return this;
  }

  async snapshots(query: StatusQuery): Promise<readonly StatusSnapshot[]> {
    const parts = await this.#askAll<readonly StatusSnapshot[]>({ name: 'snapshots', query });
    return parts.flat();
  }

  async end(id: string): Promise<boolean> {
    return (await this.#askAll<boolean>({ name: 'end', id })).includes(true);
  }

  /** The answer of this process alone, to a question that all get. */
  async answer(question: StatusQuestion): Promise<readonly StatusSnapshot[] | boolean> {
    if (question.name === 'end') return (await this.#own?.end(question.id)) ?? false;
    return (await this.#own?.snapshots(question.query)) ?? [];
  }

  #askAll<Value>(question: StatusQuestion): Promise<readonly Value[]> {
    return this.#asks.ask<readonly Value[]>({ name: 'ask-all', question });
  }
}
