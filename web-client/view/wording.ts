// Words of the wire as the page shows them. A word that this page does not know is shown as it is.

import { mazesOf, modeNamed, takenSettings } from '#simulation';
import { rowFor, type DriversAllowed, type KnownWord, type RoomSettings, type RoomState } from '#protocol';
import { words } from '../language/language.ts';
import { modeTitle } from './mode-cards.ts';

/** Mazes by name, as the page calls them. */
export function mazeName(maze: string): string {
  return rowFor(words().mazes, maze) ?? capitalized(maze);
}

/** A value of a list, which stands alone. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whether a rule has a score to reach. */
export function hasTarget(rule: string): boolean {
  return rule === 'race';
}

/** Settings of which there is a list of values. */
export type ChoiceSetting = 'rule' | 'target' | 'rounds' | 'lives' | 'extraLifeScore' | 'variant' | 'skill' | 'drivers';

/** A value of a setting in words. */
export function choiceName(setting: ChoiceSetting, value: string): string {
  const { rules, variants, skills, driversAllowed, points, roundsOf, extraLifeAt } = words().roomSettings;
  switch (setting) {
    case 'rule':
      return named(rules, value);
    case 'variant':
      return named<RoomSettings['variant']>(variants, value);
    case 'skill':
      return named<RoomSettings['skill']>(skills, value);
    case 'drivers':
      return named<DriversAllowed>(driversAllowed, value);
    case 'target':
      return points(Number(value));
    case 'rounds':
      return roundsOf(Number(value));
    case 'extraLifeScore':
      return extraLifeAt(Number(value));
    case 'lives':
      return words().number(Number(value));
  }
}

export function stateName(state: RoomState): string {
  return named<RoomState>(words().rooms.states, state);
}

/** Who may play; '' where everybody may. */
export function driversNote(drivers: DriversAllowed): string {
  return drivers === 'any' ? '' : choiceName('drivers', drivers);
}

type NameAndValue = readonly [name: string, value: string];

/** The settings of a room that are worth showing, as pairs of name and value. */
export function settingsInWords(settings: RoomSettings, locked: boolean): readonly NameAndValue[] {
  const { mode, listed, rule } = settings;
  const text = words().roomSettings;
  const rules = modeNamed(mode);
  const taken = rules === null ? ['seatCount', 'fill'] : takenSettings(rules);
  const all = settingTexts(settings);
  const own = taken.flatMap((setting) => {
    const isUsed = setting in all && (setting !== 'target' || hasTarget(rule));
    return isUsed ? [all[setting as ShownSetting]] : [];
  });
  const access = listed ? (locked ? 'listedLocked' : 'listed') : locked ? 'unlistedLocked' : 'unlisted';
  return [
    [text.mode, modeTitle(mode)],
    ...own,
    ...[all.maze, all.level, all.drivers],
    [text.access, text.accesses[access]],
  ];
}

/** The settings in which the rules of a room differ from those of a new one, as pairs of name and value. */
export function specialSettings(settings: ShownSettings): readonly NameAndValue[] {
  const rules = modeNamed(settings.mode);
  if (rules === null) return [];
  const { maze: _, ...choices } = rules.settings;
  const taken = takenSettings(rules);
  const all = settingTexts(settings);
  const isSpecial: Readonly<Record<ShownSetting, boolean>> = {
    seatCount: false,
    fill: rules.room.hasAiSeats && (!settings.fill || settings.skill !== 'normal'),
    rule: settings.rule !== choices.rule[0],
    target: hasTarget(settings.rule) && settings.target !== choices.target[0],
    rounds: settings.rounds !== choices.rounds[0],
    lives: settings.lives !== choices.lives[0],
    extraLifeScore: settings.extraLifeScore !== choices.extraLifeScore[0],
    variant: settings.variant !== choices.variant[0],
    maze: settings.maze !== mazesOf(rules, 'none')[0],
    level: settings.level !== 1,
    drivers: settings.drivers !== 'any',
  };
  const always: readonly string[] = ['maze', 'level', 'drivers'];
  return (Object.keys(all) as ShownSetting[])
    .filter((setting) => isSpecial[setting] && (taken.includes(setting) || always.includes(setting)))
    .map((setting) => all[setting]);
}

type ShownSetting = 'seatCount' | 'fill' | 'maze' | 'level' | Exclude<ChoiceSetting, 'skill'>;
type ShownSettings = Pick<RoomSettings, ShownSetting | 'mode' | 'skill'>;

function settingTexts(settings: ShownSettings): Readonly<Record<ShownSetting, NameAndValue>> {
  const { maze, seatCount, fill, skill, level } = settings;
  const text = words().roomSettings;
  const named = (setting: ChoiceSetting): string => choiceName(setting, String(settings[setting]));
  return {
    seatCount: [text.seats, words().number(seatCount)],
    fill: [text.emptySeats, fill ? text.filled(choiceName('skill', skill)) : text.notFilled],
    rule: [text.rule, named('rule')],
    target: [text.target, named('target')],
    rounds: [text.rounds, named('rounds')],
    lives: [text.lives, named('lives')],
    extraLifeScore: [text.extraLife, named('extraLifeScore')],
    variant: [text.variant, named('variant')],
    maze: [text.maze, mazeName(maze)],
    level: [text.level, words().number(level)],
    drivers: [text.drivers, named('drivers')],
  };
}

/** @param names has a text for every word that this version knows */
function named<Word extends string>(names: Readonly<Record<KnownWord<Word>, string>>, word: string): string {
  return rowFor<Word, string>(names, word as Word) ?? word;
}
