// Asks the API what only it knows. An answer that does not come in time is none: nobody waits for the API while they play.

import {
  dailyTryQuery,
  identityText,
  ratingsQuery,
  readDailyTry,
  readStrength,
  type Identity,
  type Strength,
} from '#handover';
import type { ClientKind } from '#protocol';
import type { Clock } from '../clock.ts';
import { BoundedMap } from '../limits/bounded-map.ts';

/** Gets a path of the API's internal port. Rejects if there is no answer. @returns the JSON value of the answer */
export type AskApi = (path: string) => Promise<unknown>;

/** After so long a question has no answer. */
export const ANSWER_MS_MAX = 5000;
/** Strengths that are kept, and for how long: a match takes longer, and changes them. */
const STRENGTHS_MAX = 10_000;
const STRENGTH_AGE_MS_MAX = 30_000;
/** Questions that wait for an answer at once. Further ones have none. */
export const QUESTIONS_MAX = 200;
/** Who waits for the answer of one question. A client that asks again and again asks the same. */
export const WAITING_PER_QUESTION_MAX = 100;

type Answered = (answer: unknown) => void;

export class Lookups {
  private readonly ask: AskApi | null;
  private readonly clock: Clock;
  private readonly strengths = new BoundedMap<string, { readonly strength: Strength; readonly atMs: number }>(
    STRENGTHS_MAX,
  );
  /** By path: who waits for its answer. */
  private readonly open = new Map<string, Answered[]>();

  /** @param ask null for a server without an API */
  constructor(ask: AskApi | null, clock: Clock) {
    this.ask = ask;
    this.clock = clock;
  }

  /** @param answered gets the strength, or null if it cannot be had; at once if it is known */
  strengthOf(kind: ClientKind, mode: string, player: Identity, answered: (strength: Strength | null) => void): void {
    const key = `${kind} ${mode} ${identityText(player)}`;
    const known = this.strengths.get(key);
    if (known !== undefined && this.clock.now() - known.atMs < STRENGTH_AGE_MS_MAX) return answered(known.strength);
    this.question(ratingsQuery(kind, mode, player), (answer) => {
      const strength = readStrength(answer);
      if (strength !== null) this.strengths.set(key, { strength, atMs: this.clock.now() });
      answered(strength);
    });
  }

  /** @param answered gets the id of the first match that a player has started, null for none; undefined without an answer */
  dailyTry(date: string, mode: string, player: Identity, answered: (match: string | null | undefined) => void): void {
    this.question(dailyTryQuery(date, mode, player), (answer) => answered(readDailyTry(answer)));
  }

  /** Calls `answered` once: with the answer, or without one. A question that is open already is not asked again. */
  private question(path: string, answered: Answered): void {
    const waiting = this.open.get(path);
    if (waiting !== undefined && waiting.length < WAITING_PER_QUESTION_MAX) return void waiting.push(answered);
    if (waiting !== undefined || this.ask === null || this.open.size >= QUESTIONS_MAX) return answered(undefined);
    const all = [answered];
    this.open.set(path, all);
    const close = (answer: unknown) => {
      if (this.open.get(path) !== all) return;
      this.open.delete(path);
      cancel();
      for (const each of all) each(answer);
    };
    const cancel = this.clock.after(ANSWER_MS_MAX, () => close(undefined));
    this.ask(path).then(close, () => close(undefined));
  }
}
