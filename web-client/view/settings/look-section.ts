// The colours of the page.

import { words } from '../../language/language.ts';
import { choiceRow } from './preference-rows.ts';
import type { SettingsSection } from './settings-section.ts';

export const lookSection: SettingsSection = {
  name: 'look',
  fill(panel) {
    const { asSystem, theme, themes, palette, palettes, paletteHint } = words().settings;
    panel.append(
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
