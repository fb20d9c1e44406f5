/**
 * Lets a secret wait that cannot be looked at yet because too many others of its address are being looked at: a page that
 * opens twenty consoles at once is not guessing. Wrong ones still count as secret-guesses.ts says.
 */
import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Attempt, GuessCounts, Guesses } from './secret-guesses.ts';

const AGAIN_AFTER_MS = 20;
/** Of one secret: for three seconds. */
const TRIES_MAX = 150;

/** @param pause waits for so many milliseconds */
export function waitingGuesses(counts: GuessCounts, pause: (ms: number) => Promise<unknown> = pauseFor): GuessCounts {
  async function begin(guesses: Guesses, secret: string): Promise<Attempt> {
    for (let tries = 1; ; tries += 1) {
      const attempt = await guesses.begin(secret);
      if (attempt.name !== 'waits' || !attempt.isForOthers || tries === TRIES_MAX) return attempt;
      await pause(AGAIN_AFTER_MS);
    }
  }
  return {
    of(client) {
      const guesses = counts.of(client);
      return { ...guesses, begin: (secret) => begin(guesses, secret) };
    },
  };
}
