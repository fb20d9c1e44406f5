// The choice of a mode: a row of pictures, of which one is chosen, as radio buttons.

import type { ModeName } from '#simulation';
import { words } from '../../language/language.ts';
import { preferences } from '../../preferences.ts';
import { element, make } from '../element.ts';
import { cardOf, DEFAULT_MODE, modeTitle, OFFERED_MODES } from '../mode-cards.ts';
import { modePicture } from './mode-picture.ts';

export class ModeChoice {
  private readonly radios: readonly HTMLInputElement[];

  /** @param chosen called when the player chooses a mode */
  constructor(chosen: () => void) {
    this.radios = OFFERED_MODES.map((mode) => {
      const radio = make('input', '');
      Object.assign(radio, { type: 'radio', name: 'mode', value: mode });
      radio.ariaLabel = words().roomSettings.modeAndPlayers(modeTitle(mode), cardOf(mode)!.players);
      radio.addEventListener('change', () => {
        preferences.set('mode', mode);
        chosen();
      });
      return radio;
    });
    element('modes', HTMLFieldSetElement).append(
      ...this.radios.map((radio) =>
        make('label', 'mode', radio, modePicture(radio.value), make('span', '', modeTitle(radio.value))),
      ),
    );
    this.restore();
  }

  /** Null while none is chosen. */
  get mode(): ModeName | null {
    const value = this.radios.find(({ checked }) => checked)?.value;
    return OFFERED_MODES.find((mode) => mode === value) ?? null;
  }

  /** Chooses none: the room that the address names has its own mode. */
  clear(): void {
    for (const radio of this.radios) radio.checked = false;
  }

  /** Chooses the mode that the player chose last. */
  restore(): void {
    const last = storedMode();
    for (const radio of this.radios) radio.checked = radio.value === last;
  }

  set disabled(disabled: boolean) {
    for (const radio of this.radios) radio.disabled = disabled;
  }
}

function storedMode(): ModeName {
  const stored = preferences.get('mode');
  return OFFERED_MODES.find((mode) => mode === stored) ?? DEFAULT_MODE;
}
