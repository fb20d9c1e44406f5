// How loud the page is, and what stands in for sounds.

import { words } from '../../language/language.ts';
import { shareRow, switchRow } from './preference-rows.ts';
import type { SettingsSection } from './settings-section.ts';

export const soundSection: SettingsSection = {
  name: 'sound',
  fill(panel) {
    const text = words().settings;
    panel.append(
      switchRow('muted', text.muted),
      shareRow('volume', text.volume),
      shareRow('effectsVolume', text.effectsVolume),
      shareRow('musicVolume', text.musicVolume),
      switchRow('captions', text.captions, text.captionsHint),
    );
    if ('vibrate' in navigator && matchMedia('(any-pointer: coarse)').matches)
      panel.append(switchRow('vibration', text.vibration));
  },
};
