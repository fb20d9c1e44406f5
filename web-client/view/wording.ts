// Words of the wire as the page shows them. A word that this page does not know is shown as it is.

import { modeNamed, takenSettings } from '#simulation';
import { modeTitle } from './mode-cards.ts';
import { rowFor, type DriversAllowed, type KnownWord, type RoomSettings, type RoomState } from '#protocol';

/** Mazes by name, as the page calls them. */
export function mazeName(maze: string): string {
  return capitalized(maze);
}

/** A value of a list, which stands alone. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const STATE_NAMES: Readonly<Record<KnownWord<RoomState>, string>> = {
  lobby: 'waiting to start',
  countdown: 'about to start',
  play: 'playing',
  paused: 'paused',
  result: 'between matches',
  restored: 'about to go on',
};

const VARIANT_NAMES: Readonly<Record<KnownWord<RoomSettings['variant']>, string>> = {
  none: 'as in the arcade',
  turbo: 'turbo',
  practice: 'practice, nobody is caught',
};

const RULE_NAMES: Readonly<Record<string, string>> = {
  turns: 'turns, most points win',
  race: 'race to a score',
  last: 'cuts, last one left',
  score: 'no cuts, most points',
};

/** Whether a rule has a score to reach. */
export function hasTarget(rule: string): boolean {
  return rule === 'race';
}

/** Settings of which a mode has a list of values. */
export type ChoiceSetting = 'rule' | 'target' | 'rounds' | 'lives' | 'extraLifeScore' | 'variant';

/** A value of a setting in words. */
export function choiceName(setting: ChoiceSetting, value: string): string {
  switch (setting) {
    case 'rule':
      return rowFor(RULE_NAMES, value) ?? value;
    case 'variant':
      return rowFor(VARIANT_NAMES, value) ?? value;
    case 'target':
      return `${value} points`;
    case 'rounds':
      return value === '1' ? 'one round' : `best of ${value}`;
    case 'extraLifeScore':
      return value === '0' ? 'never' : `at ${value} points`;
    case 'lives':
      return value;
  }
}

const DRIVERS_NAMES: Readonly<Record<KnownWord<DriversAllowed>, string>> = {
  any: 'people and bots',
  humans: 'people only',
  bots: 'bots only',
};

export function stateName(state: RoomState): string {
  return rowFor(STATE_NAMES, state) ?? state;
}

/** Who may play; '' where everybody may. */
export function driversNote(drivers: DriversAllowed): string {
  return drivers === 'any' ? '' : (rowFor(DRIVERS_NAMES, drivers) ?? drivers);
}

/** The settings of a room that are worth showing, as pairs of name and value. */
export function settingsInWords(settings: RoomSettings, locked: boolean): readonly (readonly [string, string])[] {
  const { mode, maze, seatCount, fill, skill, drivers, listed, level, rule } = settings;
  const rules = modeNamed(mode);
  const named = (setting: ChoiceSetting): string => choiceName(setting, String(settings[setting]));
  const all: Readonly<Record<string, readonly [string, string]>> = {
    seatCount: ['Seats', String(seatCount)],
    fill: ['Empty seats', fill ? `AI, ${skill}` : 'stay empty'],
    rule: ['Rule', named('rule')],
    target: ['Score to reach', named('target')],
    rounds: ['Rounds', named('rounds')],
    lives: ['Lives', named('lives')],
    extraLifeScore: ['Extra life', named('extraLifeScore')],
    variant: ['Variant', named('variant')],
  };
  const taken = rules === null ? ['seatCount', 'fill'] : takenSettings(rules);
  const own = taken.flatMap((setting) => {
    const isUsed = Object.hasOwn(all, setting) && (setting !== 'target' || hasTarget(rule));
    return isUsed ? [all[setting]!] : [];
  });
  return [
    ['Mode', modeTitle(mode)],
    ...own,
    ['Maze', mazeName(maze)],
    ['First level', String(level)],
    ['Who may play', rowFor(DRIVERS_NAMES, drivers) ?? drivers],
    ['Who may come', `${listed ? 'in the list of rooms' : 'with the link only'}${locked ? ', with a password' : ''}`],
  ];
}
