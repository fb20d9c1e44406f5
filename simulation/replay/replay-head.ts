// Reads the head of a replay of any origin: what a list shows of it, also of a replay of other rules.

import { booleanAt, integerAt, listAt, objectAt, textAt, type Fields } from './plain-data.ts';
import { FAILURE_LENGTH_MAX, NAME_LENGTH_MAX, REPLAY_VERSION, type ReplayHead, type ReplayResult } from './replay.ts';
import type { PlainSettings } from '../settings.ts';

/** A day of play: ten times as long as a perfect game of all levels takes. */
export const REPLAY_TICKS_MAX = 24 * 60 * 60 * 60;

/** No mode has as many. */
const SEATS_MAX = 1000;
const UINT32_MAX = 0xffff_ffff;

/**
 * @param data a replay, or only its head
 * @throws RangeError that names the first place that is wrong. Whether a mode has such settings is not checked.
 */
export function replayHead(data: unknown): ReplayHead {
  const { version, rules, settings, ticks, playedAtMs, listed, result, failure } = objectAt(data, 'a replay');
  if (version === undefined) throw new RangeError('no version: not a replay of Packetman');
  if (version !== REPLAY_VERSION) throw new RangeError(`version: this program reads version ${REPLAY_VERSION}`);
  const ticksMin = failure === undefined ? 1 : 0;
  return {
    version: REPLAY_VERSION,
    rules: integerAt(rules, 1, UINT32_MAX, 'rules'),
    settings: settingsFrom(objectAt(settings, 'settings')),
    ticks: integerAt(ticks, ticksMin, REPLAY_TICKS_MAX, 'ticks'),
    ...(playedAtMs === undefined
      ? {}
      : { playedAtMs: integerAt(playedAtMs, 0, Number.MAX_SAFE_INTEGER, 'playedAtMs') }),
    ...(listed === undefined ? {} : { listed: booleanAt(listed, 'listed') }),
    ...(result === undefined ? {} : { result: resultFrom(objectAt(result, 'result')) }),
    ...(failure === undefined ? {} : { failure: textAt(failure, FAILURE_LENGTH_MAX, 'failure') }),
  };
}

function settingsFrom(given: Fields): PlainSettings {
  const text = (name: string) => textAt(given[name], NAME_LENGTH_MAX, `settings.${name}`);
  const integer = (name: string) => integerAt(given[name], 0, UINT32_MAX, `settings.${name}`);
  return {
    mode: text('mode'),
    maze: text('maze'),
    seatCount: integer('seatCount'),
    seed: integer('seed'),
    level: integer('level'),
    lives: integer('lives'),
    extraLifeScore: integer('extraLifeScore'),
    killScreen: booleanAt(given['killScreen'], 'settings.killScreen'),
    variant: text('variant') as PlainSettings['variant'],
    // Added later: a file without them has the defaults.
    rule: (given['rule'] === undefined ? '' : text('rule')) as PlainSettings['rule'],
    target: given['target'] === undefined ? 0 : integer('target'),
    rounds: given['rounds'] === undefined ? 0 : integer('rounds'),
  };
}

function resultFrom({ level, score, cleared, seats }: Fields): ReplayResult {
  return {
    level: integerAt(level, 0, UINT32_MAX, 'result.level'),
    score: integerAt(score, 0, UINT32_MAX, 'result.score'),
    cleared: booleanAt(cleared, 'result.cleared'),
    seats: Array.from(listAt(seats, SEATS_MAX, 'result.seats'), (each, index) => {
      const at = `result.seats[${index}]`;
      const seat = objectAt(each, at);
      return {
        name: textAt(seat['name'], NAME_LENGTH_MAX, `${at}.name`),
        place: integerAt(seat['place'], 1, SEATS_MAX, `${at}.place`),
        score: integerAt(seat['score'], 0, UINT32_MAX, `${at}.score`),
      };
    }),
  };
}
