// What the player looks like, and the colours of the page.

import { words } from '../../language/language.ts';
import { make } from '../element.ts';
import { favouriteButton } from '../menus/favourite-button.ts';
import { choiceRow } from './preference-rows.ts';
import type { SettingsSection } from './settings-section.ts';

export const lookSection: SettingsSection = {
  name: 'look',
  fill(panel) {
    const { asSystem, theme, themes, palette, palettes, paletteHint } = words().settings;
    const own = make('div', 'preference switch', make('span', '', words().favourites.title), favouriteButton());
    panel.append(
      own,
      choiceRow('theme', theme, { auto: asSystem, dark: themes.dark, contrast: themes.contrast }),
      choiceRow(
        'palette',
        palette,
        { usual: palettes.usual, 'red-green': palettes.redGreen, 'blue-yellow': palettes.blueYellow },
        paletteHint,
      ),
    );
  },
};
