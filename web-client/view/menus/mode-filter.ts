// Which mode's rooms the list shows: one of a row of buttons, remembered.

import { words } from '../../language/language.ts';
import { preferences } from '../../preferences.ts';
import { make } from '../element.ts';
import { modeTitle, OFFERED_MODES } from '../mode-cards.ts';

/** The value that stands for all modes. */
const ALL = '';

export class ModeFilter {
  readonly root = make('div', 'mode-filter');

  /** @param changed called when the player has chosen another one */
  constructor(changed: () => void) {
    this.root.role = 'radiogroup';
    this.root.ariaLabel = words().rooms.filter;
    for (const mode of [ALL, ...OFFERED_MODES]) {
      const radio = make('input', '');
      Object.assign(radio, { type: 'radio', name: 'mode-filter', value: mode, checked: mode === this.mode });
      radio.addEventListener('change', () => {
        preferences.set('roomsMode', mode);
        changed();
      });
      this.root.append(
        make('label', '', radio, make('span', '', mode === ALL ? words().rooms.allModes : modeTitle(mode))),
      );
    }
  }

  /** '' for all modes. A mode that is not offered any more counts as all. */
  get mode(): string {
    const stored = preferences.get('roomsMode');
    return OFFERED_MODES.find((mode) => mode === stored) ?? ALL;
  }
}
