// What a section of the settings is. Each has a file of its own, and a row in settings-screen.ts.

import type { Catalogue } from '../../language/english.ts';

/** The page as far as sections need it, besides its preferences. */
export interface SettingsPage {
  /** Names of the gamepads that are connected. */
  padNames(): readonly string[];
}

export interface SettingsSection {
  /** The key of its title in the catalogue. */
  readonly name: keyof Catalogue['settings']['sections'];
  /** Puts its rows into the panel, which is empty. Called once, when the section is first shown. */
  fill(panel: HTMLElement, page: SettingsPage): void;
}
