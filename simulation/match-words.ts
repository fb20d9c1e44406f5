// The state of a match as one list of words, for checkpoints. With the settings it is all that is needed to go on.

import type { Match } from './match.ts';
import type { MatchSettings } from './settings.ts';
import { packWords, unpackWords } from './packed-words.ts';
import { hashWorld, layoutFor } from './world.ts';

/** How many words a match with these settings has. */
export function matchWordCount(settings: MatchSettings): number {
  const last = layoutFor(settings).at(-1)!;
  const worldCount = settings.mode.worldCount(settings.seatCount);
  return (last.start + last.length) * worldCount + (worldCount > 1 ? settings.seatCount + 1 : 0);
}

/** A copy of the words of all worlds, one world after the other. If there are several, the world of each seat and the tick follow. */
export function wordsOfMatch({ settings, worlds, tick, worldOfSeat }: Match): Int32Array {
  const words = new Int32Array(matchWordCount(settings));
  let at = 0;
  for (const world of worlds) {
    words.set(world.words, at);
    at += world.words.length;
  }
  if (worlds.length > 1) {
    words.set(worldOfSeat, at);
    words[at + worldOfSeat.length] = tick;
  }
  return words;
}

/**
 * Puts a match into the state of these words. Its events are those of the last tick that was stepped.
 * @param words from `wordsOfMatch` of a match with the same settings, played by the same rules
 * @throws RangeError for another number of words, or a seat in a world that does not exist
 */
export function setWordsOfMatch(match: Match, words: ArrayLike<number>): void {
  const { settings, worlds, worldOfSeat } = match;
  if (words.length !== matchWordCount(settings)) throw new RangeError('another number of words');
  let at = 0;
  for (const world of worlds) {
    for (let i = 0; i < world.words.length; i++) world.words[i] = words[at++]!;
  }
  if (worlds.length === 1) {
    match.tick = worlds[0]!.tick;
    return;
  }
  for (let seat = 0; seat < worldOfSeat.length; seat++) {
    const world = words[at++]!;
    if (!(world >= 0 && world < worlds.length)) throw new RangeError('a seat in no world');
    worldOfSeat[seat] = world;
  }
  match.tick = words[at]!;
}

/** The words of a match in few bytes. */
export function packedMatch(match: Match): Uint8Array {
  return packWords(wordsOfMatch(match), match.worlds[0]!.words.length);
}

/** Puts a match into the state of packed words. @throws RangeError as `setWordsOfMatch`, or for damaged bytes */
export function setPackedMatch(match: Match, packed: Uint8Array): void {
  setWordsOfMatch(match, unpackWords(packed));
}

/** A 32-bit hash of all worlds of a match; of a single world its own hash. */
export function hashMatch({ worlds }: Match): number {
  return worlds.reduce((hash, world) => (Math.imul(hash, 0x01000193) ^ hashWorld(world)) >>> 0, 0);
}
