// The language of the page. Another one is there at once: the page is loaded anew, and the session goes on (main.ts).

import { LANGUAGES, words } from '../../language/language.ts';
import { choiceRow } from './preference-rows.ts';
import type { SettingsSection } from './settings-section.ts';

export const languageSection: SettingsSection = {
  name: 'language',
  fill(panel) {
    const { language, asBrowser, languageHint } = words().settings;
    const row = choiceRow('language', language, { auto: asBrowser, ...LANGUAGES }, languageHint);
    // A screen reader reads each name in its own language.
    for (const code of Object.keys(LANGUAGES)) {
      row.querySelector(`input[value="${code}"]`)?.parentElement?.setAttribute('lang', code);
    }
    panel.append(row);
  },
};
