// The table of modes. A new mode is a file beside this one and a row here, its tests, and its card on the page.

import { battle } from './battle.ts';
import { classic } from './classic.ts';
import { coop } from './coop.ts';
import { mega } from './mega.ts';
import { versus } from './versus.ts';
import { completeSettings, SettingError, type GivenSettings, type MatchSettings } from '../settings.ts';
import type { ModeRules } from './mode-rules.ts';

export const MODES = [classic, coop, versus, battle, mega] as const satisfies readonly ModeRules[];
export type ModeName = (typeof MODES)[number]['name'];

/** The mode of a name, null for one that is not in the list. */
export function modeNamed(name: string, modes: readonly ModeRules[] = MODES): ModeRules | null {
  return modes.find((mode) => mode.name === name) ?? null;
}

/** The settings of a match, with the name of the mode. A setting that is left out has the mode's default. */
export type NamedSettings = Omit<GivenSettings, 'mode'> & { readonly mode: string };

/**
 * Completes settings. A setting that the mode does not take gets the mode's own value.
 * @param modes the modes that can be played
 * @throws {SettingError} naming the setting that is out of range, `mode` for a mode that is not among them
 */
export function matchSettings(given: NamedSettings, modes: readonly ModeRules[] = MODES): MatchSettings {
  const mode = modeNamed(given.mode, modes);
  if (mode === null) throw new SettingError('mode', `one of ${modes.map(({ name }) => name).join(', ')}`);
  return completeSettings({ ...given, mode });
}
