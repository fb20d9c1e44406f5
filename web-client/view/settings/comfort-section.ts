// Less motion, fewer flashes, larger text.

import { words } from '../../language/language.ts';
import { choiceRow } from './preference-rows.ts';
import type { SettingsSection } from './settings-section.ts';

export const comfortSection: SettingsSection = {
  name: 'comfort',
  fill(panel) {
    const text = words().settings;
    panel.append(
      choiceRow('motion', text.motion, { auto: text.asSystem, full: text.full, reduced: text.reduced }),
      choiceRow(
        'flashing',
        text.flashing,
        { auto: text.asMotion, full: text.full, reduced: text.reduced },
        text.flashingHint,
      ),
      choiceRow('textSize', text.textSize, {
        usual: text.textSizes.usual,
        large: text.textSizes.large,
        largest: text.textSizes.largest,
      }),
    );
  },
};
